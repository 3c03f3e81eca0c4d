"""What a run store promises, on SQLite."""

import sqlite3
import threading

import pytest
import sqlalchemy as sql

from pruning_core.errors import LeaseLostError, LimitError, RunStoreError, StoreBusyError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import RunFailed, RunInterrupted, RunStopped, StepMeasured
from pruning_core.runs.states import RunState
from pruning_core.store.database import in_words
from pruning_core.store.event_log import MOST_SECONDS_BETWEEN_HEARTBEATS
from pruning_core.store.store import MOST_FUTILE_CLAIMS, RunStore, Wish
from tests.examples import claimed, short_run, started, step


def numbers(store: RunStore, run_id: str) -> list[int]:
    """The numbers in a run's event log."""
    return [stored.number for stored in store.events_after(run_id, 0)]


def test_a_new_run_is_queued_and_keeps_its_config(store: RunStore, config: RunConfig) -> None:
    run = store.get(store.create(config))
    assert run.state is RunState.QUEUED
    assert run.config == config


def test_an_unknown_run_is_refused_in_words(store: RunStore) -> None:
    with pytest.raises(RunStoreError, match="there is no run 'nope'"):
        store.get("nope")
    with pytest.raises(RunStoreError):
        store.request_stop("nope")


def test_a_run_that_this_version_cannot_read_hides_no_other(
    store: RunStore, config: RunConfig
) -> None:
    strange, readable = store.create(config), store.create(config)
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as other:
        other.execute("UPDATE runs SET config = '{\"schedule\": 7}' WHERE id = ?", (strange,))
    other.close()
    assert [run.id for run in store.recent()] == [readable]
    assert [run.id for run in store.queued()] == [readable]
    with pytest.raises(RunStoreError, match="another version"):
        store.get(strange)


def test_runs_are_there_when_the_store_is_opened_again(store: RunStore, config: RunConfig) -> None:
    run_id = claimed(store, config)
    store.append(run_id, "worker", [started(), step(1)])
    store.close()
    again = RunStore(store.url)
    assert again.get(run_id).last_step == 1
    assert [stored.event for stored in again.events_after(run_id, 0)] == [started(), step(1)]
    again.close()


