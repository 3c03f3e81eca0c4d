"""Whether exported code, run by itself, trains to what the lab trains to and leaves predicted zeros."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pruning_core import KeyframeSchedule, Schedule, TrainingPlan, kept_weights, update_steps
from pruning_core.exports import training_notebook, training_script
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import RunEvent, RunFinished
from pruning_core.schedules import Keyframe, Segment
from pruning_core.training.trainer import train
from tests.examples import DECAY

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
RUN_CELLS = """\
import json, sys
namespace = {}
for cell in json.load(sys.stdin):
    exec(cell, namespace)
print(json.dumps(namespace["found"]))
"""


def output_of(command: list[str], folder: Path, *, text: str = "") -> dict[str, Any]:
    """The JSON in the last line that a program prints; it runs where the lab cannot be imported."""
    done = subprocess.run(
        command, cwd=folder, input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@cache
def trained_in_the_lab(schedule: Schedule, plan: TrainingPlan) -> dict[str, Any]:
    """What a run of the lab ends with, in the form of the script."""
    events: list[RunEvent] = []
    train(RunConfig(schedule=schedule, plan=plan, dataset=DATASET, seed=SEED), events.append)
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


def predicted_zeros(schedule: Schedule, plan: TrainingPlan) -> list[int]:
    """The zeros of each kernel after the last update of a training."""
    last = int(update_steps(schedule, plan.total_steps)[-1])
    sizes = [kernel.n_weights for kernel in ARTICLE_CONVNET]
    return [size - kept_weights(schedule, last, size) for size in sizes]


@pytest.mark.parametrize("schedule", [DECAY, CURVE])
def test_a_script_run_for_one_epoch_trains_as_the_lab_does_and_leaves_the_predicted_zeros(
    schedule: Schedule, tmp_path: Path
) -> None:
    script = tmp_path / "prune.py"
    script.write_text(training_script(schedule, PLAN, dataset=DATASET, seed=SEED), "utf-8")
    flags = ["--epochs", "1", "--examples", str(ONE_EPOCH.num_examples)]
    found = output_of([sys.executable, str(script), *flags], tmp_path)
    zeros = [kernel["zeros"] for kernel in found["kernels"]]
    assert zeros == predicted_zeros(schedule, ONE_EPOCH)
    assert found == trained_in_the_lab(schedule, ONE_EPOCH)


def test_a_notebooks_cells_train_as_the_lab_does_and_leave_the_predicted_zeros(
    tmp_path: Path,
) -> None:
    notebook = json.loads(training_notebook(CURVE, ONE_EPOCH, dataset=DATASET, seed=SEED))
    cells = [
        "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and cell["id"] != "install"
    ]
    found = output_of([sys.executable, "-c", RUN_CELLS], tmp_path, text=json.dumps(cells))
    zeros = [kernel["zeros"] for kernel in found["kernels"]]
    assert zeros == predicted_zeros(CURVE, ONE_EPOCH)
    assert found == trained_in_the_lab(CURVE, ONE_EPOCH)
