"""The well-known networks have the kernels of Keras's networks, or of the networks in their description."""

from collections.abc import Callable

import pytest
import tf_keras as keras

from pruning_core import LayerTable
from pruning_core.networks.table_presets import PRESETS

APPLICATIONS = {"vgg16": "VGG16", "resnet50": "ResNet50", "mobilenet_v2": "MobileNetV2"}


def lstm_classifier() -> keras.Model:
    layers = keras.layers
    return keras.Sequential(
        [keras.Input((80,)), layers.Embedding(20_000, 128), layers.LSTM(128), layers.Dense(1)]
    )


def transformer() -> keras.Model:
    layers = keras.layers
    inputs = keras.Input((20,))
    x = layers.Embedding(10_000, 128)(inputs)
    for block in (1, 2):
        attention = layers.MultiHeadAttention(4, 32, name=f"attention_{block}")
        x = layers.LayerNormalization()(layers.Add()([x, attention(x, x)]))
        y = layers.Dense(512, "relu", name=f"expand_{block}")(x)
        y = layers.Dense(128, name=f"project_{block}")(y)
        x = layers.LayerNormalization()(layers.Add()([x, y]))
    return keras.Model(inputs, layers.Dense(2, name="head")(layers.GlobalAveragePooling1D()(x)))


def application(name: str) -> keras.Model:
    return getattr(keras.applications, name)(weights=None)


BUILT: dict[str, Callable[[], keras.Model]] = {
    "lstm_classifier": lstm_classifier,
    "transformer": transformer,
}


def test_every_preset_is_compared() -> None:
    assert set(PRESETS) == {*APPLICATIONS, *BUILT}


@pytest.mark.parametrize(
    "name",
    [*(pytest.param(name, marks=pytest.mark.soak) for name in APPLICATIONS), *BUILT],
)
def test_preset_has_the_layers_of_the_network(name: str) -> None:
    keras.backend.clear_session()
    model = BUILT[name]() if name in BUILT else application(APPLICATIONS[name])
    with_kernels = [layer for layer in LayerTable.read(model.to_json()).layers if layer.kernels]
    assert list(PRESETS[name].table.layers) == with_kernels
