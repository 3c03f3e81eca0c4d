"""What masks go through in a training, told by the few updates at which anything can turn."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pruning_core.kernels import Kernel
from pruning_core.prediction.masks import kept_at, sparsity_after, update_range
from pruning_core.prediction.summary import ROUNDING, ScheduleSummary, summarise
from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule

RECOVERY_PARTS = 20
"""One part in so many of the training is for recovery: the last 5 %."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Course:
    """A schedule within a training: its updates, and what masks hold after those that tell.

    Between two corners (the ends of the window, of the training and of its recovery, and
    keyframes) a curve rises or falls without a turn, and its steepest updates are among the two
    next to a corner. So those updates hold every extreme and every jump over half of the weights,
    whether the training has a hundred updates or a billion.

    Attributes:
        schedule: What is asked for.
        summary: Its numbers in this training.
        kernels: The kernels that are pruned.
        updates: Every update step.
        steps: The updates that tell, increasing: int64 (n,), n below 300.
        held: What masks hold after each of them, as scheduled: float32 (n,).
    """

    schedule: Schedule
    summary: ScheduleSummary
    kernels: tuple[Kernel, ...]
    updates: range
    steps: NDArray[np.int64]
    held: NDArray[np.float32]

    @property
    def total_steps(self) -> int:
        """Length of the training in steps."""
        return self.summary.total_steps

    @property
    def rises(self) -> NDArray[np.float32]:
        """By how much masks change between one telling update and the next; dense before: (n,)."""
        return np.diff(self.held, prepend=np.float32(0))

    @property
    def are_adjacent(self) -> NDArray[np.bool_]:
        """Whether no update lies between a telling one and the one before it: (n,)."""
        apart = np.diff(self.steps, prepend=self.steps[:1] - self.updates.step)
        return np.asarray(apart == self.updates.step, np.bool_)

    def last_change(self) -> int | None:
        """The last update that changes what masks hold by more than rounding; None without one."""
        final = self.summary.reached
        differs = np.flatnonzero(np.abs(self.held - final) >= ROUNDING)
        if differs.size == 0:
            return self.updates[0] if self.updates and final >= ROUNDING else None
        before = bisect_right(self.updates, int(self.steps[differs[-1]]))
        later = self.updates[before:]
        place = bisect_left(later, True, key=partial(self.holds, final))  # noqa: FBT003 (bisect compares keys)
        return later[place]

    def holds(self, sparsity: float, step: int) -> bool:
        """Whether masks hold the sparsity, up to rounding, after the update at a step."""
        return abs(float(self.schedule.sparsity([step])[0]) - sparsity) < ROUNDING

    def least_kept(self, kernel: Kernel) -> int:
        """The fewest weights that a kernel's mask keeps after any update; all without one."""
        kept = kept_at(self.schedule.kept_fraction(self.steps), kernel.n_weights)
        return int(kept.min(initial=kernel.n_weights))


def course_of(schedule: Schedule, total_steps: int, kernels: Sequence[Kernel] = ()) -> Course:
    """The course of a schedule within a training.

    Raises:
        PlanError: When no training has so many steps.

    >>> decay = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.5, begin_step=0, end_step=300)
    >>> course_of(decay, 400).steps
    array([100, 200, 300])
    """
    updates = update_range(schedule, total_steps)
    corners = [0, recovery_start(total_steps) + 1, total_steps + 1, *turns(schedule)]
    telling = {step for corner in corners for step in beside(corner, updates)}
    steps = np.array(sorted(telling), np.int64)
    return Course(
        schedule=schedule,
        summary=summarise(schedule, total_steps),
        kernels=tuple(kernels),
        updates=updates,
        steps=steps,
        held=sparsity_after(schedule, steps),
    )


def recovery_start(total_steps: int) -> int:
    """The last step that leaves 5 % of the training after it.

    >>> recovery_start(200), recovery_start(10)
    (190, 9)
    """
    return total_steps - -(-total_steps // RECOVERY_PARTS)


def turns(schedule: Schedule) -> list[int]:
    """The steps at which the curve may turn or bend."""
    match schedule:
        case ConstantSparsity():
            return []
        case PolynomialDecay():
            return [schedule.end_step]
        case KeyframeSchedule():
            return [point.step for point in schedule.keyframes]


def beside(corner: int, updates: range) -> range:
    """The two updates before a step, and the two from it on.

    >>> list(beside(300, range(100, 1001, 100)))
    [100, 200, 300, 400]
    """
    place = bisect_left(updates, corner)
    return updates[max(0, place - 2) : place + 2]
