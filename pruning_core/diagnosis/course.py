"""Course: the sparsity of the masks over a training, at the few updates that all findings depend on."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pruning_core.diagnosis.training_facts import TrainingFacts
from pruning_core.kernels import Kernel
from pruning_core.prediction.key_updates import bend_steps, key_updates
from pruning_core.prediction.masks import ROUNDING, kept_at, sparsity_after, update_range
from pruning_core.prediction.summary import ScheduleSummary, summarise
from pruning_core.schedules import Schedule


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
        training: The known facts about the training.
        summary: The numbers of the schedule in this training.
        updates: Every update step.
        steps: The key updates, increasing: int64 (n,), n below 300.
        applied: The scheduled sparsity of the masks after each key update: float32 (n,).
    """

    schedule: Schedule
    training: TrainingFacts
    summary: ScheduleSummary
    updates: range
    steps: NDArray[np.int64]
    applied: NDArray[np.float32]

    @property
    def total_steps(self) -> int:
        """Length of the training in steps."""
        return self.training.total_steps

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """The kernels that are pruned."""
        return self.training.kernels

    @property
    def rises(self) -> NDArray[np.float32]:
        """The change of sparsity at each key update: float32 (n,). Before the first update, only `zeros` are zero."""
        return np.diff(self.applied, prepend=np.float32(self.training.zeros))

    @property
    def are_adjacent(self) -> NDArray[np.bool_]:
        """Whether no other update is between a key update and the previous key update: bool (n,)."""
        apart = np.diff(self.steps, prepend=self.steps[:1] - self.updates.step)
        return np.asarray(apart == self.updates.step, np.bool_)

    def last_change(self) -> int | None:
        """The last update that changes the sparsity by more than rounding; None if no update changes the sparsity."""
        final = self.summary.reached
        differs = np.flatnonzero(np.abs(self.applied - final) >= ROUNDING)
        if differs.size == 0:
            return self.updates[0] if self.updates and final >= ROUNDING else None
        before = bisect_right(self.updates, int(self.steps[differs[-1]]))
        later = self.updates[before:]
        index = bisect_left(later, True, key=partial(self.has_sparsity, final))  # noqa: FBT003 (bisect compares keys)
        return later[index]

    def has_sparsity(self, sparsity: float, step: int) -> bool:
        """Whether masks have this sparsity after the update at `step`, up to rounding."""
        return abs(float(self.schedule.sparsity([step])[0]) - sparsity) < ROUNDING

    def kernels_with_one_weight(self) -> list[Kernel]:
        """The kernels of two weights or more that keep a single weight after some update."""
        if not self.updates:
            return []
        lowest = self.schedule.kept_fraction(self.steps).min(keepdims=True)
        sizes = {kernel.n_weights for kernel in self.kernels if kernel.n_weights > 1}
        small = {size for size in sizes if int(kept_at(lowest, size)[0]) == 1}
        return [kernel for kernel in self.kernels if kernel.n_weights in small]


def make_course(schedule: Schedule, training: TrainingFacts) -> Course:
    """The course of a schedule in a training.

    >>> from pruning_core import PolynomialDecay
    >>> decay = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.5, begin_step=0, end_step=300)
    >>> make_course(decay, TrainingFacts(total_steps=400)).steps
    array([100, 200, 300])
    """
    total = training.total_steps
    updates = update_range(schedule, total)
    corners = [0, training.last_step_before_recovery + 1, total + 1, *bend_steps(schedule)]
    steps = key_updates(updates, corners)
    return Course(
        schedule=schedule,
        training=training,
        summary=summarise(schedule, total),
        updates=updates,
        steps=steps,
        applied=sparsity_after(schedule, steps),
    )
