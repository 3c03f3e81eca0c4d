"""A network is traced once and reused: the events of a run are the same as with a new network."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import tensorflow_model_optimization as tfmot
from hypothesis import given, settings

from pruning_core import (
    ConstantSparsity,
    PolynomialDecay,
    Schedule,
    TrainingPlan,
    update_steps,
)
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import (
    EpochMeasured,
    PhaseStarted,
    RunEvent,
    RunStarted,
    StepMeasured,
)
from pruning_core.runs.layers import LayerSchedule
from pruning_core.training.network import warm
from pruning_core.training.network.models import build, strip_model
from pruning_core.training.network.traced_schedule import MAX_UPDATES, sparsity_at
from pruning_core.training.trainer import train
from tests.examples import DECAY, SMOOTH
from tests.sinks import Sink
from tests.strategies import schedules

PLAN = TrainingPlan(num_examples=200, batch_size=20, epochs=2, validation_split=0.2)
PRUNED = RunConfig(schedule=DECAY, plan=PLAN, dataset="digits", network="mlp")
CONSTANT = ConstantSparsity(target_sparsity=0.9, begin_step=1, end_step=9, frequency=2)
RUNS = {
    "another seed": replace(PRUNED, seed=7),
    "a constant schedule": replace(PRUNED, schedule=CONSTANT),
    "a curve through points": replace(PRUNED, schedule=SMOOTH),
    "a learning rate": replace(PRUNED, learning_rate=0.01),
    "a schedule without updates": replace(
        PRUNED, schedule=replace(DECAY, begin_step=900, end_step=999)
    ),
    "larger batches": replace(PRUNED, plan=TrainingPlan(num_examples=300, batch_size=50, epochs=1)),
    "the dense baseline": PRUNED.dense,
    "a layer left dense": replace(PRUNED, layers=(LayerSchedule(layer="dense_1", schedule=None),)),
    "a layer with its own schedule": replace(
        PRUNED, layers=(LayerSchedule(layer="dense_1", schedule=CONSTANT),)
    ),
    "dropout": replace(PRUNED, network="article"),
    "sgd": replace(PRUNED, optimizer="sgd", learning_rate=0.05),
}
RUNS_OF_THE_LOG_TEST = [
    pytest.param("a constant schedule", marks=pytest.mark.soak),
    "a curve through points",
    "a schedule without updates",
    "the dense baseline",
    pytest.param("a layer left dense", marks=pytest.mark.soak),
    "a layer with its own schedule",
]
"""The runs with another schedule. `test_reused_networks` compares the logs for every other parameter."""


@pytest.fixture(autouse=True)
def empty_network_cache() -> Iterator[None]:
    """Empty the cache of networks, so that each test begins like a new process."""
    warm.drop_networks()
    yield
    warm.drop_networks()


def events_without_phases(config: RunConfig) -> list[RunEvent]:
    """The events of a training, without its phases."""
    events: list[RunEvent] = []
    train(config, Sink(events.append))
    return [event for event in events if not isinstance(event, PhaseStarted)]


@pytest.mark.parametrize("name", RUNS_OF_THE_LOG_TEST)
def test_run_with_a_reused_network_has_the_same_log_as_with_a_new_one(
    name: str,
) -> None:
    config = RUNS[name]
    events_of_new_network = events_without_phases(config)
    warm.drop_networks()
    events_without_phases(replace(config, seed=3, learning_rate=0.02))
    network = warm.take_network(replace(config, seed=5))
    warm.return_network(config, network)
    assert events_without_phases(config) == events_of_new_network
    same_network = warm.take_network(config)
    assert same_network is network


@pytest.mark.parametrize("config", RUNS.values(), ids=RUNS.keys())
def test_reused_network_starts_in_the_state_of_a_new_one(config: RunConfig) -> None:
    built = build(config)
    expected = [(v.name, v.numpy()) for v in warm.state_of(built)]
    warm.return_network(config, warm.take_network(replace(config, seed=3)))
    borrowed = warm.take_network(config)
    for (name, value), ours in zip(expected, warm.state_of(borrowed), strict=True):
        assert ours.name == name
        np.testing.assert_array_equal(ours.numpy(), value)


def test_warm_worker_has_the_network_of_the_article_ready() -> None:
    config = replace(PRUNED, network="article")
    events_of_new_network = events_without_phases(config)
    warm.drop_networks()
    warm.warm_up()
    cached_networks = [traced.model for traced in warm._idle_networks.values()]  # noqa: SLF001  (only this test needs the cached networks)
    assert warm.take_network(config) in cached_networks
    assert events_without_phases(config) == events_of_new_network


class StoppedError(Exception):
    """The run was stopped."""


@pytest.mark.parametrize("last_event_class", [RunStarted, StepMeasured, EpochMeasured])
def test_run_after_a_stopped_run_has_the_same_log_as_with_a_new_network(
    last_event_class: type[RunEvent],
) -> None:
    events_of_new_network = events_without_phases(PRUNED)
    shorter_plan = TrainingPlan(num_examples=100, batch_size=20, epochs=2, validation_split=0.5)

    def stop(event: RunEvent) -> None:
        if isinstance(event, last_event_class):
            raise StoppedError

    with pytest.raises(StoppedError):
        train(replace(PRUNED, plan=shorter_plan), Sink(stop))
    assert events_without_phases(PRUNED) == events_of_new_network


def test_stripped_network_equals_that_of_tfmot() -> None:
    model = build(PRUNED)
    final = strip_model(model, PRUNED)
    theirs = tfmot.sparsity.keras.strip_pruning(model)
    assert [layer.name for layer in final.layers] == [layer.name for layer in theirs.layers]
    for ours, expected in zip(final.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, expected)


@given(schedule=schedules())
@settings(max_examples=25)
def test_sparsity_table_equals_the_schedule_of_tfmot(schedule: Schedule) -> None:
    updates = update_steps(schedule, min(10**6, schedule.begin_step + 40 * schedule.frequency))
    np.testing.assert_array_equal(
        sparsity_at(schedule, updates[:50]), schedule.sparsity(updates[:50])
    )


def test_tfmot_computes_a_schedule_with_too_many_updates_for_the_table() -> None:
    long = TrainingPlan(num_examples=1000, batch_size=1, epochs=6)
    config = replace(
        PRUNED,
        plan=long,
        schedule=PolynomialDecay(
            initial_sparsity=0.0,
            final_sparsity=0.5,
            begin_step=0,
            end_step=MAX_UPDATES + 1,
            frequency=1,
        ),
    )
    model = warm.take_network(config)
    assert model.layers[1].pruning_schedule.get_config()["class_name"] == "PolynomialDecay"
    warm.return_network(config, model)
    assert warm.take_network(config) is not model
