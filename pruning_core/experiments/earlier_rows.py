"""Results that a file holds already: the command does not train these runs again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from pruning_core.errors import ExperimentError, PruningLabError
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.progress import trainings_of
from pruning_core.experiments.result_file import read_results_file
from pruning_core.experiments.rows import ResultRow
from pruning_core.store.experiments.planning import ENDED_WITHOUT_RESULT
from pruning_core.store.store import RunStore

FINISHED = "finished"


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierRows:
    """The rows of an earlier file that count for an experiment.

    Attributes:
        rows: Rows of finished runs.
    """

    rows: tuple[ResultRow, ...] = ()

    @property
    def trainings(self) -> frozenset[tuple[str, int]]:
        """The arm and the seed of each row."""
        return frozenset((row.arm, row.seed) for row in self.rows)

    def completed(self, rows: Sequence[ResultRow]) -> list[ResultRow]:
        """The rows of the store. Runs that have not finished there have their earlier row."""
        earlier = {(row.arm, row.seed): row for row in self.rows}
        return [
            row if row.state == FINISHED else earlier.get((row.arm, row.seed), row) for row in rows
        ]


def known_trainings(
    store: RunStore, experiment: Experiment, experiment_id: str | None
) -> frozenset[tuple[str, int]]:
    """The arm and the seed of each training that has a run in the store which has finished or may finish.

    Args:
        store: The run store.
        experiment: The experiment.
        experiment_id: Its id in the store, or None to find it by its definition.
    """
    if experiment_id is None:
        stored = store.find_experiment(experiment.definition_hash)
        if stored is None:
            return frozenset()
        experiment_id = stored.id
    trainings = trainings_of(experiment)
    return frozenset(
        (trainings[run.training_hash].arm.name, trainings[run.training_hash].seed)
        for run in store.experiment_runs(experiment_id)
        if run.training_hash in trainings and run.state not in ENDED_WITHOUT_RESULT
    )


def read_earlier_rows(
    path: Path | None,
    experiment: Experiment,
    *,
    host: str | None,
    known: Collection[tuple[str, int]] = (),
) -> EarlierRows:
    """The finished runs that a file of results holds.

    Only rows of the same definition count. The rows of a seed count if all its runs were trained on one kind of
    machine, or on the kind that will train its other runs, because a pair never crosses kinds of machines.

    Args:
        path: The file, or None. It need not exist.
        experiment: The experiment.
        host: The kind of machine that will train the other runs, or None if it is not known.
        known: The arm and the seed of each training that the store knows. Their rows are not needed.

    Raises:
        PruningLabError: If the command would replace a result or another text that is only in this file.
    """
    if path is None or not path.is_file() or not path.stat().st_size:
        return EarlierRows()
    try:
        file = read_results_file(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ExperimentError) as error:
        raise PruningLabError(
            f"{path} is no file of results, and is not replaced: {error}. Remove it, or name another file"
        ) from error
    finished = [
        row for row in file.rows if row.state == FINISHED and (row.arm, row.seed) not in known
    ]
    may_be_older = file.definition_hash is None and not finished
    if not may_be_older and file.definition_hash != experiment.definition_hash:
        raise PruningLabError(
            f"{path} has the results of another name, other arms or other comparisons, or of an older "
            "version of the lab, and is not replaced: remove it, or name another file"
        )
    planned = {(run.arm.name, run.seed) for run in experiment.runs}
    rows = tuple(row for row in finished if (row.arm, row.seed) in planned)
    lost = [row for row in rows if row.host != host and not is_complete(row.seed, rows, experiment)]
    if lost:
        raise PruningLabError(
            f"{len(lost)} results in {path} are from another kind of machine, or the kind of the machines is "
            "not known, and other runs of their seeds are missing. The runs of a seed need one kind of "
            "machine: name another file, or remove these results from it"
        )
    return EarlierRows(rows=rows)


def is_complete(seed: int, rows: Sequence[ResultRow], experiment: Experiment) -> bool:
    """Whether the rows have every arm of a seed, all from one kind of machine."""
    hosts = {row.arm: row.host for row in rows if row.seed == seed}
    return len(hosts) == len(experiment.arms) and len(set(hosts.values())) == 1
