"""Schedules are read from JSON: of a schedule, of a wrapped layer, and of a whole model."""

import json
from typing import Any

import pytest

from pruning_core import ConstantSparsity, PolynomialDecay, Schedule, read_schedule, read_schedules
from pruning_core.errors import ScheduleError

HALF = ConstantSparsity(target_sparsity=0.5, begin_step=7)
DECAY = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=100)


def wrapped_layer(name: str, schedule: Schedule) -> dict[str, Any]:
    """The JSON of a layer in tfmot's pruning wrapper, as Keras 2 writes it."""
    return {
        "class_name": "PruneLowMagnitude",
        "config": {
            "name": f"prune_low_magnitude_{name}",
            "trainable": True,
            "dtype": "float32",
            "layer": {"class_name": "Dense", "config": {"name": name, "units": 10}},
            "pruning_schedule": schedule.get_config(),
            "block_size": [1, 1],
            "block_pooling_type": "AVG",
        },
    }


def model_json(*layers: dict[str, Any]) -> str:
    """The JSON of a model with an input, some layers and an unwrapped layer."""
    flatten = {"class_name": "Flatten", "config": {"name": "flatten"}}
    config = {"name": "sequential", "layers": [flatten, *layers]}
    return json.dumps({"class_name": "Sequential", "config": config, "keras_version": "2.21.0"})


@pytest.mark.parametrize("schedule", [HALF, DECAY])
def test_schedule_is_read_from_json_with_and_without_the_class(schedule: Schedule) -> None:
    config = schedule.get_config()
    twice = {"module": "x", "class_name": config["class_name"], "config": config}
    for each in (config, config["config"], twice, [config], {"pruning_schedule": config}):
        assert read_schedule(json.dumps(each)) == schedule


def test_schedule_is_read_from_a_wrapped_layer_and_from_the_layer_config() -> None:
    layer = wrapped_layer("dense", HALF)
    for text in (json.dumps(layer), json.dumps(layer["config"]), repr(layer["config"])):
        [pasted] = read_schedules(text)
        assert (pasted.schedule, pasted.layers) == (HALF, ("dense",))


def test_layers_of_a_model_share_an_equal_schedule() -> None:
    text = model_json(wrapped_layer("dense", HALF), wrapped_layer("dense_1", HALF))
    assert read_schedule(text) == HALF
    assert read_schedules(text)[0].layers == ("dense", "dense_1")


def test_layers_with_different_schedules_are_listed_with_their_schedules() -> None:
    text = model_json(wrapped_layer("a", HALF), wrapped_layer("b", DECAY), wrapped_layer("c", HALF))
    with pytest.raises(ScheduleError) as error_info:
        read_schedule(text)
    message = str(error_info.value).replace("\u00a0", " ")
    assert "1. layers a, c: 50 % from step 7; 2. layer b: 80 % from step 0" in message
    assert [each.schedule for each in read_schedules(text)] == [HALF, DECAY]


def test_error_about_a_model_without_pruned_layers_says_which_model_to_paste() -> None:
    with pytest.raises(ScheduleError, match="before strip_pruning"):
        read_schedule(model_json())


def test_json_may_stand_between_other_text() -> None:
    config = json.dumps(HALF.get_config() | {"trainable": True, "seed": None}, indent=2)
    assert read_schedule(f"My layer has\n{config}\nand it does not prune.") == HALF
    assert read_schedule(f"```json\n{config}\n```") == HALF


def test_damaged_schedule_of_a_layer_has_the_layer_name_and_the_problem() -> None:
    broken = wrapped_layer("b", DECAY)
    broken["config"]["pruning_schedule"]["config"]["final_sparsity"] = 80
    pasted = read_schedules(model_json(wrapped_layer("a", HALF), broken))
    assert pasted[0].problem is None
    assert pasted[1].layers == ("b",)
    assert "for 80 % write 0.8" in str(pasted[1].problem)


def test_other_keys_beside_all_parameters_are_ignored_with_a_note() -> None:
    config = HALF.get_config()["config"] | {"name": "half", "freqency": 5}
    (pasted,) = read_schedules(json.dumps({"pruning": config}))
    assert pasted.schedule == HALF
    assert "they are ignored: 'name', 'freqency'" in pasted.note


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"class_name": "Evil", "config": {}}', "class_name must be one of"),
        ('{"class_name": "ConstantSparsity"}', "config must contain the parameters"),
        ("[", "not JSON"),
        ('{"target_sparsity": NaN, "begin_step": 0}', "target_sparsity must be a finite number"),
        ('{"target_sparsity": 0.5, "begin_step": 1.5}', "begin_step is 1.5, a float"),
    ],
)
def test_json_without_a_schedule_is_refused_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(ScheduleError, match=message):
        read_schedule(text)
