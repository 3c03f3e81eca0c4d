"""The network of a run, ready to train: built, pruned, compiled, and random only by its seed."""

import random
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
import tensorflow_model_optimization as tfmot
import tf_keras as keras
from tf_keras.src import backend

from pruning_core.networks import NETWORKS
from pruning_core.runs.config import RunConfig
from pruning_core.runs.optimizers import OPTIMIZERS
from pruning_core.runs.parameters import optimizer_arguments
from pruning_core.schedules import Schedule
from pruning_core.training.network import architectures

INPUT_SHAPE = (28, 28, 1)
PACKAGES = ("numpy", "tensorflow", "tf-keras", "tensorflow-model-optimization")
BUILDERS: dict[str, Callable[[], keras.Sequential]] = {
    name: getattr(architectures, name) for name in NETWORKS
}
"""The function that builds each network, not compiled: it has the network's name."""


Asked = Callable[[Schedule], tfmot.sparsity.keras.PruningSchedule]


def as_tfmot(schedule: Schedule) -> tfmot.sparsity.keras.PruningSchedule:
    """tfmot's own schedule."""
    return schedule.to_tfmot()


def build(config: RunConfig, *, asked: Asked = as_tfmot) -> keras.Model:
    """A fresh compiled network whose every weight and dropout follows from the seed.

    Args:
        config: What is trained.
        asked: Makes the object that tfmot asks at each step, from each schedule of the config.
    """
    keras.backend.clear_session()  # what Keras remembers of networks that are gone
    model = compiled(pruned(fresh_network(config), config, asked), config)
    model.optimizer.build(model.trainable_variables)  # else the first step makes its variables
    return model


def fresh_network(config: RunConfig) -> keras.Sequential:
    """The network of a run, neither pruned nor compiled, random only by its seed.

    The initial weights are the same whichever layers are pruned. The state of each dropout is a
    variable, so that it can be kept and restored. The order of the batches is
    `batches.epoch_order`.
    """
    keras.backend.reset_uids()  # layer names count from zero again
    keras.backend.experimental.enable_tf_random_generator()
    # As `keras.utils.set_random_seed` does for a network; TensorFlow's own seed, which nothing here
    # uses, would throw away what is ready to run of every traced function.
    backend._SEED_GENERATOR.generator = random.Random(config.seed)  # noqa: S311, SLF001  (no secret; no other way)
    return BUILDERS[config.network]()


def pruned(model: keras.Sequential, config: RunConfig, asked: Asked = as_tfmot) -> keras.Sequential:
    """The model with the pruning of a run: of the whole model, as the article does it, or by layer.

    Source: TensorFlow Model Optimization, Pruning comprehensive guide, "Prune some layers".
    """
    if config.schedule is None:
        return model
    if not config.layers:
        return tfmot.sparsity.keras.prune_low_magnitude(
            model, pruning_schedule=asked(config.schedule)
        )

    schedules = {kernel.layer: config.schedule_of(kernel.layer) for kernel in config.kernels}

    def wrapped(layer: keras.layers.Layer) -> keras.layers.Layer:
        if (schedule := schedules.get(layer.name)) is None:
            return layer
        return tfmot.sparsity.keras.prune_low_magnitude(layer, pruning_schedule=asked(schedule))

    return keras.models.clone_model(model, clone_function=wrapped)


def compiled(model: keras.Model, config: RunConfig) -> keras.Model:
    """The model with its loss and the optimizer of a run."""
    model.compile(
        loss=keras.losses.sparse_categorical_crossentropy,
        optimizer=optimizer(config),
        metrics=["accuracy"],
    )
    return model


def optimizer(config: RunConfig) -> keras.optimizers.Optimizer:
    """A fresh optimizer of a run."""
    keras_class = getattr(keras.optimizers, OPTIMIZERS[config.optimizer].keras_class)
    return keras_class(**optimizer_arguments(config))


def unwrapped_layers(model: keras.Model) -> list[keras.layers.Layer]:
    """The layers of a model without their pruning wrappers."""
    return [getattr(layer, "layer", layer) for layer in model.layers]


def stripped(model: keras.Model, config: RunConfig) -> keras.Sequential:
    """A network without pruning wrappers that has the model's weights: what `strip_pruning` makes.

    It shares nothing with the model, which can train again.
    """
    final = fresh_network(config)
    for ours, theirs in zip(final.layers, unwrapped_layers(model), strict=True):
        ours.set_weights(theirs.get_weights())
    return final


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
    return [
        layer._random_generator._generator.state  # noqa: SLF001  (there is no other way to them)
        for layer in unwrapped_layers(model)
        if isinstance(layer, keras.layers.Dropout)
    ]


def versions() -> dict[str, str]:
    """The packages that the numbers of a training depend on."""
    return {package: version(package) for package in PACKAGES}
