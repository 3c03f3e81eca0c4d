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
        notice: What to tell about the file, or "". It is in English, as the command line is.
    """

    rows: tuple[ResultRow, ...] = ()
    notice: str = ""

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

    Only rows of the same definition and the same kind of machine count, because a pair never crosses
    kinds of machines.

    Args:
        path: The file, or None. It need not exist.
        experiment: The experiment.
        host: The kind of machine that will train the other runs, or None if it is not known.
        known: The arm and the seed of each training that the store knows. Their rows are not needed.

    Raises:
        PruningLabError: If the file has something else: the command would replace it.
    """
    if path is None or not path.is_file() or not path.stat().st_size:
        return EarlierRows()
    try:
        file = read_results_file(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ExperimentError) as error:
        raise PruningLabError(
            f"{path} is no file of results, and is not replaced: {error}. Remove it, or name another file"
        ) from error
    if file.definition_hash is None:  # an older version has written it, from runs of its store
        return EarlierRows()
    if file.definition_hash != experiment.definition_hash:
        raise PruningLabError(
            f"{path} has the results of another name, other arms or other comparisons, and is not replaced: "
            "remove it, or name another file"
        )
    planned = {(run.arm.name, run.seed) for run in experiment.runs}.difference(known)
    finished = [
        row for row in file.rows if row.state == FINISHED and (row.arm, row.seed) in planned
    ]
    rows = tuple(row for row in finished if host is not None and row.host == host)
    if len(rows) == len(finished):
        return EarlierRows(rows=rows)
    left_out = len(finished) - len(rows)
    return EarlierRows(
        rows=rows,
        notice=f"{left_out} results in {path} are from another kind of machine, or the kind of the "
        "machines is not known: these runs are trained here",
    )
