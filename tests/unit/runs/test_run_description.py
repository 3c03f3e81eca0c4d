"""The description of a run: its name, network and schedules, with or without a config of the lab."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.errors import RunDescriptionError
from pruning_core.kernels import Kernel
from pruning_core.runs.description import RunDescription, run_description_from_json
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.run import Run, description_of
from pruning_core.runs.states import RunState
from tests.any_event import values_of
from tests.examples import DECAY, short_run

LSTM = (
    Kernel(layer="lstm", shape=(8, 32), name="kernel"),
    Kernel(layer="lstm", shape=(8, 32), name="recurrent_kernel"),
    Kernel(layer="dense", shape=(8, 2)),
)
DESCRIPTION = RunDescription(
    origin="elsewhere",
    name="third try",
    network="two LSTMs",
    kernels=LSTM,
    schedules={"lstm": DECAY.get_config()},
    total_steps=5_000,
)


@given(
    description=values_of(
        RunDescription,
        origin=st.sampled_from(["lab", "elsewhere"]),
        schedules=st.just({}),
        num_examples=st.none() | st.integers(1, 10**9),
        batch_size=st.none() | st.integers(1, 10**9),
    )
)
def test_text_of_a_description_is_read_as_the_same_description(description: RunDescription) -> None:
    assert run_description_from_json(description.to_json()) == description


def test_run_without_a_config_has_kernels_and_schedules() -> None:
    assert run_description_from_json(DESCRIPTION.to_json()) == DESCRIPTION
    assert DESCRIPTION.pruned_kernels == LSTM[:2]


def test_fields_without_a_value_are_omitted_from_the_json() -> None:
    assert RunDescription(origin="lab").to_json() == '{"origin": "lab"}'
    assert '"name": "recurrent_kernel"' in DESCRIPTION.to_json()
    assert '"name": ""' not in DESCRIPTION.to_json()


def test_run_of_the_lab_is_described_by_its_config() -> None:
    config = short_run()
    run = Run(
        id="1",
        config=config,
        state=RunState.QUEUED,
        created_at=0.0,
        ended_at=None,
        last_step=0,
        seconds_trained=0.0,
        pause_requested=False,
        name="first",
    )
    description = run.description
    assert run_description_from_json(description.to_json()) == description
    assert (description.origin, description.name, description.optimizer) == ("lab", "first", "adam")
    assert (description.kernels, description.pruned_kernels) == (
        config.kernels,
        config.pruned_kernels,
    )
    assert (description.total_steps, description.steps_per_epoch, description.epochs) == (13, 13, 1)
    assert description.schedules["dense"] == DECAY.get_config()


def test_unpruned_layer_has_no_schedule_in_the_description() -> None:
    layers = (LayerSchedule(layer="dense_1", schedule=None),)
    config = short_run()
    description = description_of(replace(config, layers=layers))
    assert "dense_1" not in description.schedules
    assert len(description.pruned_kernels) == len(config.kernels) - 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"origin": "mars"}, "origin", "origin must be one of lab, elsewhere, got 'mars'"),
        ({"name": 5}, "name", "name must be a text of 0 to 500 characters, got 5"),
        ({"name": "x" * 501}, "name", "name must be a text of 0 to 500 characters"),
        ({"total_steps": 0}, "total_steps", "from 1 to 2147483647, got 0"),
        ({"kernels": [{}]}, "kernels.layer", "kernels.layer is missing"),
        ({"kernels": [{"layer": "a", "shape": [1]}] * 10_001}, "kernels", "a list of 0 to 10000"),
        ({"schedules": {"moon": {}}}, "schedules", "must name layers of kernels, got 'moon'"),
        ({"schedules": {"lstm": [1]}}, "schedules", "must be a JSON object of at most 100000"),
        ({"schedules": {"lstm": {"a": float("nan")}}}, "schedules", "with finite numbers"),
        ({"schedules": {"lstm": {"a": "x" * 10**6}}}, "schedules", "at most 100000 characters"),
        ({"password": "x"}, "password", "there is no field 'password'"),
    ],
)
def test_error_names_the_damaged_field(changes: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(RunDescriptionError, match="description of a run: ") as error_info:
        run_description_from_json(json.dumps(json.loads(DESCRIPTION.to_json()) | changes))
    assert error_info.value.field == field
    assert message in str(error_info.value)


@given(value=st.recursive(st.none() | st.text() | st.integers(), st.lists) | st.just({}))
def test_json_that_is_not_a_description_is_refused(value: object) -> None:
    with pytest.raises(RunDescriptionError):
        run_description_from_json(json.dumps(value))
