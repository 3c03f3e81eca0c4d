"""Changes every sparsity of a schedule, and leaves its steps as they are."""

from collections.abc import Callable
from dataclasses import replace

from pruning_core.schedules.config import Schedule
from pruning_core.schedules.constant import ConstantSparsity
from pruning_core.schedules.keyframes import KeyframeSchedule
from pruning_core.schedules.polynomial import PolynomialDecay


def change_sparsities(schedule: Schedule, change: Callable[[float], float]) -> Schedule:
    """The schedule with every sparsity changed by a function.

    Raises:
        ScheduleError: If a changed sparsity is not in [0, 1).

    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> change_sparsities(half, lambda sparsity: sparsity / 2).target_sparsity
    0.25
    """
    match schedule:
        case ConstantSparsity():
            return replace(schedule, target_sparsity=change(schedule.target_sparsity))
        case PolynomialDecay():
            return replace(
                schedule,
                initial_sparsity=change(schedule.initial_sparsity),
                final_sparsity=change(schedule.final_sparsity),
            )
        case KeyframeSchedule():
            points = [
                replace(point, sparsity=change(point.sparsity)) for point in schedule.keyframes
            ]
            return replace(schedule, keyframes=points)
