"""The results of an experiment: one row for each arm and seed, as JSON and as CSV."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from pruning_core.csv_cells import harmless_cell
from pruning_core.experiments.definition import Experiment, PlannedRun
from pruning_core.experiments.progress import attempts_by_training, best_attempt, trainings_of
from pruning_core.results.outcome import Outcome
from pruning_core.store.store import RunStore


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultRow:
    """The result of one training. Numbers are None if the run has not finished.

    Attributes:
        arm: The name of the arm.
        seed: The seed.
        run: The id of the run, or None if there is none yet.
        state: The state of the run, or "missing".
        accuracy: Accuracy on the test set.
        loss: Loss on the test set.
        images: The number of test images.
        sparsity: The fraction of zeros in all kernels together.
        steps: The number of steps that were trained.
        seconds: The training time.
        zipped_bytes: Size of a zip archive with the .h5, as in the pruning article.
        weights_sha256: SHA-256 of the weights of the stripped model.
        attempts: The number of runs of this training: 2 after one failure.
        message: The reason if the run has failed, or "".
        host: The kind of the machine that trained the run.
        versions: The versions of the packages that affect the numbers.
    """

    arm: str
    seed: int
    run: str | None = None
    state: str = "missing"
    accuracy: float | None = None
    loss: float | None = None
    images: int | None = None
    sparsity: float | None = None
    steps: int | None = None
    seconds: float | None = None
    zipped_bytes: int | None = None
    weights_sha256: str | None = None
    attempts: int = 0
    message: str = ""
    host: str | None = None
    versions: Mapping[str, str] | None = None


class Results:
    """Collects the rows of an experiment from the store. A run that has ended is read only once.

    Args:
        store: The run store.
        experiment_id: The id of the experiment.
        experiment: The experiment.
    """

    def __init__(self, store: RunStore, experiment_id: str, experiment: Experiment) -> None:
        self._store = store
        self._experiment_id = experiment_id
        self._trainings = trainings_of(experiment)
        self._outcomes: dict[str, Outcome] = {}
        self._versions: dict[str, dict[str, str]] = {}

    def rows(self) -> list[ResultRow]:
        """One row for each arm and seed, in the order of the experiment."""
        attempts = attempts_by_training(self._store.experiment_runs(self._experiment_id))
        ended = {run.id for group in attempts.values() for run in group if run.state.ended}
        new = sorted(ended - self._outcomes.keys())
        self._outcomes |= self._store.outcomes(new) if new else {}
        self._versions |= self._store.package_versions(new) if new else {}
        return [
            self._row(training, attempts.get(key, [])) for key, training in self._trainings.items()
        ]

    def _row(self, training: PlannedRun, attempts: Sequence[Any]) -> ResultRow:
        if not attempts:
            return ResultRow(arm=training.arm.name, seed=training.seed)
        run = best_attempt(attempts)
        outcome = self._outcomes.get(run.id)
        return ResultRow(
            arm=training.arm.name,
            seed=training.seed,
            run=run.id,
            state=run.state.value,
            attempts=len(attempts),
            steps=run.last_step,
            host=run.host,
            versions=self._versions.get(run.id),
            **({} if outcome is None else numbers_of(outcome)),
        )


def numbers_of(outcome: Outcome) -> dict[str, Any]:
    """The numbers of an outcome, by the names of the fields of a row."""
    return {
        "accuracy": None if outcome.accuracy is None else outcome.accuracy.value,
        "loss": None if outcome.loss is None else outcome.loss.value,
        "images": None if outcome.accuracy is None else outcome.accuracy.images,
        "sparsity": outcome.sparsity,
        "seconds": outcome.durations.trained,
        "zipped_bytes": outcome.zipped_h5_bytes,
        "weights_sha256": outcome.weights_sha256,
        "message": outcome.message,
    }


def rows_to_json(rows: Sequence[ResultRow], **parts: object) -> str:
    """The rows as JSON, one line for each row, after the other parts."""
    head = "".join(f"{json.dumps(name)}: {json.dumps(part)},\n" for name, part in parts.items())
    lines = ",\n".join(json.dumps(asdict(row), allow_nan=False) for row in rows)
    return f'{{{head}"runs": [\n{lines}\n]}}\n'


def rows_to_csv(rows: Sequence[ResultRow]) -> str:
    """The rows as CSV. A spreadsheet does not run a text in it as a formula."""
    buffer = io.StringIO()
    names = [field.name for field in fields(ResultRow)]
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(getattr(row, name)) for name in names])
    return buffer.getvalue()


def cell(value: object) -> object:
    """A value in a cell of CSV.

    >>> cell("=1+1"), cell(-0.5), cell({"tensorflow": "2.21.0"})
    ("'=1+1", -0.5, 'tensorflow 2.21.0')
    """
    if isinstance(value, Mapping):
        value = " ".join(f"{name} {version}" for name, version in value.items())
    return harmless_cell(value) if isinstance(value, str) else value
