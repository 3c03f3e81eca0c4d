"""Course: the sparsity of the masks over a training, at the few updates that all findings depend on."""

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
"""The last 1/20 of the training, 5 %, is for recovery."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Course:
    """All updates of a schedule in a training, and the sparsity after the key updates.

    A corner is a keyframe, or an end of the window, of the training or of its recovery. Between
    two corners a curve only rises or only falls. Its steepest updates are next to a corner. The
    updates next to corners are called key updates. So the key updates include the highest and the
    lowest sparsity and every jump of more than half of the weights. A training of a billion steps
    has hardly more key updates than a short training.

    Attributes:
        schedule: The schedule that is examined.
        summary: The numbers of the schedule in this training.
        kernels: The kernels that are pruned.
        updates: Every update step.
        steps: The key updates, increasing: int64 (n,), n below 300.
        applied: The scheduled sparsity of the masks after each key update: float32 (n,).
    """

    schedule: Schedule
    summary: ScheduleSummary
    kernels: tuple[Kernel, ...]
    updates: range
    steps: NDArray[np.int64]
    applied: NDArray[np.float32]

    @property
    def total_steps(self) -> int:
        """Length of the training in steps."""
        return self.summary.total_steps

    @property
    def rises(self) -> NDArray[np.float32]:
        """The change of sparsity at each key update: float32 (n,). Before the first update it is 0."""
        return np.diff(self.applied, prepend=np.float32(0))

    @property
    def are_adjacent(self) -> NDArray[np.bool_]:
        """Whether no other update is between a key update and the one before it: bool (n,)."""
        apart = np.diff(self.steps, prepend=self.steps[:1] - self.updates.step)
        return np.asarray(apart == self.updates.step, np.bool_)

    def last_change(self) -> int | None:
        """The last update that changes the sparsity by more than rounding; None if no update does."""
        final = self.summary.reached
        differs = np.flatnonzero(np.abs(self.applied - final) >= ROUNDING)
        if differs.size == 0:
            return self.updates[0] if self.updates and final >= ROUNDING else None
        before = bisect_right(self.updates, int(self.steps[differs[-1]]))
        later = self.updates[before:]
        index = bisect_left(later, True, key=partial(self.has_sparsity, final))  # noqa: FBT003 (bisect compares keys)
        return later[index]

    def has_sparsity(self, sparsity: float, step: int) -> bool:
        """Whether the update at `step` gives masks this sparsity, up to rounding."""
        return abs(float(self.schedule.sparsity([step])[0]) - sparsity) < ROUNDING

    def min_kept(self, kernel: Kernel) -> int:
        """The smallest number of weights that a kernel keeps; all its weights if there is no update."""
        kept = kept_at(self.schedule.kept_fraction(self.steps), kernel.n_weights)
        return int(kept.min(initial=kernel.n_weights))


def make_course(schedule: Schedule, total_steps: int, kernels: Sequence[Kernel] = ()) -> Course:
    """The course of a schedule in a training.

    Raises:
        PlanError: If `total_steps` is not a valid number of steps.

    >>> decay = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.5, begin_step=0, end_step=300)
    >>> make_course(decay, 400).steps
    array([100, 200, 300])
    """
    updates = update_range(schedule, total_steps)
    corners = [
        0,
        last_step_before_recovery(total_steps) + 1,
        total_steps + 1,
        *bend_steps(schedule),
    ]
    steps = np.array(
        sorted({step for at in corners for step in updates_around(at, updates)}), np.int64
    )
    return Course(
        schedule=schedule,
        summary=summarise(schedule, total_steps),
        kernels=tuple(kernels),
        updates=updates,
        steps=steps,
        applied=sparsity_after(schedule, steps),
    )


def last_step_before_recovery(total_steps: int) -> int:
    """The last step that has at least 5 % of the training after it.

    >>> last_step_before_recovery(200), last_step_before_recovery(10)
    (190, 9)
    """
    return total_steps - -(-total_steps // RECOVERY_PARTS)


def bend_steps(schedule: Schedule) -> list[int]:
    """The steps at which the curve may change direction or bend."""
    match schedule:
        case ConstantSparsity():
            return []
        case PolynomialDecay():
            return [schedule.end_step]
        case KeyframeSchedule():
            return [point.step for point in schedule.keyframes]


def updates_around(corner: int, updates: range) -> range:
    """The last two updates before step `corner`, and the first two at or after this step.

    >>> list(updates_around(300, range(100, 1001, 100)))
    [100, 200, 300, 400]
    """
    index = bisect_left(updates, corner)
    return updates[max(0, index - 2) : index + 2]
