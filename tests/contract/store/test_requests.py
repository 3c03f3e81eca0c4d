"""Requests to stop, pause and resume a run: when they take effect, and which request has priority."""

from pruning_core.engine.queue import queue_order
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import RunStopped
from pruning_core.runs.states import RunState
from pruning_core.store.requests import WorkerCommand
from pruning_core.store.store import RunStore
from tests.examples import create_and_claim, short_run, started_event, step


def test_a_queued_run_stops_immediately(store: RunStore, config: RunConfig) -> None:
    run_id = store.create(config)
    store.request_stop(run_id)
    assert store.get(run_id).state is RunState.STOPPED
    assert store.claim(run_id, "worker") is None


def test_worker_is_told_to_stop_at_its_next_heartbeat(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    assert store.append(run_id, "worker", []) is WorkerCommand.CONTINUE
    store.request_stop(run_id)
    assert store.get(run_id).state is RunState.RUNNING
    assert store.append(run_id, "worker", []) is WorkerCommand.STOP


def test_a_paused_run_waits_until_it_is_resumed(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [started_event(), step(1)])
    store.request_pause(run_id)
    assert store.get(run_id).pause_requested
    assert store.append(run_id, "worker", [step(2)]) is WorkerCommand.PAUSE
    store.release(run_id, "worker")
    assert store.get(run_id).state is RunState.PAUSED
    assert store.queued() == []
    assert store.claim(run_id, "another") is None
    store.request_resume(run_id)
    assert [run.id for run in store.queued()] == [run_id]
    assert store.claim(run_id, "another") == 3
    assert store.append(run_id, "another", [step(3)]) is WorkerCommand.CONTINUE


def test_a_queued_run_pauses_immediately_and_keeps_its_position(store: RunStore) -> None:
    first, second = store.create(short_run()), store.create(short_run(seed=1))
    store.request_pause(first)
    assert [run.id for run in store.queued()] == [second]
    store.request_resume(first)
    assert [run.id for run in queue_order(store.queued())] == [first, second]


def test_pause_that_is_cancelled_before_it_takes_effect_changes_nothing(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    store.request_pause(run_id)
    store.request_resume(run_id)
    assert store.append(run_id, "worker", []) is WorkerCommand.CONTINUE
    store.request_pause(run_id)
    store.request_resume(run_id)
    store.release(
        run_id, "worker"
    )  # the worker knew of the pause, but not that the pause was cancelled
    assert store.get(run_id).state is RunState.QUEUED


def test_paused_run_can_be_stopped_and_keeps_its_last_step(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [step(1), step(2)])
    store.request_pause(run_id)
    store.release(run_id, "worker")
    store.request_stop(run_id)
    assert store.last_event(run_id) == RunStopped(step=2)
    store.request_resume(run_id)
    assert store.get(run_id).state is RunState.STOPPED


def test_stop_has_priority_over_pause(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [step(3)])
    store.request_pause(run_id)
    store.request_stop(run_id)
    store.release(run_id, "worker")
    assert store.get(run_id).state is RunState.STOPPED
    assert store.last_event(run_id) == RunStopped(step=3)
