"""The expected number of kept weights after each step, and the steps with a picture."""

from functools import lru_cache

import numpy as np

from pruning_core.prediction.masks import kept_weights, update_range
from pruning_core.runs.config import RunConfig
from pruning_core.schedules import Schedule

MAX_PICTURES = 40
MAX_CACHED_COUNTS = 64


class Expectations:
    """The expected number of kept weights of each mask, computed from the kernel's schedule.

    >>> from pruning_core import ConstantSparsity, TrainingPlan
    >>> schedule = ConstantSparsity(target_sparsity=0.5, begin_step=2, end_step=6, frequency=2)
    >>> plan = TrainingPlan(num_examples=100, batch_size=10, epochs=1)
    >>> expected = Expectations(RunConfig(schedule=schedule, plan=plan, dataset="digits"))
    >>> expected.kept_counts(1), expected.kept_counts(3)
    ((288, 18432, 409600, 2560), (144, 9216, 204800, 1280))
    >>> [step for step in range(1, 11) if expected.has_update(step)]
    [2, 4, 6]
    >>> sorted(expected.picture_steps)
    [2, 4, 6]
    """

    def __init__(self, config: RunConfig) -> None:
        total_steps = config.plan.total_steps
        self.kernels = config.pruned_kernels
        self.schedules = tuple(
            schedule
            for kernel in self.kernels
            if (schedule := config.schedule_of(kernel.layer)) is not None
        )
        self._updates = tuple(update_range(schedule, total_steps) for schedule in self.schedules)
        self.picture_steps = steps_with_picture(set(self._updates))

    def has_update(self, step: int) -> bool:
        """Whether at least one mask is updated at a step."""
        return any(step in updates for updates in self._updates)

    def kept_counts(self, step: int) -> tuple[int, ...]:
        """The number of weights that each mask should keep after a step."""
        return tuple(
            count_kept_after_update(schedule, last_update(updates, step), kernel.n_weights)
            for kernel, schedule, updates in zip(
                self.kernels, self.schedules, self._updates, strict=True
            )
        )

    def scheduled_sparsity(self, step: int) -> tuple[float, ...]:
        """The scheduled sparsity of each kernel at a step."""
        return tuple(scheduled_at(schedule, step) for schedule in self.schedules)


def last_update(updates: range, step: int) -> int | None:
    """The last update at or before a step; None if no update has happened yet.

    >>> last_update(range(2, 10, 3), 7), last_update(range(2, 10, 3), 1)
    (5, None)
    """
    n_updates = len(range(updates.start, min(updates.stop, step + 1), updates.step))
    return updates[n_updates - 1] if n_updates else None


@lru_cache(maxsize=MAX_CACHED_COUNTS)
def count_kept_after_update(schedule: Schedule, update: int | None, n_weights: int) -> int:
    """The number of weights that a mask keeps after an update. It is cached, because every step needs this number."""
    return n_weights if update is None else kept_weights(schedule, update, n_weights)


def scheduled_at(schedule: Schedule, step: int) -> float:
    """The scheduled sparsity at one step."""
    return float(schedule.sparsity(np.array([step], np.int64))[0])


def steps_with_picture(updates: set[range]) -> frozenset[int]:
    """At most MAX_PICTURES update steps, evenly spaced. The first and the last update are among them.

    >>> sorted(steps_with_picture({range(10, 31, 10), range(5, 16, 5)}))
    [5, 10, 15, 20, 30]
    >>> steps = sorted(steps_with_picture({range(1, 100_001)}))
    >>> len(steps), steps[0], steps[-1]
    (40, 1, 100000)
    """
    steps = np.unique(np.concatenate([np.zeros(0, np.int64), *map(np.asarray, updates)]))
    indices = np.linspace(0, len(steps) - 1, min(len(steps), MAX_PICTURES)).round()
    return frozenset(steps[indices.astype(np.int64)].tolist())
