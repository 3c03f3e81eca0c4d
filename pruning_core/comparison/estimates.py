"""The results of groups: means over seeds, with 95 % intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pruning_core.comparison.groups import Group
from pruning_core.experiments.statistics.arm import ArmStatistics, student_t_quantile

MIN_RUNS_OF_AN_INTERVAL = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupResults:
    """The results of a group. Each is None if a run that counts does not have it.

    A mean over some of the runs would be better or worse than the group, because runs often lack a
    result for a reason that also changes the result.

    Attributes:
        accuracy: The accuracy on the test set.
        size: The size of the zipped .h5 in bytes.
        sparsity: The measured sparsity of all kernels together.
    """

    accuracy: ArmStatistics | None
    size: ArmStatistics | None
    sparsity: ArmStatistics | None


def group_results(
    group: Group,
    *,
    accuracies: Sequence[float | None],
    sizes: Sequence[int | None],
    sparsities: Sequence[float | None],
) -> GroupResults:
    """The results of a group.

    Args:
        group: The group.
        accuracies: The accuracy of each run of the comparison.
        sizes: The size of each run.
        sparsities: The sparsity of each run.
    """
    return GroupResults(
        accuracy=summary_of(group, accuracies),
        size=summary_of(group, sizes),
        sparsity=summary_of(group, sparsities),
    )


def summary_of(group: Group, values: Sequence[float | None]) -> ArmStatistics | None:
    """The mean and the interval of the runs that count, or None if a run has no value."""
    known = [value for index in group.counted if (value := values[index]) is not None]
    return ArmStatistics.of(known) if len(known) == len(group.counted) else None


def interval_factor(n_runs: int) -> float | None:
    """Half the width of the 95 % interval of a mean, divided by the standard deviation of the runs.

    It is t / sqrt(n), with Student's t for n - 1 degrees of freedom, as in `ArmStatistics`. None for a
    single run, which has no interval.
    """
    if n_runs < MIN_RUNS_OF_AN_INTERVAL:
        return None
    return student_t_quantile(n_runs - 1) / math.sqrt(n_runs)
