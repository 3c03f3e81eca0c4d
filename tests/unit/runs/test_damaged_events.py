"""A damaged or forged event raises an EventError that names the field, the value and the allowed values."""

import json
from typing import Any

import pytest

from pruning_core.errors import EventError, UnknownKindError
from pruning_core.runs.events.event_json import EVENTS_BY_KIND, event_from_json
from pruning_core.runs.run import StoredEvent
from tests.unit.runs.test_recorded_runs import RECORDED_EVENTS


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("step_measured", {"step": -1}, "step must be a whole number from 0 to 2147483647, got -1"),
        ("step_measured", {"step": 2**31}, "step must be a whole number"),
        ("step_measured", {"step": True}, "step must be a whole number"),
        ("step_measured", {"step": 1.0}, "step must be a whole number"),
        ("step_measured", {"loss": "0.5"}, "loss must be a finite number, got '0.5'"),
        ("step_measured", {"loss": float("nan")}, "loss must be a finite number, got nan"),
        ("step_measured", {"loss": float("inf")}, "loss must be a finite number, got inf"),
        ("step_measured", {"accuracy": 1.5}, "accuracy must be a finite number, at least 0, at most 1"),
        ("step_measured", {"metrics": {"f1": "high"}}, "metrics must be a finite number, got 'high'"),
        ("step_measured", {"metrics": [1]}, "metrics must be an object with at most 1000 names"),
        ("step_measured", {"moon": 1}, "there is no field 'moon': the fields are step, loss"),
        ("masks_measured", {"kept": [1]}, "predicted must have as many values as kept, 1, got 4"),
        ("masks_measured", {"regrown": []}, "regrown must have as many values as kept, 4, got 0"),
        ("masks_measured", {"kept": [1] * 10**6}, "kept must be a list of 0 to 10000 values"),
        ("masks_measured", {"thresholds": [-1, 0, 0, 0]}, "thresholds must be a finite number, at least 0"),
        ("run_started", {"kernels": [{"layer": "a", "shape": [2]}] * 2}, "another layer or name each"),
        ("run_started", {"kernels": [{"layer": "a"}]}, "kernels.shape is missing"),
        ("run_started", {"kernels": [{"layer": "a", "shape": [0]}]}, "kernels.shape must be a whole number from 1"),
        ("run_started", {"kernels": [{"layer": "a", "shape": [2**52, 2**52]}]}, "kernels.shape must have at most"),
        ("run_started", {"kernels": [{"layer": "", "shape": [1]}]}, "kernels.layer must be a text of 1 to 500"),
        ("run_started", {"kernels": [{"layer": "x" * 10**7, "shape": [1]}]}, "kernels.layer must be a text"),
        ("run_finished", {"weights_sha256": "G" * 64}, "weights_sha256 must be a text of 64 to 64 characters"),
        ("run_finished", {"kernels": [{"layer": "a", "n_weights": 1, "zeros": 2, "measured_sparsity": 1}]},
         "kernels.zeros must be at most n_weights, 1, got 2"),
        ("weights_measured", {"pictures": []}, "pictures must be of the same kernels as histograms"),
        ("run_failed", {"reason": "Out of time"}, "reason must be a text of 0 to 40 characters from abc"),
        ("run_failed", {"reason": "exception"}, "parameters must be text, type for the reason exception, got none"),
        ("run_failed", {"parameters": {"text": "x"}}, "parameters must be none"),
        ("run_failed", {"reason": "error", "parameters": {"text": None}}, "parameters must be a count, or at most"),
    ],
)  # fmt: skip
def test_error_names_the_field_the_value_and_the_allowed_values(
    kind: str, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(EventError) as error_info:
        event_from_json(json.dumps(RECORDED_EVENTS[kind] | changes))
    assert message in str(error_info.value)
    assert str(error_info.value).startswith(f"{kind}: ")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"levels": "AAAA"}, "1 x 1 x 1 cells, got 3 bytes"),
        ({"levels": "AA=="[:3]}, "got no base64"),
        ({"levels": "ÄÄÄÄ"}, "got no base64"),
        ({"tiles": 2**20, "rows": 2**20}, "got 1 bytes"),
        ({"tiles": 0}, "pictures.tiles must be a whole number from 1"),
    ],
)
def test_picture_must_have_as_many_bytes_as_cells(changes: dict[str, Any], message: str) -> None:
    histogram = {"layer": "dense", "largest": 1.0, "counts": [1]}
    picture = {"layer": "dense", "tiles": 1, "rows": 1, "columns": 1, "levels": "AA=="}
    event = {"kind": "weights_measured", "step": 1, "histograms": [histogram]}
    event_from_json(json.dumps(event | {"pictures": [picture]}))
    with pytest.raises(EventError, match=message):
        event_from_json(json.dumps(event | {"pictures": [picture | changes]}))


@pytest.mark.parametrize("kind", EVENTS_BY_KIND)
def test_missing_field_is_named(kind: str) -> None:
    for name in RECORDED_EVENTS[kind].keys() - {"kind", "message"}:
        other_fields = {
            field: value for field, value in RECORDED_EVENTS[kind].items() if field != name
        }
        with pytest.raises(EventError, match=f"^{kind}: {name} is missing: the fields are"):
            event_from_json(json.dumps(other_fields))


@pytest.mark.parametrize("text", ["", "no", "[1]", "5", "[" * 10**5, "1" * 5_000, '{"a": ' * 9**4])
def test_text_that_is_not_a_json_object_is_an_error(text: str) -> None:
    with pytest.raises(EventError, match="event: the JSON must be a JSON object, got"):
        event_from_json(text)


def test_text_that_is_too_long_is_not_parsed() -> None:
    with pytest.raises(EventError, match="event: the JSON must have at most 16777216 characters"):
        event_from_json(" " * (2**24 + 1))


@pytest.mark.parametrize("kind", [None, 1, "", "moon_landed", "__class__", ["step_measured"]])
def test_unknown_kind_of_event_has_its_own_error(kind: object) -> None:
    with pytest.raises(UnknownKindError, match="kind must be one of phase_started"):
        event_from_json(json.dumps({"kind": kind, "step": 3}))


def test_event_must_measure_as_many_kernels_as_its_run_prunes() -> None:
    lists = {"masks_measured": "kept", "drift_measured": "drift", "weights_measured": "histograms"}
    for kind, field in lists.items():
        stored_event = StoredEvent(number=1, at=0.0, body=json.dumps(RECORDED_EVENTS[kind]))
        n = len(RECORDED_EVENTS[kind][field])
        assert stored_event.event_of(n_pruned=n) == stored_event.event
        with pytest.raises(
            EventError, match=f"^{kind}: {field} must have a value per pruned kernel"
        ):
            stored_event.event_of(n_pruned=n + 1)
