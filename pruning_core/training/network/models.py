"""Builds, prunes and compiles the network of a run. The seed of the run fixes all random numbers."""

import random
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
import tensorflow_model_optimization as tfmot
import tf_keras as keras
from tf_keras.src import backend

from pruning_core.networks import NETWORKS
from pruning_core.plan.learning_rates import keras_arguments
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
"""The functions that build the networks, by name. Each function has the name of its network."""


MakePruningSchedule = Callable[[Schedule], tfmot.sparsity.keras.PruningSchedule]


def make_tfmot_schedule(schedule: Schedule) -> tfmot.sparsity.keras.PruningSchedule:
    """The schedule as an object of tfmot."""
    return schedule.to_tfmot()


def build(
    config: RunConfig, *, make_pruning_schedule: MakePruningSchedule = make_tfmot_schedule
) -> keras.Model:
    """A new compiled network. The seed fixes its weights and its dropout.

    Args:
        config: The config of the run.
        make_pruning_schedule: Makes tfmot's schedule object from a schedule of the lab.
    """
    keras.backend.clear_session()  # otherwise Keras would keep data of earlier networks
    model = compile_model(prune_model(new_network(config), config, make_pruning_schedule), config)
    model.optimizer.build(
        model.trainable_variables
    )  # otherwise the first step would create these variables
    return model


def new_network(config: RunConfig) -> keras.Sequential:
    """The network of a run, not pruned and not compiled. The seed fixes its random numbers.

    The initial weights do not depend on which layers are pruned. The state of each dropout is a
    variable, so a checkpoint can store and restore it. The order of the batches is determined by
    `batches.epoch_order`.
    """
    keras.backend.reset_uids()  # numbers in layer names start at zero again
    keras.backend.experimental.enable_tf_random_generator()
    # `keras.utils.set_random_seed` does this too. But it also sets TensorFlow's global seed, which this
    # network does not use. After a change of the global seed, the next call of every traced function is slow.
    backend._SEED_GENERATOR.generator = random.Random(config.seed)  # noqa: S311, SLF001  (no secret; no other way)
    return BUILDERS[config.network]()


def prune_model(
    model: keras.Sequential,
    config: RunConfig,
    make_pruning_schedule: MakePruningSchedule = make_tfmot_schedule,
) -> keras.Sequential:
    """Wrap the model, or each pruned layer of it, for pruning. The pruning article wraps the whole model.

    Source: TensorFlow Model Optimization, Pruning comprehensive guide, "Prune some layers".
    """
    if config.schedule is None:
        return model
    if not config.layers:
        return tfmot.sparsity.keras.prune_low_magnitude(
            model, pruning_schedule=make_pruning_schedule(config.schedule)
        )

    schedules = {kernel.layer: config.schedule_of(kernel.layer) for kernel in config.kernels}

    def wrap_if_pruned(layer: keras.layers.Layer) -> keras.layers.Layer:
        if (schedule := schedules.get(layer.name)) is None:
            return layer
        return tfmot.sparsity.keras.prune_low_magnitude(
            layer, pruning_schedule=make_pruning_schedule(schedule)
        )

    return keras.models.clone_model(model, clone_function=wrap_if_pruned)


def compile_model(model: keras.Model, config: RunConfig) -> keras.Model:
    """The model with its loss and the optimizer of a run."""
    model.compile(
        loss=keras.losses.sparse_categorical_crossentropy,
        optimizer=optimizer(config),
        metrics=["accuracy"],
    )
    return model


def optimizer(config: RunConfig) -> keras.optimizers.Optimizer:
    """A new optimizer for a run."""
    keras_class = getattr(keras.optimizers, OPTIMIZERS[config.optimizer].keras_class)
    arguments: dict[str, Any] = dict(optimizer_arguments(config))
    if rate_class := config.rate.keras_class:
        rate = getattr(keras.optimizers.schedules, rate_class)
        arguments["learning_rate"] = rate(**keras_arguments(config.rate))
    return keras_class(**arguments)


def unwrapped_layers(model: keras.Model) -> list[keras.layers.Layer]:
    """The layers of a model without their pruning wrappers."""
    return [getattr(layer, "layer", layer) for layer in model.layers]


def strip_model(model: keras.Model, config: RunConfig) -> keras.Sequential:
    """A copy of the model without pruning wrappers, equal to the result of `strip_pruning`.

    Because it is a copy, the model can train again.
    """
    stripped_model = new_network(config)
    for new_layer, trained_layer in zip(
        stripped_model.layers, unwrapped_layers(model), strict=True
    ):
        new_layer.set_weights(trained_layer.get_weights())
    return stripped_model


def create_metric_variables(model: keras.Model) -> None:
    """Make Keras create the variables of the metrics. Keras creates them at the first batch.

    So this function evaluates one batch. This changes neither the weights nor the state of dropout.
    """
    if not model.metrics:
        image = np.zeros((1, *INPUT_SHAPE), np.float32)
        model.evaluate(image, np.zeros(1, np.int64), verbose=0)


def random_states(model: keras.Model) -> list[Any]:
    """The state variable of each layer that draws random numbers, in the network's order.

    `model.variables` does not contain these state variables. So weights can be loaded without them.
    """
    return [
        layer._random_generator._generator.state  # noqa: SLF001  (there is no public way)
        for layer in unwrapped_layers(model)
        if isinstance(layer, keras.layers.Dropout)
    ]


def versions() -> dict[str, str]:
    """The versions of the packages that affect the numbers of a training."""
    return {package: version(package) for package in PACKAGES}
