"""Starts runs on a real server, waits for them, and checks their logs."""

import time
from pathlib import Path

import psutil

from pruning_core.runs.events.kinds import StepMeasured
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from tests.examples import short_run
from tests.server import Server

SECONDS_TO_WAIT = 240
MANY_EPOCHS = 500


def store_of(data_dir: Path) -> RunStore:
    """The store that the server uses."""
    return RunStore(f"sqlite:///{data_dir}/runs.db")


def start_long_run(store: RunStore, *, epochs: int = MANY_EPOCHS) -> str:
    """Create a long run, and wait until a worker of the server trains it."""
    run_id = store.create(short_run(epochs=epochs))
    wait_for_step(store, run_id, 20)
    return run_id


def wait_for_step(store: RunStore, run_id: str, step: int) -> None:
    """Wait until the run has reached a step."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while store.get(run_id).last_step < step:
        assert time.monotonic() < deadline, store.last_event(run_id)
        time.sleep(0.1)


def wait_for_state(store: RunStore, run_id: str, state: RunState) -> None:
    """Wait until the run is in a state."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while store.get(run_id).state is not state:
        assert time.monotonic() < deadline, store.last_event(run_id)
        time.sleep(0.1)


def wait_until_a_run_trains(store: RunStore) -> None:
    """Wait until a worker trains a run."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not store.running():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def has_loaded_tensorflow(process: psutil.Process) -> bool:
    """Whether a process has loaded TensorFlow's libraries."""
    return any("tensorflow" in memory_map.path for memory_map in process.memory_maps())


def worker_process(server: Server) -> psutil.Process:
    """The worker process of the server's cluster."""
    return next(process for process in server.process_tree()[1:] if has_loaded_tensorflow(process))


def assert_log_is_complete(store: RunStore, run_id: str) -> None:
    """Check that the event log has no gaps, and that it has each step exactly once."""
    events = store.events_after(run_id, 0, limit=1_000_000)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    steps = [event.event.step for event in events if isinstance(event.event, StepMeasured)]
    assert steps == list(range(1, len(steps) + 1))
