"""A reused network trains with the new value of every parameter, never with the old value."""

import os
from collections.abc import Iterator

import pytest

from pruning_core import TrainingPlan
from pruning_core.data.datasets import locate
from pruning_core.data.paths import dataset_paths
from pruning_core.parameter import Parameter
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import PhaseStarted, RunEvent
from pruning_core.runs.parameters import PARAMETERS, run_of, values_of
from pruning_core.training.network import warm
from pruning_core.training.trainer import train
from tests.examples import DECAY
from tests.parameters import choices_with_effect, other_value
from tests.sinks import Sink

PLAN = TrainingPlan(num_examples=200, batch_size=20, epochs=2, validation_split=0.2)
BASE = RunConfig(schedule=DECAY, plan=PLAN, dataset="digits", network="mlp")


@pytest.fixture(autouse=True)
def empty_network_cache() -> Iterator[None]:
    """Empty the cache of networks, so that each test begins like a new process."""
    warm.drop_networks()
    yield
    warm.drop_networks()


def events_without_phases(config: RunConfig) -> list[RunEvent]:
    """The events of a training, without its phases."""
    events: list[RunEvent] = []
    train(config, Sink(events.append), paths=dataset_paths(os.environ))
    return [event for event in events if not isinstance(event, PhaseStarted)]


@pytest.mark.parametrize(
    "parameter", [pytest.param(row, id=name) for name, row in PARAMETERS.items()]
)
def test_reused_network_trains_like_a_fresh_one_when_a_parameter_changes(
    parameter: Parameter,
) -> None:
    values = values_of(BASE) | choices_with_effect(parameter)
    before = run_of(values, schedule=DECAY, layers=())
    values[parameter.name] = other_value(parameter, values[parameter.name])
    after = run_of(values, schedule=DECAY, layers=())
    if locate(after.dataset, dataset_paths(os.environ)) is None:
        pytest.skip(f"{after.dataset} is not on this machine")
    events_of_new_network = events_without_phases(
        after
    )  # the cache is empty, so this network is new
    assert events_without_phases(before) != events_of_new_network
    assert events_without_phases(after) == events_of_new_network
