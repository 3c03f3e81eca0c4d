"""Starts each worker in a separate process, as the engine does, so that a test can disturb it."""

import time
from pathlib import Path

from pruning_core import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from tests.examples import DECAY
from tests.fork_server import ForkedProcess, ForkServer

SECONDS_TO_WAIT = 240
WORKER_CODE = """
import sys
from pruning_core.engine.worker import claim_and_train
from pruning_core.training.artifacts import inference_time

inference_time.SECONDS_PER_REPETITION = 0.05
claim_and_train(*sys.argv[1:])
"""
"""A worker that measures inference times for a shorter time, because no test of disturbed runs reads them."""


def run_of_some_seconds() -> RunConfig:
    """A run that trains for some seconds, with dropout, and writes several checkpoints."""
    plan = TrainingPlan(num_examples=1_000, batch_size=16, epochs=6, validation_split=0.2)
    return RunConfig(schedule=DECAY, plan=plan, dataset="digits")


def start_worker(
    processes: ForkServer, store: RunStore, run_id: str, data_dir: Path
) -> ForkedProcess:
    """Start a worker process that trains a run."""
    return processes.start(WORKER_CODE, run_id, store.url, str(data_dir))


def log_without_times(store: RunStore, run_id: str) -> list[tuple[int, str]]:
    """The run's events without the times."""
    events = store.events_after(run_id, 0, limit=1_000_000)
    return [(event.number, event.body) for event in events]


def wait_for_step(store: RunStore, run_id: str, step: int, process: ForkedProcess) -> None:
    """Wait until a run has reached a step, or until its worker has ended."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while store.get(run_id).last_step < step and process.poll() is None:
        assert time.monotonic() < deadline, store.last_event(run_id)
        time.sleep(0.05)
