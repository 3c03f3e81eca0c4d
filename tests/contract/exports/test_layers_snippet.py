"""The module for the layers of the visitor's own model trains the model. The masks keep the predicted weights."""

from typing import Any

import numpy as np
import pytest
import tf_keras as keras
from tensorflow_model_optimization.sparsity.keras import UpdatePruningStep, strip_pruning

from pruning_core import LayerTable, PolynomialDecay
from pruning_core.exports import layers_snippet
from pruning_core.networks.layer_schedules import schedules_of

BATCHES = 5
DECAY = PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=4, frequency=2
)
INPUTS = np.random.default_rng(0).normal(size=(2 * BATCHES, 8, 8, 1)).astype(np.float32)


def build() -> keras.Model:
    """A model that tfmot refuses as a whole. A model inside it has a layer of the same name."""
    layers = keras.layers
    inner = keras.Sequential(
        [keras.Input((6, 6, 4)), layers.Conv2D(8, 3, name="conv"), layers.Flatten()], name="inner"
    )
    inputs = keras.Input((8, 8, 1))
    x = layers.Conv2D(4, 3, name="conv")(layers.Rescaling(2.0)(inputs))
    return keras.Model(inputs, layers.Dense(3, name="head")(inner(x)))


def module_of(code: str) -> dict[str, Any]:
    """The names that the code defines."""
    module: dict[str, Any] = {}
    exec(code, module)  # noqa: S102  (the lab's own code)
    return module


def test_masks_keep_the_predicted_weights_in_the_chosen_layers() -> None:
    keras.utils.set_random_seed(1)
    model = build()
    table = LayerTable.read(model.to_json()).keep_dense(["head"])
    schedules = schedules_of(DECAY, table.erk(0.8))
    assert set(schedules) == {"conv", "inner/conv"}
    outputs = model(INPUTS)
    module = module_of(layers_snippet(schedules))
    pruned = module["pruned"](model)
    assert np.array_equal(pruned(INPUTS), outputs)  # it has the weights of the model

    pruned.compile("sgd", "mse")
    targets = np.zeros((len(INPUTS), 3), np.float32)
    pruned.fit(INPUTS, targets, batch_size=2, callbacks=[UpdatePruningStep()], verbose=0)
    predicted = table.kept_after(schedules, BATCHES)
    assert module["kept_weights"](pruned) == predicted
    kernels = [weights for weights in strip_pruning(pruned).get_weights() if weights.ndim > 1]
    zeros = sum(int(np.count_nonzero(weights == 0)) for weights in kernels)
    assert zeros == table.n_weights - sum(predicted.values())


def test_error_names_a_layer_that_is_not_in_the_model() -> None:
    module = module_of(layers_snippet({"conv": DECAY, "lost": DECAY, "head": None}))
    with pytest.raises(ValueError, match=r"no layers with the names \['lost'\]"):
        module["pruned"](build())
