"""Any event of a run is written as JSON and read as the same event."""

import json
import math
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import Phase, find, given, settings

from pruning_core.kernels import Kernel
from pruning_core.runs.events.event_json import EVENTS_BY_KIND, event_from_json, event_to_json
from pruning_core.runs.events.kinds import RunEvent, RunStarted, StepMeasured, number
from tests.any_event import ANY_EVENT

ANY_EXAMPLE = settings(phases=[Phase.generate], max_examples=10_000)
"""Search for any example. A search for the smallest example takes minutes."""


@given(event=ANY_EVENT)
def test_json_of_an_event_is_read_as_the_same_event(event: RunEvent) -> None:
    assert event_from_json(event_to_json(event)) == event


@given(event=ANY_EVENT)
def test_event_is_one_line_of_standard_json(event: RunEvent) -> None:
    line = event_to_json(event)
    assert "\n" not in line
    assert json.loads(line)["kind"] in EVENTS_BY_KIND


def test_every_event_has_a_kind() -> None:
    assert set(EVENTS_BY_KIND.values()) == set(get_args(RunEvent))


@pytest.mark.parametrize("event_class", EVENTS_BY_KIND.values())
def test_strategy_generates_every_kind_of_event(event_class: type[RunEvent]) -> None:
    assert (
        find(ANY_EVENT, lambda event: type(event) is event_class, settings=ANY_EXAMPLE) is not None
    )


def test_loss_that_is_not_finite_is_null_in_an_event() -> None:
    assert number(math.nan) is None
    assert number(math.inf) is None
    assert number(0.25) == 0.25


def test_empty_fields_are_omitted() -> None:
    step = StepMeasured(step=1, loss=0.5, accuracy=None, scheduled_sparsity=0.25)
    text = (
        '{"kind": "step_measured", "step": 1, "loss": 0.5, "accuracy": null, '
        '"scheduled_sparsity": 0.25}'
    )
    assert event_to_json(step) == text
    step_with_more_fields = replace(step, learning_rate=0.0, metrics={"f1": None})
    assert (
        event_to_json(step_with_more_fields)
        == text[:-1] + ', "learning_rate": 0.0, "metrics": {"f1": null}}'
    )


def test_total_steps_can_be_unknown_and_a_layer_can_have_several_kernels() -> None:
    kernels = [Kernel(layer="lstm", shape=(8, 32), name=name) for name in ("kernel", "recurrent")]
    event = RunStarted(total_steps=None, steps_per_epoch=None, kernels=(*kernels,), versions={})
    assert event_from_json(event_to_json(event)) == event
    assert event_to_json(event) == (
        '{"kind": "run_started", "total_steps": null, "steps_per_epoch": null, "kernels": '
        '[{"layer": "lstm", "shape": [8, 32], "name": "kernel"}, '
        '{"layer": "lstm", "shape": [8, 32], "name": "recurrent"}], "versions": {}}'
    )
