"""Exported code, run without the lab, has the same results as the lab and the predicted zeros."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pruning_core import KeyframeSchedule, Schedule, TrainingPlan, kept_weights, update_steps
from pruning_core.data.facts import DATASETS
from pruning_core.data.paths import dataset_paths
from pruning_core.exports import run_notebook, run_script
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import RunEvent, RunFinished
from pruning_core.runs.layers import LayerSchedule
from pruning_core.schedules import Keyframe, Segment
from pruning_core.training.trainer import train
from tests.contract.exports.scripts import ScriptRunner
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
    learning_rate_schedule="cosine",
    alpha=0.1,
    layers=(
        LayerSchedule(layer="dense", schedule=CURVE),
        LayerSchedule(layer="dense_1", schedule=None),
    ),
)


@pytest.fixture(scope="module")
def scripts() -> Iterator[ScriptRunner]:
    """Runs the scripts of this file without the lab."""
    with ScriptRunner() as runner:
        yield runner


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
        "test_images": DATASETS[config.dataset].test_examples,
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


def cells_as_script(notebook: str) -> str:
    """The cells of a notebook as a script that prints the results. The cell that installs packages is left out."""
    cells = [
        "".join(cell["source"])
        for cell in json.loads(notebook)["cells"]
        if cell["cell_type"] == "code" and cell["id"] != "install"
    ]
    return "\n".join([*cells, "import json", "print(json.dumps(test_results))"])


def write(code: str, folder: Path) -> Path:
    """Write code to a file in a folder; returns the path of the file."""
    script = folder / "train.py"
    script.write_text(code, "utf-8")
    return script


@pytest.mark.parametrize("schedule", [DECAY, CURVE])
def test_script_gives_the_results_of_the_lab_and_the_predicted_zeros(
    schedule: Schedule, tmp_path: Path, scripts: ScriptRunner
) -> None:
    script = write(run_script(run_of_article(schedule, PLAN)), tmp_path)
    results = scripts.run(script, "--epochs", "1", "--examples", str(ONE_EPOCH.num_examples))
    assert_equals_the_lab(results, run_of_article(schedule))


def test_notebook_gives_the_results_of_the_lab_and_the_predicted_zeros(
    tmp_path: Path, scripts: ScriptRunner
) -> None:
    script = write(cells_as_script(run_notebook(run_of_article(CURVE))), tmp_path)
    assert_equals_the_lab(scripts.run(script), run_of_article(CURVE))


@pytest.mark.parametrize("config", [LAYERED, LAYERED.dense], ids=["layered", "dense"])
def test_script_of_a_layered_or_dense_run_gives_the_results_of_the_lab(
    config: RunConfig, tmp_path: Path, scripts: ScriptRunner
) -> None:
    assert_equals_the_lab(scripts.run(write(run_script(config), tmp_path)), config)


@pytest.mark.soak
@pytest.mark.parametrize("config", [LAYERED, LAYERED.dense], ids=["layered", "dense"])
def test_notebook_of_a_layered_or_dense_run_gives_the_results_of_the_lab(
    config: RunConfig, tmp_path: Path, scripts: ScriptRunner
) -> None:
    script = write(cells_as_script(run_notebook(config)), tmp_path)
    assert_equals_the_lab(scripts.run(script), config)
