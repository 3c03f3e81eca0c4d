"""The reporter stores every event of a training. It also gives the training the commands to stop and to pause."""

import math
import sqlite3
import threading
import time
from collections.abc import Callable

import pytest

from pruning_core.engine.reporter import MAX_WAITING_EVENTS, Reporter, RunEndedError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import RunFailed, RunStopped, StepMeasured
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from tests.examples import create_and_claim, started_event, step

SECONDS_TO_WAIT = 20


def test_all_emitted_events_are_stored_in_order(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    events = [started_event(), *map(step, range(1, 50)), RunFailed(step=49, message="enough")]
    with Reporter(store, run_id, "worker") as reporter:
        for event in events:
            reporter.emit(event)
    assert [stored_event.event for stored_event in store.events_after(run_id, 0)] == events
    assert store.get(run_id).state is RunState.FAILED


def test_stop_ends_the_run_in_the_store_and_then_the_training(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    with Reporter(store, run_id, "worker") as reporter:
        reporter.emit(step(1))
        store.request_stop(run_id)
        # The run stops although the training does not call the reporter.
        wait_for_state(store, run_id, RunState.STOPPED)
        with pytest.raises(RunEndedError):
            reporter.emit(step(2))
    assert [stored_event.event for stored_event in store.events_after(run_id, 0)] == [
        step(1),
        RunStopped(step=1),
    ]


def test_events_wait_while_the_database_is_locked(store: RunStore, config: RunConfig) -> None:
    store_with_short_timeout = RunStore(store.url, seconds_to_wait=0.1)
    run_id = create_and_claim(store, config)
    database = sqlite3.connect(store.url.removeprefix("sqlite:///"), isolation_level=None)
    with Reporter(store_with_short_timeout, run_id, "worker") as reporter:
        database.execute("BEGIN EXCLUSIVE")
        reporter.emit(step(1))
        time.sleep(1)
        reporter.emit(step(2))
        database.execute("ROLLBACK")
    database.close()
    assert [stored_event.event for stored_event in store.events_after(run_id, 0)] == [
        step(1),
        step(2),
    ]
    store_with_short_timeout.close()


def test_training_waits_while_the_database_is_locked_and_then_continues(
    store: RunStore, config: RunConfig
) -> None:
    store_with_short_timeout = RunStore(store.url, seconds_to_wait=0.1)
    run_id = create_and_claim(store, config)
    database = sqlite3.connect(store.url.removeprefix("sqlite:///"), isolation_level=None)
    steps = range(1, 2 * MAX_WAITING_EVENTS)

    def train() -> None:
        for number in steps:
            reporter.emit(step(number))
            time.sleep(0.005)

    with Reporter(store_with_short_timeout, run_id, "worker") as reporter:
        database.execute("BEGIN EXCLUSIVE")
        training = threading.Thread(target=train)
        training.start()
        training.join(2 * 0.005 * len(steps))
        assert training.is_alive()
        assert reporter.step == MAX_WAITING_EVENTS
        database.execute("ROLLBACK")
        training.join(SECONDS_TO_WAIT)
    database.close()
    assert [stored_event.event for stored_event in store.events_after(run_id, 0)] == [
        *map(step, steps)
    ]
    store_with_short_timeout.close()


def test_training_gets_a_pause_command_and_the_pause_can_be_cancelled(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    with Reporter(store, run_id, "worker") as reporter:
        assert not reporter.must_pause
        store.request_pause(run_id)
        wait_until(lambda: reporter.must_pause)
        store.request_resume(run_id)
        wait_until(lambda: not reporter.must_pause)


def test_run_that_reaches_its_time_limit_is_stopped_with_the_reason(
    store: RunStore, config: RunConfig
) -> None:
    run_id = store.create(config, max_seconds=0.1)
    assert store.claim(run_id, "worker") == 0
    with Reporter(store, run_id, "worker") as reporter, pytest.raises(RunEndedError):
        emit_until_run_ended(reporter)
    last_event = store.last_event(run_id)
    assert isinstance(last_event, RunStopped)
    assert last_event.reason == "out_of_time"


def test_resumed_training_does_not_store_old_events_again(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [started_event(), step(1), step(2)])
    stored_counts: list[int] = []
    with Reporter(store, run_id, "worker", n_stored=3, step=2) as reporter:
        reporter.when_stored(stored_counts.append)
        reporter.resume_after(2)  # as if it continues from a checkpoint after step 1
        for number in range(2, 6):
            reporter.emit(step(number))
    events = [stored_event.event for stored_event in store.events_after(run_id, 0)]
    assert events == [started_event(), *map(step, range(1, 6))]
    assert stored_counts[-1] == 6


def test_failure_during_repeated_steps_ends_the_run(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [started_event(), step(1), step(2)])
    failure = RunFailed(step=2, message="no data")
    with Reporter(store, run_id, "worker", n_stored=3, step=2) as reporter:
        reporter.emit(started_event())
        assert reporter.step == 2
        reporter.end(failure)
    assert [stored_event.event for stored_event in store.events_after(run_id, 3)] == [failure]
    assert store.get(run_id).state is RunState.FAILED


def test_training_ends_if_its_run_belongs_to_another_worker(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    with Reporter(store, run_id, "someone else") as reporter, pytest.raises(RunEndedError):
        emit_until_run_ended(reporter)
    assert store.events_after(run_id, 0) == []


def test_event_that_cannot_be_written_ends_the_training(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    event_with_nan = StepMeasured(step=1, loss=math.nan, accuracy=0.5, scheduled_sparsity=None)
    with Reporter(store, run_id, "worker") as reporter:
        reporter.emit(event_with_nan)
        with pytest.raises(RunEndedError):
            emit_until_run_ended(reporter)


def emit_until_run_ended(reporter: Reporter) -> None:
    """Emit steps until the reporter raises an error, for at most 100 seconds."""
    for number in range(2, 10_000):
        reporter.emit(step(number))
        time.sleep(0.01)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition is true."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def wait_for_state(store: RunStore, run_id: str, state: RunState) -> None:
    """Wait until the run has the state."""
    wait_until(lambda: store.get(run_id).state is state)
