"""The command `experiment` may be stopped or killed at any time: started again, it repeats no run."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pruning_core.experiments.file import write_experiment
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from tests.server import ROOT
from tests.unit.experiments.experiments import small_experiment

SECONDS_TO_WAIT = 300
EXPERIMENT = small_experiment(n_seeds=4)
ENDS = ((signal.SIGINT, 130, 2), (signal.SIGTERM, 130, 4), (signal.SIGKILL, -9, 6))
"""The signals, the exit status after each, and the number of finished runs at which it is sent."""


@pytest.fixture
def heeded_interrupts() -> Iterator[None]:
    """A shell starts background programs with SIGINT ignored, and their children inherit this. Undo it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.soak
@pytest.mark.usefixtures("heeded_interrupts")
def test_stopped_and_killed_command_continues_without_repeating_a_run(
    tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRUNELAB_LEASE_SECONDS", "3")
    file, results = tmp_path / "e.toml", tmp_path / "out.json"
    file.write_text(write_experiment(EXPERIMENT))
    command = [sys.executable, "-m", "pruning_core", "experiment", str(file), "--json"]
    store = RunStore(f"sqlite:///{tmp_path}/runs.db")
    monkeypatch.setenv("PRUNELAB_DATABASE_URL", store.url)
    for number, status, n_finished in ENDS:
        process = subprocess.Popen([*command, str(results)], cwd=ROOT)
        wait_for_finished(store, n_finished)
        process.send_signal(number)
        assert process.wait(SECONDS_TO_WAIT) == status
    subprocess.run([*command, str(results)], cwd=ROOT, check=True, timeout=SECONDS_TO_WAIT)
    rows = json.loads(results.read_text())["runs"]
    assert [row["state"] for row in rows] == ["finished"] * len(EXPERIMENT)
    (experiment,) = store.experiments()
    assert len(store.experiment_runs(experiment.id)) == len(EXPERIMENT)
    store.close()


def wait_for_finished(store: RunStore, n_finished: int) -> None:
    """Wait until so many runs of the only experiment have finished."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while time.monotonic() < deadline:
        for experiment in store.experiments():
            states = store.experiment_states([experiment.id])[experiment.id]
            if states.get(RunState.FINISHED, 0) >= n_finished:
                return
        time.sleep(0.1)
    raise AssertionError("the experiment does not go on")
