"""The updates that may keep all weights, because too many weights are exactly zero and tie.

tfmot makes a mask from the magnitudes of the weights: the mask keeps the k largest weights, and every weight that
has the same magnitude as the smallest of these k. So an update keeps k weights if at least k weights
are not zero, and otherwise all n. A masked weight is exactly zero until the optimizer moves it. A
weight without a gradient, such as the weight of a black border pixel, is never moved. So nobody can
know before a training whether an update keeps k or n weights, if the update asks for more weights than the
masks kept before.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from pruning_core.prediction.key_updates import monotone_pieces
from pruning_core.prediction.masks import ROUNDING, kept_at, update_range
from pruning_core.schedules import Schedule


def tied_updates(
    schedule: Schedule, updates: range, *, n_weights: int | None = None, zeros: float = 0.0
) -> tuple[range, ...]:
    """The updates that keep k or all n weights, because fewer than k weights are surely not zero.

    A weight is surely not zero if every mask before this update kept it. The time does not depend
    on the number of updates.

    Args:
        schedule: The schedule.
        updates: The updates of the schedule, as `update_range` returns them.
        n_weights: Size of one kernel. If None, the scheduled sparsity is compared.
        zeros: The fraction of weights that are exactly zero before the training, in [0, 1).

    Returns:
        Increasing ranges of update steps that do not overlap; empty if each update keeps exactly k.

    >>> from pruning_core import PolynomialDecay
    >>> fall = PolynomialDecay(
    ...     initial_sparsity=0.8, final_sparsity=0.1, begin_step=2, end_step=20, frequency=2
    ... )
    >>> tied_updates(fall, range(2, 21, 2))
    (range(4, 22, 2),)
    """
    most_zeros = zeros if n_weights is None else float(round(n_weights * zeros))
    tied = []
    for piece in monotone_pieces(schedule, updates):
        levels = Zeros(schedule=schedule, piece=piece, n_weights=n_weights)
        first, last = levels[0], levels[len(piece) - 1]
        if last >= first:
            tied.append(piece[: bisect_left(levels, most_zeros - levels.tolerance)])
            most_zeros = max(most_zeros, last)
        else:
            most_zeros = max(most_zeros, first)
            falling = Zeros(schedule=schedule, piece=piece[::-1], n_weights=n_weights)
            n_tied = bisect_left(falling, most_zeros - levels.tolerance)
            tied.append(piece[len(piece) - n_tied :])
    return join_ranges([part for part in tied if part])


def may_keep_all_after(schedule: Schedule, step: int, *, zeros: float = 0.0) -> bool:
    """Whether masks may keep all weights after a step, because their last update is tied.

    >>> from pruning_core import PolynomialDecay
    >>> fall = PolynomialDecay(initial_sparsity=0.8, final_sparsity=0.1, begin_step=100, end_step=900)
    >>> may_keep_all_after(fall, 199), may_keep_all_after(fall, 200)
    (False, True)
    """
    updates = update_range(schedule, step)
    return bool(updates) and is_tied(tied_updates(schedule, updates, zeros=zeros), updates[-1])


def may_keep_all_at_end(
    schedule: Schedule, updates: range, sizes: Sequence[int], *, zeros: float = 0.0
) -> tuple[bool, ...]:
    """Whether the last update is tied, for each size of a kernel; see `tied_updates`.

    >>> from pruning_core import PolynomialDecay
    >>> fall = PolynomialDecay(initial_sparsity=0.8, final_sparsity=0.1, begin_step=2, end_step=20)
    >>> may_keep_all_at_end(fall, range(2, 21, 2), [220, 1])
    (True, False)
    """
    if not updates:
        return (False,) * len(sizes)
    ends = [step for piece in monotone_pieces(schedule, updates) for step in (piece[0], piece[-1])]
    fractions = schedule.kept_fraction(ends)
    lowest_and_last = np.array([fractions.min(), fractions[-1]], np.float32)

    def is_last_tied(n_weights: int) -> bool:
        lowest, last = kept_at(lowest_and_last, n_weights).tolist()
        return bool(last > min(lowest, n_weights - round(n_weights * zeros)))

    return tuple(map(is_last_tied, sizes))


class Zeros:
    """The zeros that each update of a piece asks for, as a sequence that `bisect` can search."""

    def __init__(self, *, schedule: Schedule, piece: range, n_weights: int | None) -> None:
        self.schedule = schedule
        self.piece = piece
        self.n_weights = n_weights
        self.tolerance = ROUNDING if n_weights is None else 0.0

    def __len__(self) -> int:
        return len(self.piece)

    def __getitem__(self, index: int) -> float:
        step = np.array([self.piece[index]], np.int64)
        if self.n_weights is None:
            return float(self.schedule.sparsity(step)[0])
        kept = kept_at(self.schedule.kept_fraction(step), self.n_weights)
        return float(self.n_weights - int(kept[0]))


def join_ranges(parts: list[range]) -> tuple[range, ...]:
    """The ranges of updates. Ranges without an update between them are joined.

    >>> join_ranges([range(2, 6, 2), range(6, 8, 2), range(12, 14, 2)])
    (range(2, 8, 2), range(12, 14, 2))
    """
    joined: list[range] = []
    for part in parts:
        if joined and joined[-1].stop == part.start:
            joined[-1] = range(joined[-1].start, part.stop, part.step)
        else:
            joined.append(part)
    return tuple(joined)


def is_tied(tied: Sequence[range], update: int) -> bool:
    """Whether an update is in the ranges that `tied_updates` returned."""
    return any(update in part for part in tied)
