"""The config of a run: the values that it refuses, its text, and which configs are equal."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import Schedule, TrainingPlan
from pruning_core.data.facts import DATASETS
from pruning_core.errors import RunConfigError
from pruning_core.networks import NETWORKS
from pruning_core.runs.article import article_run
from pruning_core.runs.config import RunConfig, run_config_from_json
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.optimizers import OPTIMIZERS
from pruning_core.runs.parameters import RUN_PARAMETERS, values_of
from tests.examples import DECAY
from tests.parameters import valid_values
from tests.strategies import schedules

PLAN = TrainingPlan(num_examples=500, batch_size=32, epochs=1, validation_split=0.2)
BASE = RunConfig(schedule=DECAY, plan=PLAN, dataset="digits", network="lenet_300_100")
OTHER_DECAY = replace(DECAY, final_sparsity=0.5)


@st.composite
def configs(draw: st.DrawFn) -> RunConfig:
    """Runs of every network, some of them with layer schedules."""
    network = draw(st.sampled_from(sorted(NETWORKS)))
    few_schedules = draw(st.lists(st.none() | schedules(), min_size=1, max_size=2))
    names = [kernel.layer for kernel in NETWORKS[network].kernels]
    layers = draw(st.dictionaries(st.sampled_from(names), st.sampled_from(few_schedules)))
    return RunConfig(
        schedule=draw(st.sampled_from(few_schedules)),
        plan=PLAN,
        dataset="digits",
        network=network,
        optimizer=draw(valid_values("optimizer")),
        learning_rate=draw(valid_values("learning_rate")),
        momentum=draw(valid_values("momentum")),
        layers=layer_schedules(layers),
    )


def layer_schedules(by_layer: dict[str, Any]) -> tuple[LayerSchedule, ...]:
    return tuple(
        LayerSchedule(layer=layer, schedule=schedule) for layer, schedule in by_layer.items()
    )


@given(config=configs())
def test_config_text_is_read_as_the_same_config_with_the_same_text(config: RunConfig) -> None:
    config_from_text = run_config_from_json(config.to_json())
    assert config_from_text == config
    assert config_from_text.to_json() == config.to_json()
    assert hash(config_from_text) == hash(config)


@given(config=configs(), data=st.data())
def test_config_stays_the_same_if_it_names_every_layer_in_any_order(
    config: RunConfig, data: st.DataObject
) -> None:
    layers = [
        LayerSchedule(layer=kernel.layer, schedule=config.schedule_of(kernel.layer))
        for kernel in config.kernels
    ]
    config_with_every_layer = replace(config, layers=tuple(data.draw(st.permutations(layers))))
    assert config_with_every_layer == config
    assert config_with_every_layer.to_json() == config.to_json()
    assert all(layer_schedule.schedule != config.schedule for layer_schedule in config.layers)


@given(
    config=configs(), main=st.none() | schedules(), few_schedules=st.lists(st.none() | schedules())
)
def test_every_layer_has_its_own_schedule_or_the_main_one(
    config: RunConfig, main: Schedule | None, few_schedules: list[Schedule | None]
) -> None:
    layers = dict(zip((kernel.layer for kernel in config.kernels), few_schedules, strict=False))
    changed_config = replace(config, schedule=main, layers=layer_schedules(layers))
    for kernel in config.kernels:
        assert changed_config.schedule_of(kernel.layer) == layers.get(kernel.layer, main)
    pruned = [kernel.layer for kernel in changed_config.pruned_kernels]
    assert pruned == [k.layer for k in config.kernels if layers.get(k.layer, main) is not None]
    assert (changed_config.schedule is None) == (pruned == [])


@given(config=configs())
def test_dense_baseline_prunes_nothing_and_is_otherwise_the_same(config: RunConfig) -> None:
    dense = config.dense
    assert dense.pruned_kernels == ()
    assert dense.dense == dense
    assert replace(dense, schedule=config.schedule, layers=config.layers) == config


def test_config_without_a_schedule_for_any_layer_is_the_dense_baseline() -> None:
    no_schedules = layer_schedules({kernel.layer: None for kernel in BASE.kernels})
    assert replace(BASE, layers=no_schedules) == BASE.dense


def test_momentum_changes_a_config_with_sgd_and_not_with_adam() -> None:
    adam, sgd = BASE, replace(BASE, optimizer="sgd")
    assert replace(adam, momentum=0.5) == adam
    assert replace(adam, momentum=0.5).to_json() == adam.to_json()
    assert replace(sgd, momentum=0.5) != sgd
    assert replace(sgd, momentum=-0.0).to_json() == replace(sgd, momentum=0).to_json()


def test_text_of_an_older_version_is_read_and_written_unchanged() -> None:
    old = json.dumps(
        {
            "schedule": DECAY.get_config(),
            "plan": {
                "num_examples": 500,
                "batch_size": 32,
                "epochs": 1,
                "validation_split": 0.2,
            },
            "seed": 3,
            "dataset": "digits",
        }
    )
    config = RunConfig(schedule=DECAY, plan=PLAN, dataset="digits", seed=3)
    assert run_config_from_json(old) == config
    assert config.to_json() == old


def test_run_of_the_article_has_the_defaults_that_a_text_omits() -> None:
    omitted_values = {row.name: row.default for row in RUN_PARAMETERS if not row.always_written}
    assert set(omitted_values) >= {"network", "optimizer", "learning_rate", "momentum"}
    assert omitted_values.items() <= values_of(article_run()).items()
    assert not omitted_values.keys() & json.loads(article_run().to_json()).keys()


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"dataset": "cifar"}, "dataset", f"one of {', '.join(DATASETS)}, got 'cifar'"),
        ({"seed": -1}, "seed", "seed must be at least 0, got -1"),
        ({"network": "vgg"}, "network", f"one of {', '.join(NETWORKS)}, got 'vgg'"),
        ({"network": None}, "network", "got None"),
        ({"optimizer": "lion"}, "optimizer", f"one of {', '.join(OPTIMIZERS)}, got 'lion'"),
        ({"learning_rate": 0}, "learning_rate", "from 1e-08 to 10, got 0"),
        ({"learning_rate": 11.0}, "learning_rate", "got 11.0"),
        ({"learning_rate": float("nan")}, "learning_rate", "a finite number, got nan"),
        ({"learning_rate": "fast"}, "learning_rate", "a number, got 'fast'"),
        ({"momentum": 1.0}, "momentum", "at least 0 and below 1, got 1.0"),
        ({"momentum": -0.1}, "momentum", "got -0.1"),
        ({"momentum": float("inf"), "optimizer": "adam"}, "momentum", "got inf"),
        (
            {"layers": layer_schedules({"conv2d": None})},
            "layers",
            "dense, dense_1, dense_2, got 'conv2d'",
        ),
        ({"layers": layer_schedules({"dense": "half"})}, "layers", "a schedule, or None"),
        (
            {"layers": layer_schedules({"dense": None}) * 2},
            "layers",
            "each layer once, got dense twice",
        ),
        ({"layers": ("dense",)}, "layers", "got 'dense'"),
        ({"schedule": "half"}, "schedule", "a schedule, or None for no pruning, got 'half'"),
    ],
)
def test_invalid_value_is_refused_and_the_error_names_the_field(
    values: dict[str, Any], field: str, message: str
) -> None:
    with pytest.raises(RunConfigError) as error_info:
        replace(BASE, **values)
    assert error_info.value.field == field
    assert message in str(error_info.value)
    assert field in str(error_info.value)


@pytest.mark.parametrize("changes", [{"calls_per_step": 2}, {"steps_per_epoch": 3}])
def test_lab_does_not_train_a_plan_that_is_only_for_planning(changes: dict[str, int]) -> None:
    with pytest.raises(RunConfigError, match="does not train with it") as error_info:
        replace(BASE, plan=replace(PLAN, **changes))
    assert error_info.value.field in changes


def test_config_with_a_layer_schedule_is_another_config() -> None:
    other_config = replace(BASE, layers=layer_schedules({"dense": OTHER_DECAY}))
    assert other_config != BASE
    assert other_config.to_json() != BASE.to_json()
