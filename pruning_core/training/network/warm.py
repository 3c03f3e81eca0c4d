"""Stores the networks that this process has already traced. Later runs of the same kind use them again.

Building and tracing a network takes seconds. The graph depends only on the network, the optimizer and
the pruned layers, and on the learning rate if it changes during the training. Schedule, seed,
constant learning rate and data are values of variables.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow_model_optimization as tfmot
import tf_keras as keras
from numpy.typing import NDArray

from pruning_core.parameter import Reuse
from pruning_core.plan import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.runs.graphs import MAX_IDLE_NETWORKS, Kind, has_constant_rate, kind_of
from pruning_core.runs.parameters import PARAMETERS, optimizer_arguments
from pruning_core.schedules import PolynomialDecay, Schedule
from pruning_core.training.network.models import (
    INPUT_SHAPE,
    MakePruningSchedule,
    build,
    make_tfmot_schedule,
    new_network,
    random_states,
    unwrapped_layers,
)
from pruning_core.training.network.thresholds import select_thresholds
from pruning_core.training.network.traced_schedule import TracedSchedule, fits_in_table


@dataclass(frozen=True, kw_only=True, slots=True)
class TracedNetwork:
    """A traced network, the schedules that its graph reads, and the initial values of its variables."""

    model: keras.Model
    schedules: tuple[TracedSchedule, ...]
    initial_values: tuple[NDArray[Any], ...]


_idle_networks: OrderedDict[Kind, TracedNetwork] = OrderedDict()
_networks_in_use: dict[Kind, TracedNetwork] = {}


def take_network(config: RunConfig) -> keras.Model:
    """Return a network for a run, ready for its first step. After the training, call `return_network`.

    The network has the layers and the values of a new network from `models.build`. So a training gives
    exactly the same numbers. Only its updates differ: they select the thresholds, and give the same masks.

    Only one training uses a network at a time, because a process trains only one run at a time.
    """
    while _networks_in_use:  # a training has ended without a call of `return_network`
        _store_idle(*_networks_in_use.popitem())
    if not all(
        fits_in_table(schedule, config.plan.total_steps) for schedule in schedules_of(config)
    ):
        return build_with_selection(config)
    traced_network = _idle_networks.pop(kind_of(config), None) or build_traced_network(config)
    for traced_schedule, schedule in zip(
        traced_network.schedules, schedules_of(config), strict=True
    ):
        traced_schedule.set_schedule(schedule, config.plan.total_steps)
    reset_variables(traced_network, config)
    _networks_in_use[kind_of(config)] = traced_network
    return traced_network.model


def return_network(config: RunConfig, model: keras.Model) -> None:
    """Store a network for the next run of its kind. If there are too many networks, drop the oldest."""
    traced_network = _networks_in_use.get(kind_of(config))
    if traced_network is not None and traced_network.model is model:
        del _networks_in_use[kind_of(config)]
        _store_idle(kind_of(config), traced_network)


def _store_idle(network_kind: Kind, traced_network: TracedNetwork) -> None:
    traced_network.model._eval_data_handler = None  # noqa: SLF001  (otherwise Keras would validate the next run on the data of this run)
    _idle_networks[network_kind] = traced_network
    while len(_idle_networks) > MAX_IDLE_NETWORKS:
        _idle_networks.popitem(last=False)


def drop_networks() -> None:
    """Drop all stored networks."""
    _idle_networks.clear()
    _networks_in_use.clear()


def warm_up() -> None:
    """Build and trace the network of the pruning article before the first run needs it."""
    decay = PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.5, begin_step=0, end_step=1, frequency=1
    )
    plan = TrainingPlan(num_examples=1, batch_size=1, epochs=1)
    config = RunConfig(schedule=decay, plan=plan, dataset="digits")
    model = take_network(config)
    images, labels = np.zeros((1, *INPUT_SHAPE), np.float32), np.zeros(1, np.int64)
    model.fit(
        images,
        labels,
        validation_data=(images, labels),
        callbacks=[tfmot.sparsity.keras.UpdatePruningStep()],
        verbose=0,
    )
    return_network(config, model)


def schedules_of(config: RunConfig) -> tuple[Schedule, ...]:
    """The schedules of a network, in the order in which `build` uses them."""
    if config.schedule is None:
        return ()
    if not config.layers:
        return (config.schedule,)
    schedules = (config.schedule_of(kernel.layer) for kernel in config.kernels)
    return tuple(schedule for schedule in schedules if schedule is not None)


def build_with_selection(
    config: RunConfig, *, make_pruning_schedule: MakePruningSchedule = make_tfmot_schedule
) -> keras.Model:
    """A new network whose updates select their thresholds."""
    model = build(config, make_pruning_schedule=make_pruning_schedule)
    select_thresholds(model)
    return model


def build_traced_network(config: RunConfig) -> TracedNetwork:
    """A network whose graph reads its schedules from variables."""
    schedules: list[TracedSchedule] = []

    def make_traced_schedule(_schedule: Schedule) -> TracedSchedule:
        schedules.append(TracedSchedule())
        return schedules[-1]

    model = build_with_selection(config, make_pruning_schedule=make_traced_schedule)
    initial_values = tuple(variable.numpy() for variable in state_of(model))
    return TracedNetwork(model=model, schedules=tuple(schedules), initial_values=initial_values)


def state_of(model: keras.Model) -> list[Any]:
    """The variables of the model and of its optimizer."""
    return [*model.variables, *model.optimizer.variables]


def reset_variables(traced_network: TracedNetwork, config: RunConfig) -> None:
    """Set every variable to the value that it has in a new network for the config."""
    model = traced_network.model
    for variable, value in zip(state_of(model), traced_network.initial_values, strict=True):
        variable.assign(value)
    new_model = new_network(config)
    for layer, new_layer in zip(unwrapped_layers(model), new_model.layers, strict=True):
        for variable, value in zip(layer.weights, new_layer.weights, strict=True):
            variable.assign(value)
    for variable, value in zip(random_states(model), random_states(new_model), strict=True):
        variable.assign(value)
    for name, argument in optimizer_arguments(config).items():
        is_traced = name == "learning_rate" and not has_constant_rate(config)
        if PARAMETERS[name].reuse is Reuse.SET_ANEW and not is_traced:
            setattr(model.optimizer, name, argument)
    model.stop_training = False
