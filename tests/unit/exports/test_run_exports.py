"""Exported code contains the whole config of a run: network, optimizer, data and the schedule of each layer."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from pruning_core import TrainingPlan
from pruning_core.data.facts import DATASETS
from pruning_core.exports.code.notebook import run_notebook
from pruning_core.exports.code.schedule_code import network
from pruning_core.exports.code.script import run_script
from pruning_core.networks import NETWORKS
from pruning_core.runs.config import RunConfig
from pruning_core.runs.layers import LayerSchedule
from pruning_core.schedules.shapes import cyclic
from tests.examples import DECAY

PLAN = TrainingPlan(num_examples=500, batch_size=32, epochs=1, validation_split=0.2)
CYCLIC_SCHEDULE = cyclic(final_sparsity=0.7, begin_step=0, end_step=12, frequency=2, cycles=2)
OPTIMIZER_CODE = {
    "adam": "Adam(learning_rate=0.01)",
    "sgd": "SGD(learning_rate=0.01, momentum=0.25)",
}


def configs() -> Iterator[RunConfig]:
    """Every network with every optimizer: with one schedule, with layer schedules, and dense."""
    for name, optimizer in product(NETWORKS, OPTIMIZER_CODE):
        first, second = NETWORKS[name].kernels[:2]
        config = RunConfig(
            schedule=DECAY,
            plan=PLAN,
            dataset="fashion_mnist" if optimizer == "sgd" else "digits",
            network=name,
            optimizer=optimizer,
            learning_rate=0.01,
            momentum=0.25,
        )
        layer_schedules = (
            LayerSchedule(layer=first.layer, schedule=None),
            LayerSchedule(layer=second.layer, schedule=CYCLIC_SCHEDULE),
        )
        yield from (config, replace(config, layers=layer_schedules), config.dense)


CONFIGS = list(configs())


def code_of(notebook: str) -> str:
    """The code of a notebook, without the cell that installs packages."""
    cells = [cell for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "code"]
    return "\n".join("".join(cell["source"]) for cell in cells[1:])


def definitions(text: str) -> dict[str, str]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name: ast.dump(node) for node in ast.parse(text).body if isinstance(node, kinds)}


def test_every_script_passes_the_formatter_and_the_linter() -> None:
    for command in (["format", "--check"], ["check", "--select=B,E,F,I,UP,W", "--ignore=E501"]):
        for config in CONFIGS:
            result = subprocess.run(
                [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length=100", "-"],
                input=run_script(config),
                capture_output=True,
                text=True,
                check=False,
            )
            assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("config", CONFIGS, ids=range(len(CONFIGS)))
def test_script_and_notebook_of_a_run_define_the_same_functions(config: RunConfig) -> None:
    definitions_of_script = definitions(run_script(config))
    only_in_script = ("main", "pruning_schedule", "pruning_schedules")
    assert definitions(code_of(run_notebook(config))) == {
        name: body for name, body in definitions_of_script.items() if name not in only_in_script
    }


@pytest.mark.parametrize("config", CONFIGS, ids=range(len(CONFIGS)))
def test_code_contains_optimizer_network_data_and_layer_schedules(config: RunConfig) -> None:
    for text in (run_script(config), code_of(run_notebook(config))):
        assert f"optimizer=keras.optimizers.{OPTIMIZER_CODE[config.optimizer]}," in text
        assert network(config.network) in text
        assert not any(
            f"def {network_name}(" in text for network_name in set(NETWORKS) - {config.network}
        )
        assert ("fashion_mnist.load_data()" in text) == (config.dataset == "fashion_mnist")
        assert ("tfmot" in text) == (config.schedule is not None)
        for layer_schedule in config.layers:
            assert (f'"{layer_schedule.layer}": ' in text) == (layer_schedule.schedule is not None)


def test_text_names_the_network_the_data_and_every_schedule() -> None:
    config = next(config for config in CONFIGS if config.layers and config.optimizer == "sgd")
    for text in (run_script(config), run_notebook(config)):
        plain_text = " ".join(text.split()).replace("\\n", " ")
        assert NETWORKS[config.network].title in plain_text
        assert DATASETS[config.dataset].attribution in plain_text
        assert "conv2d: not pruned" in plain_text
        assert "conv2d_1: KeyframeSchedule of" in plain_text
        assert "learning rate 0.01, momentum 0.25" in plain_text
