"""A real server trains runs, ends after SIGTERM, and refuses to start with bad settings."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pruning_core.engine.engine import SECONDS_BETWEEN_ROUNDS
from pruning_core.engine.queue import queue_order
from pruning_core.runs.events.kinds import RunStopped
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from tests.examples import short_run
from tests.faults.served_runs import (
    MANY_EPOCHS,
    SECONDS_TO_WAIT,
    assert_log_is_complete,
    has_loaded_tensorflow,
    start_long_run,
    store_of,
    wait_for_state,
    wait_for_step,
    wait_until_a_run_trains,
    worker_process,
)
from tests.server import ROOT, Server, start_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests that do not end it."""
    with start_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def store(server: Server) -> Iterator[RunStore]:
    """The server's store. After each test all runs are stopped, because the next test needs the worker."""
    store = store_of(server.log_file.parent)
    yield store
    for run in [*store.queued(), *store.running()]:
        store.request_stop(run.id)
    store.close()


def test_worker_loads_tensorflow_and_the_web_process_does_not(
    server: Server, store: RunStore
) -> None:
    run_id = start_long_run(store)
    server.get("/")
    assert not has_loaded_tensorflow(psutil.Process(server.process.pid))
    trainer = worker_process(server)
    assert has_loaded_tensorflow(trainer)
    environment = trainer.environ()
    assert "MALLOC_TRIM_THRESHOLD_" not in environment
    assert environment["GLIBC_TUNABLES"] == "glibc.malloc.hugetlb=1"
    store.request_stop(run_id)
    wait_for_state(store, run_id, RunState.STOPPED)
    last_event = store.last_event(run_id)
    assert isinstance(last_event, RunStopped)
    assert last_event.step >= 20
    assert_log_is_complete(store, run_id)


@pytest.mark.soak
def test_two_workers_train_two_runs_at_the_same_time(tmp_path: Path) -> None:
    with start_server(tmp_path, PRUNELAB_WORKERS="2"):
        store = store_of(tmp_path)
        first, second = start_long_run(store), start_long_run(store)
        assert {store.get(run_id).state for run_id in (first, second)} == {RunState.RUNNING}
        before = store.get(first).last_step
        wait_for_step(store, first, before + 1)
        for run_id in (first, second):
            store.request_stop(run_id)
            wait_for_state(store, run_id, RunState.STOPPED)
            assert_log_is_complete(store, run_id)


def test_resumed_run_trains_before_the_runs_that_were_queued_later(store: RunStore) -> None:
    resumed_run = store.create(short_run(epochs=MANY_EPOCHS))
    store.request_pause(resumed_run)
    first = start_long_run(store)
    later = store.create(short_run(epochs=MANY_EPOCHS))
    time.sleep(2 * SECONDS_BETWEEN_ROUNDS)  # now the engine has submitted the later run
    store.request_resume(resumed_run)
    time.sleep(2 * SECONDS_BETWEEN_ROUNDS)
    assert [run.id for run in queue_order(store.queued())] == [resumed_run, later]
    store.request_stop(first)
    wait_for_state(store, first, RunState.STOPPED)
    wait_until_a_run_trains(store)
    assert [run.id for run in store.running()] == [resumed_run]
    store.request_stop(resumed_run)
    wait_for_state(store, later, RunState.RUNNING)


def test_sigterm_ends_a_server_that_trains_and_has_viewers(tmp_path: Path) -> None:
    with start_server(tmp_path) as server:
        run_id = start_long_run(store_of(tmp_path))
        numbers: list[int] = []
        first_event_arrived = threading.Event()

        def watch() -> None:
            for message in server.events(run_id):
                numbers.append(message["number"])
                first_event_arrived.set()

        viewer = threading.Thread(target=watch)
        viewer.start()
        assert first_event_arrived.wait(SECONDS_TO_WAIT)
        process_tree = server.process_tree()
        server.terminate()
        viewer.join(SECONDS_TO_WAIT)
        assert not viewer.is_alive()
        _ended, alive = psutil.wait_procs(process_tree, timeout=SECONDS_TO_WAIT)
        assert alive == []
        assert numbers == list(range(1, len(numbers) + 1))


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
def test_server_with_a_bad_setting_does_not_start_and_prints_one_line(
    name: str, value: str
) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0"],
        cwd=ROOT,
        env=os.environ | {name: value},
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_WAIT,
        check=False,
    )
    assert process.returncode != 0
    lines = [line for line in process.stderr.splitlines() if line.strip()]
    assert len(lines) == 1
    assert lines[0].startswith(f"Pruning Schedule Lab cannot start: {name} must")
