"""Exported code, run without the lab, has the same results as the lab and the predicted zeros."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pruning_core import KeyframeSchedule, Schedule, TrainingPlan, kept_weights, update_steps
from pruning_core.data.paths import dataset_paths
from pruning_core.exports import run_notebook, run_script
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import RunEvent, RunFinished
from pruning_core.runs.layers import LayerSchedule
from pruning_core.schedules import Keyframe, Segment
from pruning_core.training.trainer import train
from tests.examples import DECAY
from tests.sinks import Sink

DATASET = "mnist" if os.environ.get("PRUNELAB_MNIST") else "digits"
PLAN = TrainingPlan(num_examples=400, batch_size=32, epochs=2, validation_split=0.2)
ONE_EPOCH = TrainingPlan(num_examples=300, batch_size=32, epochs=1, validation_split=0.2)
CURVE = KeyframeSchedule(
    keyframes=(
        Keyframe(step=2, sparsity=0.1, segment=Segment.SMOOTH),
        Keyframe(step=6, sparsity=0.6, segment=Segment.HOLD),
        Keyframe(step=20, sparsity=0.85),
    ),
    begin_step=1,
    frequency=3,
)
SEED = 7
LAYERED = RunConfig(
    schedule=DECAY,
    plan=ONE_EPOCH,
    seed=SEED,
    dataset="digits",
    network="lenet_300_100",
    optimizer="sgd",
    learning_rate=0.05,
    momentum=0.5,
    layers=(
        LayerSchedule(layer="dense", schedule=CURVE),
        LayerSchedule(layer="dense_1", schedule=None),
    ),
)
RUN_CELLS = """\
import json, sys
namespace = {}
for cell in json.load(sys.stdin):
    exec(cell, namespace)
print(json.dumps(namespace["test_results"]))
"""


def output_of(command: list[str], folder: Path, *, text: str = "") -> dict[str, Any]:
    """Run a program in a folder without the lab. Return the JSON in the last line of the output."""
    process = subprocess.run(
        command, cwd=folder, input=text, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr
    results: dict[str, Any] = json.loads(process.stdout.splitlines()[-1])
    return results


def run_of_article(schedule: Schedule, plan: TrainingPlan = ONE_EPOCH) -> RunConfig:
    """A run of the article's network."""
    return RunConfig(schedule=schedule, plan=plan, dataset=DATASET, seed=SEED)


@cache
def results_of_the_lab(config: RunConfig) -> dict[str, Any]:
    """The final results of a run in the lab, in the form of the script's output."""
    events: list[RunEvent] = []
    train(config, Sink(events.append), paths=dataset_paths(os.environ))
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    return {
        "test_loss": finished.test_loss,
        "test_accuracy": finished.test_accuracy,
        "kernels": [
            {"layer": kernel.layer, "weights": kernel.n_weights, "zeros": kernel.zeros}
            for kernel in finished.kernels
        ],
    }


def predicted_zeros(config: RunConfig) -> list[int]:
    """The zeros of each kernel after the last update of a training."""
    zeros = []
    for kernel in config.kernels:
        schedule = config.schedule_of(kernel.layer)
        kept = kernel.n_weights
        if schedule is not None:
            last = int(update_steps(schedule, config.plan.total_steps)[-1])
            kept = kept_weights(schedule, last, kernel.n_weights)
        zeros.append(kernel.n_weights - kept)
    return zeros


def assert_equals_the_lab(results: dict[str, Any], config: RunConfig) -> None:
    """Check that the results of exported code equal the prediction and the results of the lab."""
    assert [kernel["zeros"] for kernel in results["kernels"]] == predicted_zeros(config)
    assert results == results_of_the_lab(config)


def results_of_cells(notebook: str, folder: Path) -> dict[str, Any]:
    """Run the cells of a notebook from top to bottom, except the one that installs packages. Return its results."""
    cells = [
        "".join(cell["source"])
        for cell in json.loads(notebook)["cells"]
        if cell["cell_type"] == "code" and cell["id"] != "install"
    ]
    return output_of([sys.executable, "-c", RUN_CELLS], folder, text=json.dumps(cells))


@pytest.mark.parametrize("schedule", [DECAY, CURVE])
def test_script_gives_the_results_of_the_lab_and_the_predicted_zeros(
    schedule: Schedule, tmp_path: Path
) -> None:
    script = tmp_path / "prune.py"
    script.write_text(run_script(run_of_article(schedule, PLAN)), "utf-8")
    flags = ["--epochs", "1", "--examples", str(ONE_EPOCH.num_examples)]
    results = output_of([sys.executable, str(script), *flags], tmp_path)
    assert_equals_the_lab(results, run_of_article(schedule))


def test_notebook_gives_the_results_of_the_lab_and_the_predicted_zeros(
    tmp_path: Path,
) -> None:
    notebook = run_notebook(run_of_article(CURVE))
    assert_equals_the_lab(results_of_cells(notebook, tmp_path), run_of_article(CURVE))


@pytest.mark.parametrize("config", [LAYERED, LAYERED.dense], ids=["layered", "dense"])
def test_script_of_a_layered_or_dense_run_gives_the_results_of_the_lab(
    config: RunConfig, tmp_path: Path
) -> None:
    script = tmp_path / "train.py"
    script.write_text(run_script(config), "utf-8")
    assert_equals_the_lab(output_of([sys.executable, str(script)], tmp_path), config)


@pytest.mark.parametrize("config", [LAYERED, LAYERED.dense], ids=["layered", "dense"])
def test_notebook_of_a_layered_or_dense_run_gives_the_results_of_the_lab(
    config: RunConfig, tmp_path: Path
) -> None:
    assert_equals_the_lab(results_of_cells(run_notebook(config), tmp_path), config)
