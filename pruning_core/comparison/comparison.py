"""Comparison: several runs with everything that a page, a report or a file shows about them together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pruning_core.comparison.estimates import GroupResults, group_results
from pruning_core.comparison.groups import Group, group_by_all_but_seed
from pruning_core.comparison.labels import label_groups, label_runs
from pruning_core.comparison.pareto import Fronts, find_fronts
from pruning_core.comparison.rows.results import (
    accuracy_of,
    results_rows,
    sparsity_of,
    zipped_bytes_of,
)
from pruning_core.comparison.rows.row import Row
from pruning_core.comparison.rows.settings import settings_rows
from pruning_core.experiments.statistics.arm import ArmStatistics
from pruning_core.results.outcome import Outcome
from pruning_core.runs.run import Run


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Several runs beside each other. Indices count the runs from 0; visitors see numbers from 1.

    Attributes:
        runs: The runs.
        outcomes: The outcome of each run, or None if it has not ended.
        labels: A short name for each run: what distinguishes it from the others.
        settings: A row for each setting.
        results: A row for each result.
        groups: The runs that differ only in their seed.
        group_labels: A short name for each group.
        group_results: The results of each group.
        dataset: The data set of most runs. Accuracies on other data cannot be compared with theirs.
    """

    runs: tuple[Run, ...]
    outcomes: tuple[Outcome | None, ...]
    labels: tuple[str, ...]
    settings: tuple[Row, ...]
    results: tuple[Row, ...]
    groups: tuple[Group, ...]
    group_labels: tuple[str, ...]
    group_results: tuple[GroupResults, ...]
    dataset: str

    @property
    def accuracies(self) -> tuple[float | None, ...]:
        """The test accuracy of each run, or None."""
        return tuple(map(accuracy_of, self.outcomes))

    @property
    def sizes(self) -> tuple[int | None, ...]:
        """The size of the zipped .h5 of each run in bytes, or None."""
        return tuple(map(zipped_bytes_of, self.outcomes))

    @property
    def sparsities(self) -> tuple[float | None, ...]:
        """The measured sparsity of all kernels together of each run, or None."""
        return tuple(map(sparsity_of, self.outcomes))

    def has_same_data(self, index: int) -> bool:
        """Whether a run has the data set of most runs."""
        return self.runs[index].config.dataset == self.dataset

    @property
    def fronts(self) -> Fronts:
        """The Pareto fronts of the runs. Runs with other data are left out."""
        comparable = [*map(self.has_same_data, range(len(self.runs)))]
        return find_fronts(self.accuracies, self.sizes, self.sparsities, comparable)

    @property
    def group_fronts(self) -> Fronts:
        """The Pareto fronts of the means of the groups. Groups with other data are left out."""
        comparable = [self.has_same_data(group.members[0]) for group in self.groups]
        results = self.group_results
        return find_fronts(
            [mean_of(result.accuracy) for result in results],
            [mean_of(result.size) for result in results],
            [mean_of(result.sparsity) for result in results],
            comparable,
        )


def mean_of(summary: ArmStatistics | None) -> float | None:
    """The mean of some runs, or None."""
    return None if summary is None else summary.mean


def compare(runs: Sequence[Run], outcomes: Mapping[str, Outcome]) -> Comparison:
    """Compare some runs.

    Args:
        runs: At least one run.
        outcomes: The outcomes of the runs that have ended, by id.
    """
    configs = [run.config for run in runs]
    outcome_of_each = tuple(outcomes.get(run.id) for run in runs)
    settings = settings_rows(configs)
    accuracies = list(map(accuracy_of, outcome_of_each))
    sizes = list(map(zipped_bytes_of, outcome_of_each))
    sparsities = list(map(sparsity_of, outcome_of_each))
    finished = [outcome is not None and outcome.finished for outcome in outcome_of_each]
    groups = group_by_all_but_seed(configs, finished)
    return Comparison(
        runs=tuple(runs),
        outcomes=outcome_of_each,
        labels=label_runs(runs, settings),
        settings=settings,
        results=results_rows(runs, outcome_of_each),
        groups=groups,
        group_labels=label_groups(runs, groups, settings),
        group_results=tuple(
            group_results(group, accuracies=accuracies, sizes=sizes, sparsities=sparsities)
            for group in groups
        ),
        dataset=Counter(config.dataset for config in configs).most_common(1)[0][0],
    )
