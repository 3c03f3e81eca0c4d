"""The networks that Keras builds have the kernels, masks and optimizer that their config describes."""

import inspect
from dataclasses import replace
from pathlib import Path

import pytest
import tf_keras as keras
from tensorflow_model_optimization.sparsity.keras import strip_pruning

from pruning_core import ConstantSparsity, TrainingPlan, kept_weights, update_steps
from pruning_core.networks import NETWORKS
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import MasksMeasured, RunEvent, RunFinished
from pruning_core.runs.layers import LayerSchedule
from pruning_core.training.measuring.variables import pruned_variables
from pruning_core.training.network import architectures
from pruning_core.training.network.models import BUILDERS, build, random_states
from pruning_core.training.trainer import train
from tests.contract.training.test_resumed_training import resume, train_with_checkpoints
from tests.examples import DECAY
from tests.sinks import Sink

PLAN = TrainingPlan(num_examples=160, batch_size=16, epochs=1)
HALF = ConstantSparsity(target_sparsity=0.5, begin_step=3, end_step=9, frequency=3)


def config_of(network: str) -> RunConfig:
    """A run whose first layer stays dense and whose last layer has its own schedule."""
    kernels = NETWORKS[network].kernels
    return RunConfig(
        schedule=DECAY,
        plan=PLAN,
        dataset="digits",
        network=network,
        optimizer="sgd",
        learning_rate=0.05,
        layers=(
            LayerSchedule(layer=kernels[0].layer, schedule=None),
            LayerSchedule(layer=kernels[-1].layer, schedule=HALF),
        ),
    )


def variants(network: str) -> dict[str, RunConfig]:
    layered = config_of(network)
    return {"layered": layered, "whole": replace(layered, layers=()), "dense": layered.dense}


def kernels_of(model: keras.Model) -> list[tuple[str, tuple[int, ...]]]:
    return [
        (layer.name, tuple(layer.kernel.shape))
        for layer in model.layers
        if hasattr(layer, "kernel")
    ]


def test_every_listed_network_can_be_built_and_no_other() -> None:
    functions = inspect.getmembers(architectures, inspect.isfunction)
    assert sorted(BUILDERS) == sorted(NETWORKS) == [name for name, _function in functions]


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("variant", ["layered", "whole", "dense"])
def test_model_has_the_kernels_of_its_network_and_a_mask_for_each_pruned_one(
    network: str, variant: str
) -> None:
    config = variants(network)[variant]
    model = build(config)
    assert [tuple(pruned.mask.shape) for pruned in pruned_variables(model)] == [
        k.shape for k in config.pruned_kernels
    ]
    assert kernels_of(strip_pruning(model)) == [
        (k.layer, k.shape) for k in NETWORKS[network].kernels
    ]


@pytest.mark.parametrize("network", NETWORKS)
def test_initial_weights_and_dropout_depend_on_the_seed_and_not_on_pruning(network: str) -> None:
    def initial_state(config: RunConfig) -> list[bytes]:
        model = build(config)
        states = [state.numpy().tobytes() for state in random_states(model)]
        return states + [weights.tobytes() for weights in strip_pruning(model).get_weights()]

    layered, uninterrupted, dense = map(initial_state, variants(network).values())
    assert layered == uninterrupted == dense
    assert initial_state(replace(config_of(network), seed=1)) != layered


@pytest.mark.parametrize("name", ["adam", "sgd"])
def test_model_has_the_optimizer_of_its_config(name: str) -> None:
    config = replace(config_of("mlp"), optimizer=name, learning_rate=0.25, momentum=0.5)
    optimizer_config = build(config).optimizer.get_config()
    assert optimizer_config["name"].lower() == name
    assert optimizer_config["learning_rate"] == 0.25
    assert optimizer_config.get("momentum") == (0.5 if name == "sgd" else None)


@pytest.mark.parametrize("network", ["lenet_300_100", "article"])
def test_each_layer_reaches_the_predicted_zeros_of_its_own_schedule(network: str) -> None:
    config = config_of(network)
    events: list[RunEvent] = []
    train(config, Sink(events.append))
    measured = {event.step: event.kept for event in events if isinstance(event, MasksMeasured)}
    final = measured[max(measured)]
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    expected = {}
    for kernel in config.pruned_kernels:
        schedule = config.schedule_of(kernel.layer)
        assert schedule is not None
        last = int(update_steps(schedule, PLAN.total_steps)[-1])
        expected[kernel.layer] = kept_weights(schedule, last, kernel.n_weights)
    assert final == tuple(expected.values())
    zeros = {kernel.layer: kernel.zeros for kernel in finished.kernels}
    assert zeros == {
        kernel.layer: kernel.n_weights - expected.get(kernel.layer, kernel.n_weights)
        for kernel in config.kernels
    }


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize(
    "network", ["lenet_300_100", pytest.param("article", marks=pytest.mark.soak)]
)
def test_resumed_training_with_layer_schedules_equals_an_uninterrupted_one(
    network: str, optimizer: str, tmp_path: Path
) -> None:
    config = replace(config_of(network), optimizer=optimizer, learning_rate=0.01)
    uninterrupted = train_with_checkpoints(config, tmp_path)
    resumed = resume(config, uninterrupted.path(5))
    assert resumed.starts_over == 0
    assert resumed.events == uninterrupted.events[uninterrupted.emitted[5] :]
