"""Tables from model files, weights, configs and summaries of Keras 2 and 3 have the kernels of the model."""

from math import prod
from pathlib import Path
from typing import Any

import keras as keras3
import numpy as np
import pytest
import tf_keras as keras
from tensorflow_model_optimization.python.core.sparsity.keras.pruning_wrapper import (
    collect_prunable_layers,
)
from tensorflow_model_optimization.sparsity.keras import (
    UpdatePruningStep,
    prune_low_magnitude,
)

from pruning_core import LayerTable, PolynomialDecay
from tests.contract.networks.tfmot_masks import masked_kernels, predicted_kernels

Library = Any
"""tf_keras or keras; neither has types."""
Model = Any
"""A model of one of them."""
SCHEDULE = PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.75, begin_step=0, end_step=8, frequency=2
)
BATCHES = 5


def images(library: Library) -> Model:
    """A network with every convolution, and a model inside."""
    layers = library.layers
    inputs = layers.Input((16, 16, 3))
    x = layers.Conv2D(8, 3, name="stem")(inputs)
    x = layers.DepthwiseConv2D(3, depth_multiplier=2)(x)
    x = layers.SeparableConv2D(12, 3)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Conv2DTranspose(6, 3, strides=2)(x)
    y = layers.Conv2D(6, (1, 7), padding="same", groups=2)(x)
    x = layers.Add()([x, y])
    inner = library.Sequential([layers.Input((None, None, 6)), layers.Conv2D(5, 3, name="inside")])
    x = layers.GlobalAveragePooling2D()(inner(x))
    return library.Model(inputs, layers.Dense(4, name="head")(x))


def words(library: Library) -> Model:
    """A network for texts: embedding, convolution, attention and recurrent layers."""
    layers = library.layers
    inputs = layers.Input((6,))
    x = layers.Embedding(30, 16)(inputs)
    x = layers.Conv1D(16, 3, padding="same")(x)
    x = layers.Add()([x, layers.MultiHeadAttention(num_heads=2, key_dim=8)(x, x)])
    x = layers.LSTM(6, return_sequences=True)(x)
    x = layers.GRU(5, return_sequences=True)(x)
    x = layers.SimpleRNN(4)(x)
    return library.Model(inputs, layers.Dense(4, use_bias=False)(x))


def sentences(library: Library) -> Model:
    """A small network with attention and an LSTM."""
    layers = library.layers
    inputs = layers.Input((6,))
    x = layers.Embedding(30, 8)(inputs)
    x = layers.MultiHeadAttention(num_heads=2, key_dim=4)(x, x)
    return library.Model(inputs, layers.Dense(4)(layers.LSTM(5)(x)))


NETWORKS = {"images": images, "words": words}
TRAINED = {"images": images, "sentences": sentences}


def numbers(table: LayerTable) -> list[tuple[int, ...]]:
    """The number of weights in the kernels of each pruned layer, sorted: weights alone have no order."""
    return sorted(tuple(sorted(map(prod, layer.kernels))) for layer in table.prunable)


@pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept:DeprecationWarning"
)  # Keras 3
@pytest.mark.parametrize("library", [keras, keras3], ids=["keras 2", "keras 3"])
@pytest.mark.parametrize("name", NETWORKS)
def test_every_source_of_a_model_gives_the_same_kernels(
    name: str, library: Library, tmp_path: Path
) -> None:
    model = NETWORKS[name](library)
    config = model.to_json()
    model.save(tmp_path / "model.keras")
    model.save(tmp_path / "model.h5")
    model.save_weights(tmp_path / "model.weights.h5")
    table = LayerTable.open(tmp_path / "model.keras")
    shapes = {tuple(weight.shape) for weight in model.weights}
    assert {shape for layer in table.layers for shape in layer.kernels} <= shapes
    assert predicted_kernels(LayerTable.open(tmp_path / "model.h5")) == predicted_kernels(table)
    assert predicted_kernels(LayerTable.read(config)) == predicted_kernels(table)
    assert numbers(LayerTable.open(tmp_path / "model.weights.h5")) == numbers(table)
    lines: list[str] = []
    model.summary(print_fn=lines.append, expand_nested=True)
    assert numbers(LayerTable.read("\n".join(lines))) == numbers(table)


@pytest.mark.parametrize("name", TRAINED)
def test_training_keeps_the_weights_that_the_table_predicts(name: str, tmp_path: Path) -> None:
    keras.utils.set_random_seed(1)
    model = TRAINED[name](keras)
    table = LayerTable.read(model.to_json())
    pruned = prune_low_magnitude(model, pruning_schedule=SCHEDULE.to_tfmot())
    assert predicted_kernels(table) == masked_kernels(pruned)
    pruned.save(tmp_path / "pruned.keras")
    assert predicted_kernels(LayerTable.open(tmp_path / "pruned.keras")) == predicted_kernels(table)
    train(pruned)
    predicted = table.kept_after(SCHEDULE, BATCHES)
    assert kept_by_masks(pruned) == predicted
    assert sum(predicted.values()) < table.n_weights


def train(model: keras.Model) -> None:
    """Five steps of a real training."""
    random = np.random.default_rng(0)
    inputs = (
        random.random((2 * BATCHES, *model.input_shape[1:]))
        if len(model.input_shape) > 2
        else random.integers(0, 30, (2 * BATCHES, *model.input_shape[1:]))
    )
    model.compile("adam", "mse")
    model.fit(
        inputs,
        random.random((2 * BATCHES, 4)),
        batch_size=2,
        callbacks=[UpdatePruningStep()],
        verbose=0,
    )


def kept_by_masks(model: keras.Model) -> dict[str, int]:
    """The number of ones in the masks of each layer, with the layers of models inside."""
    return {
        wrapper.layer.name: sum(
            int(np.count_nonzero(mask)) for _weight, mask, _threshold in wrapper.pruning_vars
        )
        for wrapper in collect_prunable_layers(model)
        if wrapper.pruning_vars
    }
