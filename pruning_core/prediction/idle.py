"""Idle updates: updates after which every kernel keeps as many weights as before."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pruning_core.kernels import Kernel
from pruning_core.prediction.key_updates import monotone_pieces
from pruning_core.prediction.masks import kept_at, update_range
from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule
from pruning_core.schedules.keyframe import Segment

MAX_UPDATES_COMPARED = 100_000
"""Up to this number of updates, each update is compared with the update before it."""
MAX_WORK = 20_000_000
"""The limit of `count_by_halves`, about 0.2 s: computed updates, each times the number of sizes and
`WORK_OF_FRACTION`."""
WORK_OF_FRACTION = 5
"""A kept fraction takes as long as five kept counts."""
MONOTONE_POWERS = (0, 0.5, 1, 2, 3)
"""With these powers, each float32 operation of a decay is correctly rounded, so the decay only rises or only falls.
For other powers the C library computes `powf`, which may be wrong in the last bit."""


def count_idle_updates(
    schedule: Schedule, total_steps: int, kernels: Sequence[Kernel], *, last: int | None = None
) -> int | None:
    """The number of updates after which every kernel keeps as many weights as before.

    Such an update takes the same time as any other update. The masks may still keep other weights.

    Args:
        schedule: The schedule.
        total_steps: Length of the training in steps, at least 0.
        kernels: The kernels that are pruned.
        last: Count only the updates up to this step.

    Returns:
        The exact number of idle updates. None without kernels; or if there are more than 100,000 updates, and
        the curve is not monotone to the last bit or there are too many different counts.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=100)
    >>> count_idle_updates(half, 1000, [Kernel(layer="dense", shape=(10, 3))])
    9
    """
    end = total_steps if last is None else min(last, total_steps)
    sizes = tuple(sorted({kernel.n_weights for kernel in kernels}, reverse=True))
    return count_idle(schedule, end, sizes) if sizes else None


@lru_cache(maxsize=128)
def count_idle(schedule: Schedule, end: int, sizes: tuple[int, ...]) -> int | None:
    """The number of idle updates in the steps 1..end, for kernels of these sizes; see `count_idle_updates`."""
    updates = update_range(schedule, end)
    if len(updates) <= MAX_UPDATES_COMPARED:
        return compare_all(schedule, updates, sizes)
    return count_by_halves(schedule, updates, sizes)


def count_by_halves(schedule: Schedule, updates: range, sizes: Sequence[int]) -> int | None:
    """The number of idle updates, from as few updates as possible.

    Returns:
        The exact number; None if the curve is not monotone to the last bit, or there are too many different counts.
    """
    if not is_monotone_between_bends(schedule):
        return None
    n_changes, before = 0, int(total_kept(np.ones(1, np.float32), sizes)[0])
    for piece in monotone_pieces(schedule, updates):
        counts = KeptCounts(schedule, piece, sizes)
        first, final = counts.at(np.array([0, len(piece) - 1], np.int64)).tolist()
        changes_in_piece = counts.count_changes(first, final)
        if changes_in_piece is None:
            return None
        n_changes += (first != before) + changes_in_piece
        before = final
    return len(updates) - n_changes


def compare_all(schedule: Schedule, updates: range, sizes: Sequence[int]) -> int:
    """The number of idle updates. Each update is compared with the update before it."""
    steps = np.arange(updates.start, updates.stop, updates.step, dtype=np.int64)
    fractions = schedule.kept_fraction(steps)
    before = np.concatenate([np.ones(min(1, fractions.size), np.float32), fractions[:-1]])
    # An update with the same fraction as before changes nothing. Only the others are compared, kernel by kernel.
    may_change = fractions != before
    n_idle = int(np.count_nonzero(~may_change))
    fractions, before = fractions[may_change], before[may_change]
    for n_weights in sizes:
        is_equal = kept_at(fractions, n_weights) == kept_at(before, n_weights)
        fractions, before = fractions[is_equal], before[is_equal]
    return n_idle + int(fractions.size)


def is_monotone_between_bends(schedule: Schedule) -> bool:
    """Whether the kept fraction only rises or only falls between two bends, to the last bit of float32."""
    match schedule:
        case ConstantSparsity():
            return True
        case PolynomialDecay():
            return schedule.power in MONOTONE_POWERS
        case KeyframeSchedule():
            return all(point.segment is not Segment.SMOOTH for point in schedule.keyframes)


def total_kept(fractions: NDArray[np.float32], sizes: Sequence[int]) -> NDArray[np.int64]:
    """The sum of the kept weights of one kernel of each size, for each kept fraction.

    All kernels follow the same fractions, so none keeps more while another one keeps fewer. If the sum is equal
    after two updates, every kernel keeps the same number.
    """
    total = np.zeros(fractions.shape, np.int64)
    for n_weights in sizes:
        total += kept_at(fractions, n_weights)
    return total


class KeptCounts:
    """The total of the kept weights at each update of a piece, on which the total only rises or only falls."""

    def __init__(self, schedule: Schedule, piece: range, sizes: Sequence[int]) -> None:
        self.schedule = schedule
        self.piece = piece
        self.sizes = sizes

    def at(self, indices: NDArray[np.int64]) -> NDArray[np.int64]:
        """The total at these updates of the piece."""
        steps = self.piece.start + indices * self.piece.step
        return total_kept(self.schedule.kept_fraction(steps), self.sizes)

    def count_changes(self, first: int, last: int) -> int | None:
        """The number of updates after the first one that change the total; None if this needs too many counts.

        The piece is cut into halves until the ends of a part differ by at most 1, or the part has no update between
        its ends: such a part has one change if its ends differ, and otherwise none.

        Args:
            first: The total at the first update.
            last: The total at the last update.
        """
        starts, ends = np.array([0], np.int64), np.array([len(self.piece) - 1], np.int64)
        at_starts, at_ends = np.array([first], np.int64), np.array([last], np.int64)
        n_changes = work = 0
        while starts.size:
            differences = np.abs(at_ends - at_starts)
            is_open = (differences > 1) & (ends - starts > 1)
            n_changes += int(np.count_nonzero(differences[~is_open]))
            starts, ends = starts[is_open], ends[is_open]
            at_starts, at_ends = at_starts[is_open], at_ends[is_open]
            work += starts.size * (len(self.sizes) + WORK_OF_FRACTION)
            if work > MAX_WORK:
                return None
            middles = (starts + ends) // 2
            at_middles = self.at(middles)
            starts, ends = np.concatenate([starts, middles]), np.concatenate([middles, ends])
            at_starts = np.concatenate([at_starts, at_middles])
            at_ends = np.concatenate([at_middles, at_ends])
        return n_changes
