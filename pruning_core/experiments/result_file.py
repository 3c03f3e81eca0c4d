"""The results of an experiment as a JSON file: written after each run, and read without a store."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from pruning_core.checks import quoted
from pruning_core.errors import ExperimentError
from pruning_core.experiments.analysis import analyse, analysis_parts
from pruning_core.experiments.definition import MAX_RUNS, Experiment
from pruning_core.experiments.rows import ResultRow, rows_to_json
from pruning_core.runs.states import RunState
from pruning_core.texts import gettext

MISSING = "missing"
"""The state of a row that has no run yet."""
STATES = frozenset({MISSING, *(state.value for state in RunState)})
NAMES = tuple(field.name for field in fields(ResultRow))
SHARES: Final = ("accuracy", "sparsity")
NUMBERS: Final = ("loss", "seconds")
COUNTS: Final = ("images", "steps", "zipped_bytes", "attempts")
TEXTS: Final = ("arm", "run", "state", "weights_sha256", "message", "host")


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultFile:
    """What a file of results says.

    Attributes:
        rows: One row for each arm and seed.
        definition_hash: The hash of the experiment's name, arms and comparisons, or None in an older file.
    """

    rows: tuple[ResultRow, ...]
    definition_hash: str | None


def write_results(experiment_id: str, experiment: Experiment, rows: Sequence[ResultRow]) -> str:
    """The results as JSON: what the experiment is, what its rows show, and one line for each row."""
    return rows_to_json(
        rows,
        experiment={
            "id": experiment_id,
            "name": experiment.name,
            "question": experiment.question,
            "definition_hash": experiment.definition_hash,
        },
        seeds=list(experiment.seeds),
        **analysis_parts(analyse(experiment, rows)),
    )


def read_results_file(text: str) -> ResultFile:
    """Read a file of results.

    Raises:
        ExperimentError: If the text is no such file, or if a row has an impossible value.

    >>> file = read_results_file('{"runs": [{"arm": "dense", "seed": 0, "state": "finished", "accuracy": 0.98}]}')
    >>> file.rows[0].accuracy, file.rows[0].loss
    (0.98, None)
    """
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExperimentError(
            "runs", gettext("the file of results is not JSON: {problem}", problem=error)
        ) from error
    rows = parts.get("runs") if isinstance(parts, dict) else None
    if not isinstance(rows, list) or len(rows) > MAX_RUNS:
        raise ExperimentError("runs", gettext("the file of results needs a list runs of rows"))
    described = parts.get("experiment")
    definition_hash = described.get("definition_hash") if isinstance(described, dict) else None
    return ResultFile(
        rows=tuple(row_from_json(number, row) for number, row in enumerate(rows, start=1)),
        definition_hash=definition_hash if isinstance(definition_hash, str) else None,
    )


def row_from_json(number: int, values: object) -> ResultRow:
    """The row with these values. Unknown names are ignored, because a newer lab may have written them.

    Raises:
        ExperimentError: If a value is impossible. The message has the number of the row.
    """
    if not isinstance(values, dict):
        raise row_error(number, "runs", values)
    known = {name: values[name] for name in NAMES if values.get(name) is not None}
    for name in ("arm", "seed", "state"):
        if name not in known:
            raise row_error(number, name, None)
    for name, value in known.items():
        if not is_possible(name, value):
            raise row_error(number, name, value)
    return ResultRow(**known)


def is_possible(name: str, value: object) -> bool:
    """Whether a field of a row may have this value.

    >>> is_possible("accuracy", 0.5), is_possible("accuracy", 98), is_possible("state", "ready")
    (True, False, False)
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if name in SHARES:
        return is_number and 0 <= as_float(value) <= 1
    if name in NUMBERS:
        return is_number and math.isfinite(as_float(value))
    if name in COUNTS or name == "seed":
        return is_number and isinstance(value, int) and value >= 0
    if name == "versions":
        return isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())
    return isinstance(value, str) and (name != "state" or value in STATES)


def as_float(value: Any) -> float:  # noqa: ANN401  (a number of JSON)
    """A number of JSON as float; whole numbers that are too large for float are infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def row_error(number: int, name: str, value: object) -> ExperimentError:
    """The error about a value of a row."""
    return ExperimentError(
        name,
        gettext(
            "row {number} of the results has an impossible {field}: {value}",
            number=number,
            field=name,
            value=quoted(value),
        ),
    )
