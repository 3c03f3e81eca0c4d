"""Workers that are killed at random moments: the run goes on, and nobody could tell from its log."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pruning_core import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.runs.lifecycle import RunState
from pruning_core.runs.store import RunStore
from tests.examples import DECAY
from tests.server import ROOT

KILLS = int(os.environ.get("PRUNELAB_TEST_KILLS", "3"))
SECONDS_TO_WAIT = 120
WORK = "import sys; from pruning_core.runs.worker import work; work(*sys.argv[1:])"


@pytest.fixture
def config() -> RunConfig:
    """Some seconds of training on the digits: three checkpoints' worth, and dropout."""
    plan = TrainingPlan(num_examples=1_000, batch_size=16, epochs=12, validation_split=0.2)
    return RunConfig(schedule=DECAY, plan=plan, dataset="digits")


def worker(store: RunStore, run_id: str, folder: Path) -> subprocess.Popen[bytes]:
    """A worker process on a run."""
    command = [sys.executable, "-c", WORK, run_id, store.url, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def log(store: RunStore, run_id: str) -> list[tuple[int, str]]:
    """The run's event log without its times."""
    stored = store.events_after(run_id, 0, limit=1_000_000)
    return [(event.number, event.body) for event in stored]


def wait_for_step(
    store: RunStore, run_id: str, step: int, process: subprocess.Popen[bytes]
) -> None:
    """Wait until a run has come to a step, or its worker has left."""
    give_up_at = time.monotonic() + SECONDS_TO_WAIT
    while store.get(run_id).last_step < step and process.poll() is None:
        assert time.monotonic() < give_up_at, store.last_event(run_id)
        time.sleep(0.05)


def test_a_run_whose_workers_are_killed_has_the_log_of_one_that_nothing_disturbed(
    store: RunStore, config: RunConfig, tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoints"
    undisturbed, disturbed = store.create(config), store.create(config)
    assert worker(store, undisturbed, folder).wait(SECONDS_TO_WAIT) == 0
    assert store.get(undisturbed).state is RunState.FINISHED
    moments = random.Random(0)  # noqa: S311  (when to kill is no secret)
    killed = 0
    total = config.plan.total_steps
    for place in range(KILLS):
        process = worker(store, disturbed, folder)
        wait_for_step(store, disturbed, total * (place + 1) // (KILLS + 1), process)
        time.sleep(moments.random())
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        store.release_silent(0)
    assert killed >= min(KILLS, 2)
    assert worker(store, disturbed, folder).wait(SECONDS_TO_WAIT) == 0
    assert store.get(disturbed).state is RunState.FINISHED
    assert log(store, disturbed) == log(store, undisturbed)
    assert not (folder / disturbed).exists()
