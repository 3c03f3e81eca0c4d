"""Leases: only one worker has a run, and a silent worker loses its run."""

import threading

import pytest

from pruning_core.engine.queue import queue_order
from pruning_core.errors import LeaseLostError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import RunFailed, RunInterrupted, RunStopped
from pruning_core.runs.events.words import reason_in_words
from pruning_core.runs.states import RunState
from pruning_core.store.event_log import MAX_SECONDS_PER_HEARTBEAT
from pruning_core.store.leases import MAX_CLAIMS_WITHOUT_PROGRESS
from pruning_core.store.requests import WorkerCommand
from pruning_core.store.store import RunStore
from tests.contract.store.heartbeats import make_heartbeat_older, make_heartbeat_very_old
from tests.examples import create_and_claim, started_event, step


def numbers(store: RunStore, run_id: str) -> list[int]:
    """The numbers in a run's event log."""
    return [stored.number for stored in store.events_after(run_id, 0)]


def test_only_one_worker_gets_a_run(store: RunStore, config: RunConfig) -> None:
    run_id = store.create(config)
    claiming_owners: list[str] = []

    def try_to_claim(owner: str) -> None:
        if store.claim(run_id, owner) is not None:
            claiming_owners.append(owner)

    threads = [threading.Thread(target=try_to_claim, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claiming_owners) == 1


def test_event_numbers_of_many_writers_begin_at_one_and_have_no_gaps(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)

    def write(first: int) -> None:
        for number in range(first, first + 10):
            store.append(run_id, "worker", [step(number), step(number)])

    threads = [threading.Thread(target=write, args=(10 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(store, run_id) == list(range(1, 81))


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (RunStopped(step=2), RunState.STOPPED),
        (RunFailed(step=2, message="no"), RunState.FAILED),
        (RunInterrupted(step=2, message="gone"), RunState.INTERRUPTED),
    ],
)
def test_ended_run_accepts_no_more_events_and_no_worker(
    store: RunStore, config: RunConfig, event: RunStopped, state: RunState
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [step(1), event])
    assert store.get(run_id).state is state
    assert store.get(run_id).ended_at is not None
    assert store.last_event(run_id) == event
    with pytest.raises(LeaseLostError):
        store.append(run_id, "worker", [step(2)])
    assert store.claim(run_id, "another") is None
    assert numbers(store, run_id) == [1, 2]


def test_another_worker_cannot_write_into_a_run(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    with pytest.raises(LeaseLostError):
        store.append(run_id, "another", [step(1)])
    with pytest.raises(LeaseLostError):
        store.append(run_id, "another", [])
    assert numbers(store, run_id) == []


def test_silent_worker_loses_its_run_and_live_worker_keeps_its_run(
    store: RunStore, config: RunConfig
) -> None:
    silent, queued = create_and_claim(store, config), store.create(config)
    store.append(silent, "worker", [started_event(), step(1)])
    alive = create_and_claim(store, config)
    make_heartbeat_very_old(store, silent)
    assert store.release_runs_of_silent_workers(3600) == [silent]
    assert store.release_runs_of_silent_workers(3600) == []
    assert [run.id for run in queue_order(store.queued())] == [silent, queued]
    assert store.get(alive).state is RunState.RUNNING
    with pytest.raises(LeaseLostError):
        store.append(silent, "worker", [step(2)])
    assert store.claim(silent, "another") == 2
    store.append(silent, "another", [step(2)])
    assert numbers(store, silent) == [1, 2, 3]


def test_run_ends_with_the_reason_if_several_workers_are_lost_without_progress(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [started_event(), step(1)])
    for attempt in range(MAX_CLAIMS_WITHOUT_PROGRESS + 1):
        assert store.get(run_id).state is RunState.RUNNING
        make_heartbeat_very_old(store, run_id)
        assert store.release_runs_of_silent_workers(3600) == [run_id]
        store.claim(run_id, f"worker {attempt}")
    last_event = store.last_event(run_id)
    assert isinstance(last_event, RunInterrupted)
    assert last_event.step == 1
    assert (
        "3 workers were lost one after another while they trained this run at step 1"
        in reason_in_words(last_event)
    )


def test_run_continues_if_it_makes_progress_between_lost_workers(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    for number in range(1, 4 * MAX_CLAIMS_WITHOUT_PROGRESS):
        store.append(run_id, "worker", [step(number)])
        make_heartbeat_very_old(store, run_id)
        store.release_runs_of_silent_workers(3600)
        assert store.claim(run_id, "worker") == number


def test_run_with_a_requested_stop_ends_when_its_worker_is_lost(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [step(7)])
    store.request_stop(run_id)
    make_heartbeat_very_old(store, run_id)
    assert store.release_runs_of_silent_workers(3600) == [run_id]
    assert store.last_event(run_id) == RunStopped(step=7)
    assert store.get(run_id).state is RunState.STOPPED


def test_run_with_a_requested_pause_is_paused_when_its_worker_is_lost(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    store.request_pause(run_id)
    make_heartbeat_very_old(store, run_id)
    assert store.release_runs_of_silent_workers(3600) == [run_id]
    assert store.get(run_id).state is RunState.PAUSED


def test_worker_that_lost_its_run_cannot_release_it(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    store.release(run_id, "another")
    assert store.get(run_id).state is RunState.RUNNING


def test_limit_of_training_time_is_for_the_sum_over_all_workers(
    store: RunStore, config: RunConfig
) -> None:
    run_id = store.create(config, max_seconds=10)
    for index in range(3):
        store.claim(run_id, "worker")
        make_heartbeat_older(store, run_id, seconds=4)
        order = store.append(run_id, "worker", [])
        assert order is (WorkerCommand.CONTINUE if index < 2 else WorkerCommand.STOP_AT_TIME_LIMIT)
        store.release(run_id, "worker")
    assert 12 <= store.get(run_id).seconds_trained < 15


def test_time_asleep_or_waiting_is_not_training_time(store: RunStore, config: RunConfig) -> None:
    run_id = store.create(config, max_seconds=60)
    store.claim(run_id, "worker")
    make_heartbeat_older(store, run_id, seconds=36_000)
    assert store.append(run_id, "worker", []) is WorkerCommand.CONTINUE
    assert store.get(run_id).seconds_trained == MAX_SECONDS_PER_HEARTBEAT
    make_heartbeat_older(store, run_id, seconds=3)
    assert store.append(run_id, "worker", [], trains=False) is WorkerCommand.CONTINUE
    make_heartbeat_older(store, run_id, seconds=-100)  # a clock that was set back
    store.append(run_id, "worker", [])
    assert store.get(run_id).seconds_trained == MAX_SECONDS_PER_HEARTBEAT


def test_events_that_are_sent_twice_are_stored_once(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    for _attempt in range(2):
        assert (
            store.append(run_id, "worker", [started_event(), step(1)], after=0)
            is WorkerCommand.CONTINUE
        )
    store.append(run_id, "worker", [step(2)], after=2)
    assert [stored.event for stored in store.events_after(run_id, 0)] == [
        started_event(),
        step(1),
        step(2),
    ]
