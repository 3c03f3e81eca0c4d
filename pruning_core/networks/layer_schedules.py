"""The schedules of layers with different final sparsities, made from one schedule."""

from collections.abc import Mapping

from pruning_core.schedules import Schedule
from pruning_core.schedules.changed_sparsities import change_sparsities


def schedules_of(schedule: Schedule, sparsities: Mapping[str, float]) -> dict[str, Schedule]:
    """The schedule of each layer: the same schedule, with the final sparsity of the layer.

    Raises:
        ScheduleError: If a sparsity is not in [0, 1).

    >>> from pruning_core import PolynomialDecay
    >>> decay = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=100)
    >>> schedules_of(decay, {"dense": 0.5})["dense"].final_sparsity
    0.5
    """
    return {layer: end_at(schedule, sparsity) for layer, sparsity in sparsities.items()}


def end_at(schedule: Schedule, sparsity: float) -> Schedule:
    """The schedule with another final sparsity. The other sparsities are scaled, so that the curve keeps its form.

    A sparsity x up to the old final sparsity `old` becomes x * new / old. A larger sparsity x becomes
    1 - (1 - x) * (1 - new) / (1 - old). So all sparsities stay in [0, 1), and their order does not change.

    Raises:
        ScheduleError: If the sparsity is not in [0, 1).
    """

    def scale(x: float) -> float:
        old = schedule.end_sparsity
        if x == old:
            return sparsity
        if x < old:
            return x * sparsity / old
        return 1 - (1 - x) * (1 - sparsity) / (1 - old)

    return change_sparsities(schedule, scale)
