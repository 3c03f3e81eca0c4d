"""The networks that the lab trains, as the article builds them."""

from importlib.metadata import version
from typing import Any

import numpy as np
import tensorflow_model_optimization as tfmot
import tf_keras as keras

from pruning_core.schedules import Schedule

INPUT_SHAPE = (28, 28, 1)
CLASSES = 10
PACKAGES = ("numpy", "tensorflow", "tf-keras", "tensorflow-model-optimization")


def article_convnet() -> keras.Sequential:
    """The article's ConvNet for 28x28 images in ten classes, not compiled.

    Its kernels are `networks.ARTICLE_CONVNET`.
    """
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Conv2D(32, kernel_size=(3, 3), activation="relu", input_shape=INPUT_SHAPE),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Dropout(0.25),
            layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def compiled(model: keras.Model) -> keras.Model:
    """The model, compiled as the article does it."""
    model.compile(
        loss=keras.losses.sparse_categorical_crossentropy,
        optimizer=keras.optimizers.Adam(),
        metrics=["accuracy"],
    )
    return model


def build(schedule: Schedule | None, *, seed: int) -> keras.Model:
    """A fresh compiled network whose every weight and dropout follows from the seed.

    The state of each dropout is a variable, so that it can be kept and restored.

    Args:
        schedule: Prune by it, or None for the dense baseline.
        seed: Of all that is random; the order of the batches is `batches.epoch_order`.
    """
    keras.backend.clear_session()  # layer names count from zero again
    keras.backend.experimental.enable_tf_random_generator()
    keras.utils.set_random_seed(seed)
    model = article_convnet()
    if schedule is not None:
        model = tfmot.sparsity.keras.prune_low_magnitude(
            model, pruning_schedule=schedule.to_tfmot()
        )
    model = compiled(model)
    model.optimizer.build(model.trainable_variables)  # else the first step makes its variables
    return model


def with_metrics(model: keras.Model) -> None:
    """See that the metrics have their variables, which Keras makes at a first batch.

    An evaluation does that, and changes neither weights nor dropout.
    """
    if not model.metrics:
        one = np.zeros((1, *INPUT_SHAPE), np.float32)
        model.evaluate(one, np.zeros(1, np.int64), verbose=0)


def random_states(model: keras.Model) -> list[Any]:
    """The state variable of each layer that draws random numbers, in the network's order.

    Keras keeps them out of `model.variables`, so that weights can be loaded without them.
    """
    layers = (getattr(layer, "layer", layer) for layer in model.layers)  # under a pruning wrapper
    return [
        layer._random_generator._generator.state  # noqa: SLF001  (there is no other way to them)
        for layer in layers
        if isinstance(layer, keras.layers.Dropout)
    ]


def versions() -> dict[str, str]:
    """The packages that the numbers of a training depend on."""
    return {package: version(package) for package in PACKAGES}
