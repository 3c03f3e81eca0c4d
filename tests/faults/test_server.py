"""Servers that are killed, restarted and asked to end; settings that they cannot start with."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from pruning_core.runs.events import RunStopped, StepMeasured
from pruning_core.runs.lifecycle import RunState
from pruning_core.runs.store import RunStore
from tests.examples import short_run
from tests.server import ROOT, Server, serving

SECONDS_TO_WAIT = 240
MANY_EPOCHS, SOME_EPOCHS = 500, 25
QUICK = {"PRUNELAB_LEASE_SECONDS": "3"}


def store_of(data_dir: Path) -> RunStore:
    """The store that the server uses."""
    return RunStore(f"sqlite:///{data_dir}/runs.db")


def training(store: RunStore, *, epochs: int = MANY_EPOCHS) -> str:
    """A long run that a worker of the server has begun to train."""
    run_id = store.create(short_run(epochs=epochs))
    wait_for_step(store, run_id, 20)
    return run_id


def wait_for_step(store: RunStore, run_id: str, step: int) -> None:
    """Wait until the run has come to a step."""
    give_up_at = time.monotonic() + SECONDS_TO_WAIT
    while store.get(run_id).last_step < step:
        assert time.monotonic() < give_up_at, store.last_event(run_id)
        time.sleep(0.1)


def wait_for_state(store: RunStore, run_id: str, state: RunState) -> None:
    """Wait until the run is in a state."""
    give_up_at = time.monotonic() + SECONDS_TO_WAIT
    while store.get(run_id).state is not state:
        assert time.monotonic() < give_up_at, store.last_event(run_id)
        time.sleep(0.1)


def loaded_tensorflow(process: psutil.Process) -> bool:
    """Whether a process has mapped TensorFlow's libraries."""
    return any("tensorflow" in mapped.path for mapped in process.memory_maps())


def trainer_of(server: Server) -> psutil.Process:
    """The worker process of the server's cluster."""
    return next(process for process in server.family()[1:] if loaded_tensorflow(process))


def assert_log_is_whole(store: RunStore, run_id: str) -> None:
    """The event log has no gaps, and every step up to the last one is in it once."""
    stored = store.events_after(run_id, 0, limit=1_000_000)
    assert [event.number for event in stored] == list(range(1, len(stored) + 1))
    steps = [event.event.step for event in stored if isinstance(event.event, StepMeasured)]
    assert steps == list(range(1, len(steps) + 1))


def test_the_web_process_never_loads_tensorflow_and_its_worker_does(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        store = store_of(tmp_path)
        run_id = training(store)
        server.get("/")
        assert not loaded_tensorflow(psutil.Process(server.process.pid))
        assert loaded_tensorflow(trainer_of(server))
        store.request_stop(run_id)
        wait_for_state(store, run_id, RunState.STOPPED)
        stopped = store.last_event(run_id)
        assert isinstance(stopped, RunStopped)
        assert stopped.step >= 20
        assert_log_is_whole(store, run_id)


def test_the_run_of_a_killed_worker_is_finished_by_the_next(tmp_path: Path) -> None:
    with serving(tmp_path, **QUICK) as server:
        store = store_of(tmp_path)
        run_id = training(store, epochs=SOME_EPOCHS)
        trainer_of(server).send_signal(signal.SIGKILL)
        wait_for_state(store, run_id, RunState.QUEUED)
        wait_for_state(store, run_id, RunState.FINISHED)
        assert_log_is_whole(store, run_id)
        messages = list(server.events(run_id))
        assert messages[-1]["event"]["kind"] == "run_finished"


def test_the_run_of_a_killed_cluster_is_finished_by_the_next(tmp_path: Path) -> None:
    with serving(tmp_path, **QUICK) as server:
        store = store_of(tmp_path)
        run_id = training(store, epochs=SOME_EPOCHS)
        cluster = psutil.Process(server.process.pid).children()[0]
        cluster.send_signal(signal.SIGKILL)
        wait_for_state(store, run_id, RunState.FINISHED)
        assert_log_is_whole(store, run_id)


@pytest.mark.parametrize("everything", [False, True], ids=["the server", "server and cluster"])
def test_a_killed_server_leaves_no_process_and_the_next_one_finishes_its_runs(
    tmp_path: Path, everything: bool
) -> None:
    store = store_of(tmp_path)
    with serving(tmp_path, **QUICK) as server:
        run_id = training(store, epochs=SOME_EPOCHS)
        waiting = store.create(short_run())
        family = server.family()
        for process in family if everything else family[:1]:
            process.kill()
        server.process.wait()
        _gone, alive = psutil.wait_procs(family, timeout=SECONDS_TO_WAIT)
        assert alive == []
    with serving(tmp_path, **QUICK) as server:
        wait_for_state(store, run_id, RunState.FINISHED)
        assert_log_is_whole(store, run_id)
        wait_for_state(store, waiting, RunState.FINISHED)


def test_two_workers_train_two_runs_at_once(tmp_path: Path) -> None:
    with serving(tmp_path, PRUNELAB_WORKERS="2"):
        store = store_of(tmp_path)
        first, second = training(store), training(store)
        assert {store.get(run_id).state for run_id in (first, second)} == {RunState.RUNNING}
        before = store.get(first).last_step
        wait_for_step(store, first, before + 1)
        for run_id in (first, second):
            store.request_stop(run_id)
            wait_for_state(store, run_id, RunState.STOPPED)
            assert_log_is_whole(store, run_id)


def test_a_server_with_viewers_and_a_training_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        run_id = training(store_of(tmp_path))
        seen: list[int] = []
        watching = threading.Event()

        def watch() -> None:
            for message in server.events(run_id):
                seen.append(message["number"])
                watching.set()

        viewer = threading.Thread(target=watch)
        viewer.start()
        assert watching.wait(SECONDS_TO_WAIT)
        family = server.family()
        server.terminate()
        viewer.join(SECONDS_TO_WAIT)
        assert not viewer.is_alive()
        _gone, alive = psutil.wait_procs(family, timeout=SECONDS_TO_WAIT)
        assert alive == []
        assert seen == list(range(1, len(seen) + 1))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRUNELAB_WORKERS", "many"),
        ("PRUNELAB_LEASE_SECONDS", "2"),
        ("PRUNELAB_DATABASE_URL", "nosuchdatabase://"),
        ("PRUNELAB_DATA_DIR", "/proc/nowhere"),
        ("PRUNELAB_MNIST", "/nowhere/mnist.npz"),
        ("PRUNELAB_DASK_SCHEDULER", "here"),
    ],
)
def test_a_bad_setting_stops_the_start_with_one_clear_line(name: str, value: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0"],
        cwd=ROOT,
        env=os.environ | {name: value},
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_WAIT,
        check=False,
    )
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(said) == 1
    assert said[0].startswith(f"Pruning Schedule Lab cannot start: {name} must")
