"""The networks that this process has already traced. A run of the same kind can use one at once.

Building and tracing a network takes seconds. The graph depends only on the network, the optimizer and
the choice of pruned layers. Schedule, seed, learning rate and data are values of variables.
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
from pruning_core.runs.parameters import PARAMETERS, optimizer_arguments, values_of
from pruning_core.schedules import PolynomialDecay, Schedule
from pruning_core.training.network.models import (
    INPUT_SHAPE,
    AsPruningSchedule,
    as_tfmot,
    build,
    new_network,
    random_states,
    unwrapped_layers,
)
from pruning_core.training.network.thresholds import select_thresholds
from pruning_core.training.network.traced_schedule import TracedSchedule, fits

MAX_IDLE_NETWORKS = 2
Kind = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TracedNetwork:
    """A traced network, the schedules that its graph reads, and the initial values of its variables."""

    model: keras.Model
    schedules: tuple[TracedSchedule, ...]
    initial: tuple[NDArray[Any], ...]


_idle_networks: OrderedDict[Kind, TracedNetwork] = OrderedDict()
_networks_in_use: dict[Kind, TracedNetwork] = {}


def take_network(config: RunConfig) -> keras.Model:
    """A network like that of `models.build`, ready for its first step. Give it back afterwards.

    All its values equal those of a new network for this config, so a training with it gives the same
    numbers, to the bit. Its updates select their thresholds, with the same masks.

    Only one training uses it at a time, because a process trains one run after the other.
    """
    while _networks_in_use:  # a training has ended without giving its network back
        _store_idle(*_networks_in_use.popitem())
    if not all(fits(schedule, config.plan.total_steps) for schedule in schedules_of(config)):
        return built(config)
    traced = _idle_networks.pop(kind(config), None) or build_traced_network(config)
    for traced_schedule, schedule in zip(traced.schedules, schedules_of(config), strict=True):
        traced_schedule.set_schedule(schedule, config.plan.total_steps)
    reset(traced, config)
    _networks_in_use[kind(config)] = traced
    return traced.model


def return_network(config: RunConfig, model: keras.Model) -> None:
    """Keep a borrowed network for the next run of its kind. The network kept longest is dropped."""
    traced = _networks_in_use.get(kind(config))
    if traced is not None and traced.model is model:
        del _networks_in_use[kind(config)]
        _store_idle(kind(config), traced)


def _store_idle(its_kind: Kind, traced: TracedNetwork) -> None:
    traced.model._eval_data_handler = None  # noqa: SLF001  (else Keras would validate the next run on the data of this run)
    _idle_networks[its_kind] = traced
    while len(_idle_networks) > MAX_IDLE_NETWORKS:
        _idle_networks.popitem(last=False)


def drop_networks() -> None:
    """Drop all networks."""
    _idle_networks.clear()
    _networks_in_use.clear()


def warm_up() -> None:
    """Build and trace the article's network before the first run needs it."""
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


def kind(config: RunConfig) -> Kind:
    """Everything that a traced graph depends on. Runs with equal values can use the same network."""
    values = values_of(config)
    traced = (values[name] for name, row in PARAMETERS.items() if row.reuse is Reuse.TRACED)
    whole = config.schedule is not None and not config.layers
    layers = tuple(kernel.layer for kernel in config.pruned_kernels)
    return *traced, whole, layers


def schedules_of(config: RunConfig) -> tuple[Schedule, ...]:
    """The schedules of a network, in the order in which `build` uses them."""
    if config.schedule is None:
        return ()
    if not config.layers:
        return (config.schedule,)
    own = (config.schedule_of(kernel.layer) for kernel in config.kernels)
    return tuple(schedule for schedule in own if schedule is not None)


def built(config: RunConfig, *, as_pruning_schedule: AsPruningSchedule = as_tfmot) -> keras.Model:
    """A new network whose updates select their thresholds."""
    model = build(config, as_pruning_schedule=as_pruning_schedule)
    select_thresholds(model)
    return model


def build_traced_network(config: RunConfig) -> TracedNetwork:
    """A network whose graph reads its schedules from variables."""
    schedules: list[TracedSchedule] = []

    def in_variables(_schedule: Schedule) -> TracedSchedule:
        schedules.append(TracedSchedule())
        return schedules[-1]

    model = built(config, as_pruning_schedule=in_variables)
    initial = tuple(variable.numpy() for variable in state_of(model))
    return TracedNetwork(model=model, schedules=tuple(schedules), initial=initial)


def state_of(model: keras.Model) -> list[Any]:
    """The variables of the model and of its optimizer."""
    return [*model.variables, *model.optimizer.variables]


def reset(traced: TracedNetwork, config: RunConfig) -> None:
    """Set every variable to its value in a new network for a config."""
    model = traced.model
    for variable, value in zip(state_of(model), traced.initial, strict=True):
        variable.assign(value)
    fresh = new_network(config)
    for layer, fresh_layer in zip(unwrapped_layers(model), fresh.layers, strict=True):
        for variable, value in zip(layer.weights, fresh_layer.weights, strict=True):
            variable.assign(value)
    for variable, value in zip(random_states(model), random_states(fresh), strict=True):
        variable.assign(value)
    for name, argument in optimizer_arguments(config).items():
        if PARAMETERS[name].reuse is Reuse.SET_ANEW:
            setattr(model.optimizer, name, argument)
    model.stop_training = False
