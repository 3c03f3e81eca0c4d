"""Several processes write at the same time. PostgreSQL lets them, and nothing is counted or stored twice."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
import sqlalchemy as sql

from pruning_core.errors import LimitError
from pruning_core.runs.run_list.edit import RunEdit
from pruning_core.runs.run_list.query import RunQuery
from pruning_core.store.event_log import add_events
from pruning_core.store.leases import leased_by
from pruning_core.store.store import RunStore
from pruning_core.store.tables import deleted_runs, runs
from tests.examples import FINISHED, create_and_claim, short_run, started_event, step
from tests.second_connection import execute, read_rows, second_connection

KEY = "a long secret"
SECONDS_TO_WAIT = 30
LIMIT = 3
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def run_meanwhile(
    store: RunStore, change: Callable[[sql.Connection], object], operation: Callable[[], object]
) -> None:
    """Begin an operation of the store while another transaction has made a change, which it commits later."""
    with ThreadPoolExecutor(1) as threads:
        with second_connection(store) as connection:
            change(connection)
            result: Future[object] = threads.submit(operation)
            deadline = time.monotonic() + SECONDS_TO_WAIT
            while not result.done() and read_rows(store, WAITING) == [(0,)]:
                assert time.monotonic() < deadline
        result.result(SECONDS_TO_WAIT)


@pytest.mark.parametrize("limit", ["max_runs_of_visitor", "max_waiting_runs"])
def test_limit_holds_if_many_runs_are_created_at_the_same_time(store: RunStore, limit: str) -> None:
    def create(seed: int) -> bool:
        try:
            store.create(short_run(seed=seed), visitor="ann", **{limit: LIMIT})
        except LimitError:
            return False
        return True

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(create, range(10))) == LIMIT
    assert len(store.recent()) == LIMIT


def test_events_whose_answer_was_lost_are_stored_once(postgresql_test_store: RunStore) -> None:
    store = postgresql_test_store
    run_id = create_and_claim(store, short_run())
    new_events = [started_event(), step(1)]

    def first_call(connection: sql.Connection) -> None:
        add_events(connection, run_id, leased_by("worker"), new_events)

    run_meanwhile(store, first_call, lambda: store.append(run_id, "worker", new_events, after=0))
    assert [each.number for each in store.events_after(run_id, 0)] == [1, 2]


def test_search_finds_a_run_by_the_edits_of_two_people(postgresql_test_store: RunStore) -> None:
    store = postgresql_test_store
    run_id = store.create(short_run(), key=KEY, name="old")

    def rename(connection: sql.Connection) -> None:
        this_run = runs.update().where(runs.c.id == run_id)
        connection.execute(this_run.values(name="new", search_text=f"{run_id} new"))

    edit = RunEdit(notes="slow")
    run_meanwhile(store, rename, lambda: store.edit_run(run_id, edit, key=KEY))
    assert store.search_runs(RunQuery(text="new slow")).total == 1
    assert store.search_runs(RunQuery(text="old")).total == 0


def test_two_servers_remove_a_deleted_run(postgresql_test_store: RunStore) -> None:
    store = postgresql_test_store
    run_id = store.create(short_run(), key=KEY)
    store.claim(run_id, "worker")
    store.append(run_id, "worker", [FINISHED])
    store.delete_run(run_id, key=KEY)

    def remove(connection: sql.Connection) -> None:
        for table in ("events", "outcomes", "runs"):
            key = "id" if table == "runs" else "run_id"
            delete = f"DELETE FROM {table} WHERE {key} = :id"  # noqa: S608  (names of tables)
            connection.execute(sql.text(delete), {"id": run_id})
        connection.execute(deleted_runs.insert().values(run_id=run_id, deleted_at=0.0))

    run_meanwhile(store, remove, lambda: store.remove_run(run_id))
    assert store.is_deleted(run_id)


def test_run_of_a_lost_host_does_not_stay_locked(postgresql_test_store: RunStore) -> None:
    """PostgreSQL ends a transaction whose client is silent, so other writers wait only for a limited time."""
    execute(postgresql_test_store, "SELECT 1")
    with postgresql_test_store._write() as connection:  # noqa: SLF001  (the settings of its connections)
        limits = [
            connection.scalar(sql.text(f"SHOW {name}"))
            for name in ("idle_in_transaction_session_timeout", "lock_timeout")
        ]
    assert limits == ["1min", "10s"]
