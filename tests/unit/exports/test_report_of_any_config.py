"""Every config has a report, and the command in the report trains the same config."""

import shlex

from hypothesis import given, settings
from hypothesis import strategies as st

from pruning_core import TrainingPlan
from pruning_core.__main__ import parser
from pruning_core.commands.train import run_config
from pruning_core.exports.code.command import train_command
from pruning_core.networks import NETWORKS
from pruning_core.runs.config import RunConfig
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from tests.parameters import valid_values
from tests.report_pages import report
from tests.run_logs import end_of, start_of
from tests.strategies import schedules


@st.composite
def configs(draw: st.DrawFn) -> RunConfig:
    network = draw(st.sampled_from(sorted(NETWORKS)))
    layers = st.sampled_from([kernel.layer for kernel in NETWORKS[network].kernels])
    layer_schedules = draw(st.dictionaries(layers, st.none() | schedules(), max_size=2))
    return RunConfig(
        schedule=draw(st.none() | schedules()),
        plan=TrainingPlan(num_examples=500, batch_size=32, epochs=2, validation_split=0.1),
        seed=draw(valid_values("seed")),
        dataset="digits",
        network=network,
        optimizer=draw(valid_values("optimizer")),
        learning_rate=draw(valid_values("learning_rate")),
        momentum=draw(valid_values("momentum")),
        layers=tuple(
            LayerSchedule(layer=layer, schedule=schedule)
            for layer, schedule in layer_schedules.items()
        ),
    )


@given(config=configs())
def test_command_in_the_report_trains_the_same_config(config: RunConfig) -> None:
    arguments = shlex.split(train_command(config).removeprefix("python -m pruning_core "))
    assert run_config(parser().parse_args(arguments)) == config


@given(config=configs())
@settings(max_examples=20)
def test_every_config_has_a_report(config: RunConfig) -> None:
    run = Run(
        id="1",
        config=config,
        state=RunState.FINISHED,
        created_at=0.0,
        ended_at=1.0,
        last_step=1,
        seconds_trained=1.0,
        pause_requested=False,
    )
    page = report(run, [start_of(config), end_of(config)])
    assert len(page.all("figure")) == len(config.pruned_kernels)
