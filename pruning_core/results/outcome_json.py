"""Writes outcomes as JSON for the run store, and reads and checks them."""

import json
from dataclasses import asdict
from typing import Any

from pruning_core.errors import ResultsError
from pruning_core.json_checks import read_dataclass
from pruning_core.results.model_results import (
    ModelResults,
    model_results_from_parts,
    without_unknown_parts,
)
from pruning_core.results.outcome import Durations, Outcome, Score
from pruning_core.runs.events.parts import KernelResult
from pruning_core.runs.states import RunState


def outcome_to_json(outcome: Outcome) -> str:
    """The outcome as one line of JSON.

    >>> stopped = Outcome(state=RunState.STOPPED, step=7, ended_at=9.5)
    >>> outcome_from_json(outcome_to_json(stopped)) == stopped
    True
    """
    return json.dumps(asdict(outcome, dict_factory=without_unknown_parts), allow_nan=False)


def outcome_from_json(text: str) -> Outcome:
    """The inverse of `outcome_to_json`.

    Raises:
        ResultsError: If the text is not the JSON of an outcome.
    """
    try:
        parts: dict[str, Any] = json.loads(text)
        kernels, models = parts["kernels"], parts["models"]
        values = {
            "state": RunState(parts["state"]),
            "durations": Durations(**parts["durations"]),
            "accuracy": score(parts["accuracy"]),
            "loss": score(parts["loss"]),
            "kernels": None
            if kernels is None
            else tuple(read_dataclass(KernelResult, kernel) for kernel in kernels),
            "models": None if models is None else ModelResults(**model_results_from_parts(models)),
        }
        return Outcome(**parts | values)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ResultsError("its outcome is damaged or from another version of the lab") from error


def score(parts: dict[str, Any] | None) -> Score | None:
    """The score from its JSON values. Returns None for None."""
    return None if parts is None else Score(**parts)
