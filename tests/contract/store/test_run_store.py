"""The run store keeps runs, their events and the keys that control them."""

import pytest
import sqlalchemy as sql

from pruning_core.engine.queue import queue_order
from pruning_core.errors import LimitError, RunStoreError, StoreBusyError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import StepMeasured
from pruning_core.runs.states import RunState
from pruning_core.store.database import translate_database_errors
from pruning_core.store.store import RunStore
from tests.examples import create_and_claim, short_run, started_event, step
from tests.second_connection import execute, read_rows, second_connection


def test_a_new_run_is_queued_and_keeps_its_config(store: RunStore, config: RunConfig) -> None:
    run = store.get(store.create(config))
    assert run.state is RunState.QUEUED
    assert run.config == config


def test_unknown_run_is_an_error_with_a_message(store: RunStore) -> None:
    with pytest.raises(RunStoreError, match="there is no run 'nope'"):
        store.get("nope")
    with pytest.raises(RunStoreError):
        store.request_stop("nope")


def test_unreadable_run_is_omitted_and_the_others_are_listed(
    store: RunStore, config: RunConfig
) -> None:
    unreadable, readable = store.create(config), store.create(config)
    config_json = '{"schedule": 7}'
    execute(
        store, "UPDATE runs SET config = :config WHERE id = :id", config=config_json, id=unreadable
    )
    assert [run.id for run in store.recent()] == [readable]
    assert [run.id for run in store.queued()] == [readable]
    with pytest.raises(RunStoreError, match="another version"):
        store.get(unreadable)


def test_runs_are_kept_when_the_store_is_opened_again(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [started_event(), step(1)])
    store.close()
    reopened_store = RunStore(store.url)
    assert reopened_store.get(run_id).last_step == 1
    assert [stored.event for stored in reopened_store.events_after(run_id, 0)] == [
        started_event(),
        step(1),
    ]
    reopened_store.close()


def test_reader_gets_the_events_after_the_last_event_that_it_has(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [started_event(), step(1), step(2)])
    assert [stored.event for stored in store.events_after(run_id, 1)] == [step(1), step(2)]
    assert [stored.event for stored in store.events_after(run_id, 1, limit=1)] == [step(1)]
    assert store.events_after(run_id, 3) == []


def test_runs_are_listed_newest_first_and_queued_ones_oldest_first(store: RunStore) -> None:
    ids = [store.create(short_run(seed=seed)) for seed in range(3)]
    assert [run.id for run in store.recent()] == ids[::-1]
    assert [run.id for run in store.recent(limit=1)] == ids[2:]
    assert [run.id for run in queue_order(store.queued())] == ids


def test_search_for_an_equal_run_finds_the_run_that_will_end_first(
    store: RunStore, config: RunConfig
) -> None:
    assert store.find_unfinished_run(config) is None
    store.create(short_run(seed=1))
    paused, first, second = (store.create(config) for _place in range(3))
    store.request_pause(paused)
    trained = create_and_claim(store, config)
    for run_id in (trained, first, second, paused):
        found_run = store.find_unfinished_run(config)
        assert found_run is not None
        assert found_run.id == run_id
        store.request_stop(run_id)
        store.release(run_id, "worker")
    assert store.find_unfinished_run(config) is None


def test_locked_database_is_an_error_and_loses_no_event(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    impatient_store = RunStore(store.url, seconds_to_wait=0.1)
    with second_connection(store) as connection:
        connection.execute(sql.text("UPDATE runs SET name = 'locked'"))
        with pytest.raises(StoreBusyError, match="lock"):
            impatient_store.append(run_id, "worker", [step(1)])
    impatient_store.append(run_id, "worker", [step(1)])
    assert [type(stored.event) for stored in store.events_after(run_id, 0)] == [StepMeasured]
    impatient_store.close()


@pytest.mark.parametrize("kind", [sql.exc.OperationalError, sql.exc.InterfaceError])
def test_lost_connection_is_an_error_with_a_message(kind: type[sql.exc.DBAPIError]) -> None:
    with (
        pytest.raises(StoreBusyError, match="connection already closed"),
        translate_database_errors(),
    ):
        raise kind("SELECT", None, Exception("connection already closed"))


def test_run_is_controlled_by_its_key_only(store: RunStore, config: RunConfig) -> None:
    run_id, keyless = store.create(config, key="a long secret"), store.create(config)
    assert store.controls(run_id, "a long secret")
    assert not store.controls(run_id, "another secret")
    assert not store.controls(run_id, "")
    assert not store.controls(keyless, "")
    assert not store.controls("nope", "a long secret")


def test_store_keeps_only_the_hash_of_a_key(store: RunStore, config: RunConfig) -> None:
    store.create(config, key="a long secret")
    assert "a long secret" not in str(read_rows(store, "SELECT * FROM runs"))


def test_number_of_unfinished_runs_is_limited_per_visitor(
    store: RunStore, config: RunConfig
) -> None:
    first = store.create(config, visitor="ann", max_runs_of_visitor=2)
    store.create(config, visitor="ann", max_runs_of_visitor=2)
    with pytest.raises(LimitError, match="at most 2 of your runs"):
        store.create(config, visitor="ann", max_runs_of_visitor=2)
    store.create(config, visitor="bob", max_runs_of_visitor=2)
    store.request_stop(first)
    store.create(config, visitor="ann", max_runs_of_visitor=2)
    assert len(store.recent()) == 4


def test_number_of_waiting_runs_is_limited(store: RunStore, config: RunConfig) -> None:
    create_and_claim(store, config)
    store.create(config, max_waiting_runs=1)
    with pytest.raises(LimitError, match="1 run waits"):
        store.create(config, max_waiting_runs=1)