def test_only_one_worker_gets_a_run(store: RunStore, config: RunConfig) -> None:
    run_id = store.create(config)
    got: list[str] = []

    def try_to_claim(owner: str) -> None:
        if store.claim(run_id, owner) is not None:
            got.append(owner)

    threads = [threading.Thread(target=try_to_claim, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_events_are_numbered_from_one_without_gaps_by_many_writers(
    store: RunStore, config: RunConfig
) -> None:
    run_id = claimed(store, config)

    def write(first: int) -> None:
        for number in range(first, first + 10):
            store.append(run_id, "worker", [step(number), step(number)])

    threads = [threading.Thread(target=write, args=(10 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(store, run_id) == list(range(1, 81))


def test_a_reader_gets_what_came_after_the_last_it_has(store: RunStore, config: RunConfig) -> None:
    run_id = claimed(store, config)
    store.append(run_id, "worker", [started(), step(1), step(2)])
    assert [stored.event for stored in store.events_after(run_id, 1)] == [step(1), step(2)]
    assert [stored.event for stored in store.events_after(run_id, 1, limit=1)] == [step(1)]
    assert store.events_after(run_id, 3) == []


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (RunStopped(step=2), RunState.STOPPED),
        (RunFailed(step=2, message="no"), RunState.FAILED),
        (RunInterrupted(step=2, message="gone"), RunState.INTERRUPTED),
    ],
)
def test_an_event_that_ends_a_run_ends_it_for_good(
    store: RunStore, config: RunConfig, event: RunStopped, state: RunState
) -> None:
    run_id = claimed(store, config)
    store.append(run_id, "worker", [step(1), event])
    assert store.get(run_id).state is state
    assert store.get(run_id).ended_at is not None
    assert store.last_event(run_id) == event
    with pytest.raises(LeaseLostError):
        store.append(run_id, "worker", [step(2)])
    assert store.claim(run_id, "another") is None
    assert numbers(store, run_id) == [1, 2]


def test_another_worker_cannot_write_into_a_run(store: RunStore, config: RunConfig) -> None:
    run_id = claimed(store, config)
    with pytest.raises(LeaseLostError):
        store.append(run_id, "another", [step(1)])
    with pytest.raises(LeaseLostError):
        store.append(run_id, "another", [])
    assert numbers(store, run_id) == []


def test_a_queued_run_stops_at_once(store: RunStore, config: RunConfig) -> None:
    run_id = store.create(config)
    store.request_stop(run_id)
    assert store.get(run_id).state is RunState.STOPPED
    assert store.claim(run_id, "worker") is None


def test_a_running_worker_hears_of_a_stop_at_its_next_heartbeat(
    store: RunStore, config: RunConfig
) -> None:
    run_id = claimed(store, config)
    assert store.append(run_id, "worker", []) is Wish.GO_ON
    store.request_stop(run_id)
    assert store.get(run_id).state is RunState.RUNNING
    assert store.append(run_id, "worker", []) is Wish.STOP


def fall_silent(store: RunStore, run_id: str) -> None:
    """Let the worker of a run have been silent for long."""
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as other:
        other.execute("UPDATE runs SET heartbeat_at = 0 WHERE id = ?", (run_id,))
    other.close()


def test_the_run_of_a_silent_worker_goes_to_another_and_a_live_one_keeps_its_own(
    store: RunStore, config: RunConfig
) -> None:
    silent, queued = claimed(store, config), store.create(config)
    store.append(silent, "worker", [started(), step(1)])
    alive = claimed(store, config)
    fall_silent(store, silent)
    assert store.release_silent(3600) == [silent]
    assert store.release_silent(3600) == []
    assert [run.id for run in store.queued()] == [silent, queued]
    assert store.get(alive).state is RunState.RUNNING
    with pytest.raises(LeaseLostError):
        store.append(silent, "worker", [step(2)])
    assert store.claim(silent, "another") == 2
    store.append(silent, "another", [step(2)])
    assert numbers(store, silent) == [1, 2, 3]


def test_a_run_that_only_loses_workers_ends_in_words(store: RunStore, config: RunConfig) -> None:
    run_id = claimed(store, config)
    store.append(run_id, "worker", [started(), step(1)])
    for lost in range(MOST_FUTILE_CLAIMS + 1):
        assert store.get(run_id).state is RunState.RUNNING
        fall_silent(store, run_id)
        assert store.release_silent(3600) == [run_id]
        store.claim(run_id, f"worker {lost}")
    ended = store.last_event(run_id)
    assert isinstance(ended, RunInterrupted)
    assert ended.step == 1
    assert "3 workers in a row were lost with this run at step 1" in ended.message


def test_a_run_that_comes_further_with_each_worker_is_never_given_up(
    store: RunStore, config: RunConfig
) -> None:
    run_id = claimed(store, config)
    for number in range(1, 4 * MOST_FUTILE_CLAIMS):
        store.append(run_id, "worker", [step(number)])
        fall_silent(store, run_id)
        store.release_silent(3600)
        assert store.claim(run_id, "worker") == number


def test_a_run_that_should_stop_ends_when_its_worker_is_lost(
    store: RunStore, config: RunConfig
) -> None:
    run_id = claimed(store, config)
    store.append(run_id, "worker", [step(7)])
    store.request_stop(run_id)
    fall_silent(store, run_id)
    assert store.release_silent(3600) == [run_id]
    assert store.last_event(run_id) == RunStopped(step=7)
    assert store.get(run_id).state is RunState.STOPPED


def test_runs_are_listed_newest_first_and_queued_ones_oldest_first(store: RunStore) -> None:
    ids = [store.create(short_run(seed=seed)) for seed in range(3)]
    assert [run.id for run in store.recent()] == ids[::-1]
    assert [run.id for run in store.recent(limit=1)] == ids[2:]
    assert [run.id for run in store.queued()] == ids


def test_of_equal_runs_under_way_the_one_that_ends_first_is_found(
    store: RunStore, config: RunConfig
) -> None:
    assert store.under_way_with(config) is None
    store.create(short_run(seed=1))
    paused, first, second = (store.create(config) for _place in range(3))
    store.request_pause(paused)
    trained = claimed(store, config)
    for run_id in (trained, first, second, paused):
        found = store.under_way_with(config)
        assert found is not None
        assert found.id == run_id
        store.request_stop(run_id)
        store.release(run_id, "worker")
    assert store.under_way_with(config) is None


def test_a_locked_database_is_said_in_words_and_loses_nothing(
    store: RunStore, config: RunConfig
) -> None:
    run_id = claimed(store, config)
    impatient = RunStore(store.url, seconds_to_wait=0.1)
    with sqlite3.connect(store.url.removeprefix("sqlite:///"), isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusyError, match="locked"):
            impatient.append(run_id, "worker", [step(1)])
        other.execute("ROLLBACK")
    impatient.append(run_id, "worker", [step(1)])
    assert [type(stored.event) for stored in store.events_after(run_id, 0)] == [StepMeasured]
    impatient.close()


@pytest.mark.parametrize("kind", [sql.exc.OperationalError, sql.exc.InterfaceError])
def test_a_connection_that_was_lost_is_said_in_words(kind: type[sql.exc.DBAPIError]) -> None:
    with pytest.raises(StoreBusyError, match="connection already closed"), in_words():
        raise kind("SELECT", None, Exception("connection already closed"))


def test_a_paused_run_waits_until_it_is_resumed(store: RunStore, config: RunConfig) -> None:
    run_id = claimed(store, config)
    store.append(run_id, "worker", [started(), step(1)])
    store.request_pause(run_id)
    assert store.get(run_id).pause_requested
    assert store.append(run_id, "worker", [step(2)]) is Wish.PAUSE
    store.release(run_id, "worker")
    assert store.get(run_id).state is RunState.PAUSED
    assert store.queued() == []
    assert store.claim(run_id, "another") is None
    store.request_resume(run_id)
    assert [run.id for run in store.queued()] == [run_id]
    assert store.claim(run_id, "another") == 3
    assert store.append(run_id, "another", [step(3)]) is Wish.GO_ON


def test_a_queued_run_pauses_at_once_and_keeps_its_place(store: RunStore) -> None:
    first, second = store.create(short_run()), store.create(short_run(seed=1))
    store.request_pause(first)
    assert [run.id for run in store.queued()] == [second]
    store.request_resume(first)
    assert [run.id for run in store.queued()] == [first, second]


def test_a_pause_that_is_called_off_in_time_changes_nothing(
    store: RunStore, config: RunConfig
) -> None:
    run_id = claimed(store, config)
    store.request_pause(run_id)
    store.request_resume(run_id)
    assert store.append(run_id, "worker", []) is Wish.GO_ON
    store.request_pause(run_id)
    store.request_resume(run_id)
    store.release(run_id, "worker")  # the worker had heard of the pause, but not of its end
    assert store.get(run_id).state is RunState.QUEUED


def test_a_run_whose_worker_is_lost_while_it_should_pause_is_paused(
    store: RunStore, config: RunConfig
) -> None:
    run_id = claimed(store, config)
    store.request_pause(run_id)
    fall_silent(store, run_id)
    assert store.release_silent(3600) == [run_id]
    assert store.get(run_id).state is RunState.PAUSED


def test_a_paused_run_stops_at_once_at_the_step_it_had_come_to(
    store: RunStore, config: RunConfig
) -> None:
    run_id = claimed(store, config)
    store.append(run_id, "worker", [step(1), step(2)])
    store.request_pause(run_id)
    store.release(run_id, "worker")
    store.request_stop(run_id)
    assert store.last_event(run_id) == RunStopped(step=2)
    store.request_resume(run_id)
    assert store.get(run_id).state is RunState.STOPPED


def test_a_worker_that_lost_the_run_cannot_let_go_of_it(store: RunStore, config: RunConfig) -> None:
    run_id = claimed(store, config)
    store.release(run_id, "another")
    assert store.get(run_id).state is RunState.RUNNING


def test_only_the_key_of_who_started_a_run_controls_it(store: RunStore, config: RunConfig) -> None:
    run_id, keyless = store.create(config, key="a long secret"), store.create(config)
    assert store.controls(run_id, "a long secret")
    assert not store.controls(run_id, "another secret")
    assert not store.controls(run_id, "")
    assert not store.controls(keyless, "")
    assert not store.controls("nope", "a long secret")


def test_a_key_is_not_kept_in_the_clear(store: RunStore, config: RunConfig) -> None:
    store.create(config, key="a long secret")
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as other:
        rows = other.execute("SELECT * FROM runs").fetchall()
    other.close()
    assert "a long secret" not in str(rows)


def test_a_visitor_may_have_so_many_unfinished_runs_and_others_their_own(
    store: RunStore, config: RunConfig
) -> None:
    first = store.create(config, visitor="ann", most_of_visitor=2)
    store.create(config, visitor="ann", most_of_visitor=2)
    with pytest.raises(LimitError, match="at most 2 of your runs"):
        store.create(config, visitor="ann", most_of_visitor=2)
    store.create(config, visitor="bob", most_of_visitor=2)
    store.request_stop(first)
    store.create(config, visitor="ann", most_of_visitor=2)
    assert len(store.recent()) == 4


def test_the_queue_may_hold_so_many_runs(store: RunStore, config: RunConfig) -> None:
    claimed(store, config)
    store.create(config, most_waiting=1)
    with pytest.raises(LimitError, match="1 runs wait"):
        store.create(config, most_waiting=1)


def test_a_run_may_train_so_long_over_all_of_its_workers(
    store: RunStore, config: RunConfig
) -> None:
    run_id = store.create(config, most_seconds=10)
    for turn in range(3):
        store.claim(run_id, "worker")
        age_heartbeat(store, run_id, seconds=4)
        asked = store.append(run_id, "worker", [])
        assert asked is (Wish.GO_ON if turn < 2 else Wish.STOP_FOR_TIME)
        store.release(run_id, "worker")
    assert 12 <= store.get(run_id).seconds_trained < 15


def test_time_in_which_the_machine_slept_or_the_run_waited_is_not_trained(
    store: RunStore, config: RunConfig
) -> None:
    run_id = store.create(config, most_seconds=60)
    store.claim(run_id, "worker")
    age_heartbeat(store, run_id, seconds=36_000)
    assert store.append(run_id, "worker", []) is Wish.GO_ON
    assert store.get(run_id).seconds_trained == MOST_SECONDS_BETWEEN_HEARTBEATS
    age_heartbeat(store, run_id, seconds=3)
    assert store.append(run_id, "worker", [], trains=False) is Wish.GO_ON
    age_heartbeat(store, run_id, seconds=-100)  # a clock that was set back
    store.append(run_id, "worker", [])
    assert store.get(run_id).seconds_trained == MOST_SECONDS_BETWEEN_HEARTBEATS


def test_events_whose_answer_was_lost_are_not_added_twice(
    store: RunStore, config: RunConfig
) -> None:
    run_id = claimed(store, config)
    for _attempt in range(2):
        assert store.append(run_id, "worker", [started(), step(1)], after=0) is Wish.GO_ON
    store.append(run_id, "worker", [step(2)], after=2)
    assert [stored.event for stored in store.events_after(run_id, 0)] == [
        started(),
        step(1),
        step(2),
    ]


def test_a_run_that_should_stop_and_pause_stops(store: RunStore, config: RunConfig) -> None:
    run_id = claimed(store, config)
    store.append(run_id, "worker", [step(3)])
    store.request_pause(run_id)
    store.request_stop(run_id)
    store.release(run_id, "worker")
    assert store.get(run_id).state is RunState.STOPPED
    assert store.last_event(run_id) == RunStopped(step=3)


def age_heartbeat(store: RunStore, run_id: str, *, seconds: float) -> None:
    """Let the last heartbeat of a run be so long ago."""
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as other:
        other.execute(
            "UPDATE runs SET heartbeat_at = heartbeat_at - ? WHERE id = ?", (seconds, run_id)
        )
    other.close()
