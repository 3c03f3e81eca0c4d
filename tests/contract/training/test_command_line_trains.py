"""Trainings from the command line, in this process and as the command that a run shows."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pruning_core import TrainingPlan, applied_sparsity
from pruning_core.__main__ import main
from pruning_core.data.facts import DATASETS
from pruning_core.exports.code.command import train_command
from pruning_core.runs.config import RunConfig
from tests.examples import DECAY
from tests.server import ROOT

SCHEDULE = json.dumps(DECAY.get_config())


def test_train_prints_its_events_and_writes_them_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--dataset", "digits", "--examples", "200", "--batch-size", "16", "--epochs", "1"]
    path = tmp_path / "events.jsonl"
    assert main(["train", "--schedule", SCHEDULE, *arguments, "--events", str(path)]) == 0
    printed = capsys.readouterr().out
    assert path.read_text() == printed
    last = json.loads(printed.splitlines()[-1])
    assert last["kind"] == "run_finished"
    assert last["test_accuracy"] > 0
    assert last["test_images"] == DATASETS["digits"].test_examples
    for kernel in last["kernels"]:
        expected = applied_sparsity(DECAY, 10, kernel["n_weights"])[-1]
        assert kernel["measured_sparsity"] == float(expected)


def test_train_prunes_each_layer_by_its_own_schedule(
    capsys: pytest.CaptureFixture[str],
) -> None:
    layers = ["--layer", "dense=none", "--layer", f"dense_1={SCHEDULE}"]
    network = [
        "--network",
        "mlp",
        "--optimizer",
        "sgd",
        "--learning-rate",
        "0.1",
        "--momentum",
        "0",
    ]
    plan = ["--dataset", "digits", "--examples", "200", "--batch-size", "16", "--epochs", "1"]
    assert main(["train", "--schedule", "none", *network, *plan, *layers]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    measured = {kernel["layer"]: kernel["measured_sparsity"] for kernel in last["kernels"]}
    assert measured == {"dense": 0.0, "dense_1": float(applied_sparsity(DECAY, 10, 640)[-1])}


@pytest.mark.soak
def test_command_in_the_report_trains_the_same_run(tmp_path: Path) -> None:
    plan = TrainingPlan(num_examples=100, batch_size=20, epochs=1, validation_split=0.2)
    config = RunConfig(schedule=DECAY, plan=plan, dataset="digits", network="mlp", seed=3)
    events = tmp_path / "events of a run.jsonl"
    words = shlex.split(train_command(config, events=str(events)))
    assert words[:3] == ["python", "-m", "pruning_core"]
    command = [sys.executable, *words[1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kinds = [json.loads(line)["kind"] for line in events.read_text("utf-8").splitlines()]
    assert "run_started" in kinds
    assert kinds[-1] == "run_finished"
    assert kinds.count("step_measured") == plan.total_steps
    assert done.stdout == events.read_text("utf-8")
