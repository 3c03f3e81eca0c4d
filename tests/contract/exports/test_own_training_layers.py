"""The module for one's own training prunes each layer by its own schedule, and the masks keep the predicted weights."""

from typing import Any

import numpy as np
import tensorflow as tf
import tf_keras as keras
from tensorflow_model_optimization.python.core.sparsity.keras.pruning_wrapper import (
    PruneLowMagnitude,
)

from pruning_core import LayerTable, PolynomialDecay, Schedule
from pruning_core.exports import own_training_script
from pruning_core.networks.layer_schedules import schedules_of
from pruning_core.plan.own_training import Known, OwnTraining
from pruning_core.schedules.shapes import linear

TABLE = LayerTable.read(
    "conv Conv2D 3x3x1x4\ndw DepthwiseConv2D 3x3x4x1 no\nlstm LSTM 16x32 8x32\nout Dense 8x10"
)
DECAY = PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=2, frequency=1, power=1
)
STEPS = 2
TRAINING = OwnTraining(known=Known.TOTAL_STEPS, total_steps=STEPS)


def make_model() -> Any:  # noqa: ANN401  (a Keras model)
    """A model with the layers of the table."""
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.layers.Conv2D(4, 3, name="conv", input_shape=(8, 8, 1)),
            keras.layers.DepthwiseConv2D(3, name="dw"),
            keras.layers.Reshape((4, 16)),
            keras.layers.LSTM(8, name="lstm"),
            keras.layers.Dense(10, name="out"),
        ]
    )


def kept_after_training(schedules: dict[str, Schedule]) -> dict[str, int]:
    """Train the model with the module. Return the number of weights that the masks of each layer keep."""
    module: dict[str, Any] = {}
    script = own_training_script(DECAY, TRAINING, layers=schedules)
    exec(script, module)  # noqa: S102  (the lab's own code)
    before = make_model()
    weights = before.get_weights()
    model = module["pruned"](before)
    assert all(map(np.array_equal, before.get_weights(), weights))
    model.compile(optimizer="sgd", loss="mse")
    inputs = np.random.default_rng(0).normal(size=(STEPS, 8, 8, 1)).astype(np.float32)
    targets = np.zeros((STEPS, 10), np.float32)
    module["train"](model, tf.data.Dataset.from_tensor_slices((inputs, targets)).batch(1))
    wrappers = [layer for layer in model.layers if isinstance(layer, PruneLowMagnitude)]
    return {
        wrapper.layer.name: sum(int(mask.numpy().sum()) for _w, mask, _t in wrapper.pruning_vars)
        for wrapper in wrappers
    }


def test_chosen_layers_keep_what_the_table_predicts_each_by_its_own_schedule() -> None:
    schedules = schedules_of(DECAY, TABLE.erk(0.7))
    line = linear(final_sparsity=0.5, begin_step=0, end_step=2, frequency=1)
    mixed: dict[str, Schedule] = {**schedules, "out": line}
    assert kept_after_training(mixed) == TABLE.kept_weights(mixed, STEPS)
    one: dict[str, Schedule] = {"lstm": DECAY}
    dense = dict.fromkeys(("conv", "out"))
    assert kept_after_training(one) == {"lstm": TABLE.kept_weights({**one, **dense}, STEPS)["lstm"]}
