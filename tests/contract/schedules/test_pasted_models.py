"""Schedules are read from the output of Keras for a pruned model: JSON, configs, and a `.keras` file."""

import json
import zipfile
from pathlib import Path

import pytest
import tf_keras as keras
from tensorflow_model_optimization.sparsity import keras as tfmot

from pruning_core import ConstantSparsity, PolynomialDecay, Schedule, read_schedule, read_schedules

DECAY = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=100)
HALF = ConstantSparsity(target_sparsity=0.5, begin_step=3)


def pruned_dense(name: str, schedule: Schedule) -> keras.layers.Layer:
    """A pruned layer."""
    return tfmot.prune_low_magnitude(keras.layers.Dense(4, name=name), schedule.to_tfmot())


@pytest.fixture(scope="module")
def model() -> keras.Model:
    """A model with a pruned layer, and a pruned layer in a nested model."""
    inner = keras.Sequential([pruned_dense("deep", HALF)], name="inner")
    return keras.Sequential([keras.layers.InputLayer((3,)), pruned_dense("first", DECAY), inner])


def test_every_layer_of_a_model_is_found_with_its_schedule(
    model: keras.Model, tmp_path: Path
) -> None:
    model.save(tmp_path / "model.keras")
    with zipfile.ZipFile(tmp_path / "model.keras") as file:
        config_of_file = file.read("config.json").decode()
    for text in (model.to_json(), repr(model.get_config()), config_of_file):
        found = [(each.layers, each.schedule) for each in read_schedules(text)]
        assert found == [(("first",), DECAY), (("deep",), HALF)]


def test_schedule_is_read_from_each_form_of_its_config(model: keras.Model) -> None:
    schedule, config = DECAY.to_tfmot(), model.layers[0].get_config()
    for text in (
        repr(config),
        json.dumps(config),
        repr(schedule.get_config()),
        json.dumps(keras.saving.serialize_keras_object(schedule)),
    ):
        assert read_schedule(text) == DECAY


def test_error_for_a_stripped_model_says_that_it_has_no_schedule(model: keras.Model) -> None:
    with pytest.raises(ValueError, match="before strip_pruning"):
        read_schedule(tfmot.strip_pruning(model).to_json())
