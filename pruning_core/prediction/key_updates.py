"""Key updates: the few updates at which the curve of a schedule may bend. Even a long training has few."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule


def bend_steps(schedule: Schedule) -> list[int]:
    """The steps at which the curve may change direction or bend."""
    match schedule:
        case ConstantSparsity():
            return []
        case PolynomialDecay():
            return [schedule.end_step]
        case KeyframeSchedule():
            return [point.step for point in schedule.keyframes]


def key_updates(updates: range, corners: Iterable[int]) -> NDArray[np.int64]:
    """The updates next to the corners: at most two before each corner, and two at or after it.

    Returns:
        int64 array of shape (n,), increasing.

    >>> key_updates(range(100, 1001, 100), [300])
    array([100, 200, 300, 400])
    """
    steps = {step for corner in corners for step in updates_around(corner, updates)}
    return np.array(sorted(steps), np.int64)


def updates_around(corner: int, updates: range) -> range:
    """The last two updates before step `corner`, and the first two at or after this step.

    >>> list(updates_around(300, range(100, 1001, 100)))
    [100, 200, 300, 400]
    """
    index = bisect_left(updates, corner)
    return updates[max(0, index - 2) : index + 2]


def monotone_pieces(schedule: Schedule, updates: range) -> list[range]:
    """The updates, cut where the curve may change direction. On each piece, the curve only rises or only falls.

    >>> monotone_pieces(
    ...     PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.5, begin_step=1, end_step=5),
    ...     range(1, 9, 2),
    ... )
    [range(1, 5, 2), range(5, 9, 2)]
    """
    cuts = sorted({0, len(updates), *(bisect_left(updates, step) for step in bend_steps(schedule))})
    pieces = (updates[start:stop] for start, stop in pairwise(cuts))
    return [piece for piece in pieces if piece]
