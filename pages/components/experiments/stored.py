"""The experiments of this server: their definitions, read once, and their results in a session."""

from dataclasses import dataclass, field
from functools import lru_cache

from pages.components import services
from pruning_core.errors import PruningLabError
from pruning_core.experiments.definition import Experiment, PlannedRun
from pruning_core.experiments.file import read_experiment
from pruning_core.experiments.progress import Progress, progress_of, trainings_of
from pruning_core.experiments.rows import ResultRow, Results
from pruning_core.store.experiments.queries import StoredExperiment

EXPERIMENT = "experiment"
"""The query parameter with the id of an experiment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """An experiment and its trainings by their hash. Nobody changes them."""

    experiment: Experiment
    trainings: dict[str, PlannedRun]


@lru_cache(maxsize=32)
def read_definition(text: str) -> Definition:
    """Read a definition. Pages read the same text again and again.

    Raises:
        ExperimentError: If another version of the lab has stored the definition.
    """
    experiment = read_experiment(text)
    return Definition(experiment=experiment, trainings=trainings_of(experiment))


@lru_cache(maxsize=1_000)
def number_of_runs(text: str) -> int | None:
    """The number of runs of a definition, or None if it cannot be read."""
    try:
        return len(read_experiment(text))
    except PruningLabError:
        return None


@dataclass(slots=True)
class ExperimentPage:
    """The record of one experiment's page in a session.

    Attributes:
        key: The id and the revision of the experiment that was read last.
        results: Its results. They remember the runs that have ended.
        n_ended: The number of ended runs in the answers on the page.
    """

    key: tuple[str, int] | None = None
    results: Results | None = field(default=None)
    n_ended: int = -1

    def rows(self, stored: StoredExperiment) -> list[ResultRow]:
        """One row for each arm and seed of an experiment."""
        if self.results is None or self.key != (stored.id, stored.revision):
            experiment = read_definition(stored.definition).experiment
            self.results = Results(services.run_store(), stored.id, experiment)
            self.key = (stored.id, stored.revision)
        return self.results.rows()


def read_progress(stored: StoredExperiment) -> tuple[Progress, int]:
    """The progress of an experiment, and the number of its runs that have ended.

    Raises:
        StoreBusyError: If the database does not answer.
    """
    runs = services.run_store().experiment_runs(stored.id)
    progress = progress_of(
        read_definition(stored.definition).trainings,
        runs,
        workers=services.engine().workers,
        retries=stored.retries,
    )
    return progress, sum(run.state.ended for run in runs)
