"""The search in SQL finds the same runs, in the same order, as a plain filter of all runs."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from pruning_core.runs.run_list.plain_text import fold
from pruning_core.runs.run_list.query import DENSE, RunQuery
from pruning_core.runs.run_list.row import RunRow
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from tests.examples import FINISHED, create_and_claim, short_run, started_event, step
from tests.many_runs import KEY, add_many_runs
from tests.run_queries import queries
from tests.second_connection import execute, read_rows

VISITOR = "visitor-ann"
BEFORE_MIGRATIONS = Path(__file__).parents[1] / "before_migrations"


@pytest.fixture(scope="module")
def filled_store(module_store: RunStore) -> RunStore:
    """A store with 300 runs of every kind. Five of them are deleted."""
    ids = add_many_runs(module_store, 300)
    rows = {row.id: row for row in module_store.search_runs(RunQuery(limit=500)).rows}
    deletable = [run_id for run_id in ids if rows[run_id].ended_at and not rows[run_id].group_id]
    for run_id in deletable[:5]:
        module_store.delete_run(run_id, key=KEY)
    return module_store


@pytest.fixture(scope="module")
def owners(filled_store: RunStore) -> dict[str, str | None]:
    """The visitor who started each run."""
    return dict(read_rows(filled_store, "SELECT id, visitor FROM runs"))


@pytest.fixture(scope="module")
def every_row(filled_store: RunStore) -> list[RunRow]:
    """All runs that are not deleted, newest first."""
    rows = list(filled_store.search_runs(RunQuery(limit=500)).rows)
    assert len(rows) == 295
    return rows


def kind_of(row: RunRow) -> str:
    assert row.config is not None
    return DENSE if row.config.schedule is None else type(row.config.schedule).__name__


def accepts(query: RunQuery, row: RunRow, *, is_own: bool) -> bool:
    """Whether a query accepts a run: the same rules as in SQL, in plain Python."""
    assert row.config is not None
    begin, end = query.days.seconds
    words_of_run = fold(" ".join([row.id, row.name or "", row.notes.replace("\n", " ")]))
    places = [words_of_run, *(f"#{fold(tag)}" for tag in row.tags)]
    return (
        (not query.states or row.state in query.states)
        and (not query.datasets or row.config.dataset in query.datasets)
        and (not query.networks or row.config.network in query.networks)
        and (not query.kinds or kind_of(row) in query.kinds)
        and query.sparsity.contains(row.final_sparsity)
        and query.accuracy.contains(row.accuracy)
        and (begin is None or row.created_at >= begin)
        and (end is None or row.created_at < end)
        and (not query.group or row.group_id == query.group)
        and (not query.mine or is_own)
        and (not query.tag or fold(query.tag) in [fold(tag) for tag in row.tags])
        and all(any(word in place for place in places) for word in fold(query.text).split())
    )


def sort_value(query: RunQuery, row: RunRow) -> Any:  # noqa: ANN401  (texts or numbers)
    """The value that sorts a run."""
    assert row.config is not None
    values = {
        "created": row.created_at,
        "name": None if row.name is None else row.name.lower(),
        "state": list(RunState).index(RunState(row.state)),
        "data": row.config.dataset,
        "net": row.config.network,
        "kind": kind_of(row),
        "sparsity": row.final_sparsity,
        "seed": row.config.seed,
        "accuracy": row.accuracy,
        "loss": row.loss,
        "zeros": row.zeros,
        "bytes": row.bytes,
        "seconds": row.seconds,
        "step": row.last_step,
    }
    return values[query.sort]


def in_order(query: RunQuery, rows: list[RunRow]) -> list[RunRow]:
    """The runs in the order of a query. `rows` are newest first."""
    without_value = [row for row in rows if sort_value(query, row) is None]
    with_value = [row for row in rows if sort_value(query, row) is not None]
    with_value.sort(key=lambda row: sort_value(query, row), reverse=query.descending)
    return with_value + without_value


@settings(max_examples=200)
@given(query=queries())
def test_search_equals_a_plain_filter(
    query: RunQuery,
    filled_store: RunStore,
    every_row: list[RunRow],
    owners: dict[str, str | None],
) -> None:
    own_ids = [row.id for row in every_row[:20]]
    is_own = {row.id: owners[row.id] == VISITOR or row.id in own_ids for row in every_row}
    accepted = [row for row in every_row if accepts(query, row, is_own=is_own[row.id])]
    page = filled_store.search_runs(query, visitor=VISITOR, own_ids=own_ids)
    assert page.total == len(accepted)
    expected = in_order(query, accepted)[query.offset : query.offset + query.limit]
    assert [row.id for row in page.rows] == [row.id for row in expected]


def test_signs_of_patterns_have_no_meaning_in_a_search(filled_store: RunStore) -> None:
    assert filled_store.search_runs(RunQuery(text="i_s")).total == 0, '"First" has an r there'
    assert 0 < filled_store.search_runs(RunQuery(text="%")).total < 295


def test_visitor_without_a_name_and_without_keys_has_no_runs(filled_store: RunStore) -> None:
    assert filled_store.search_runs(RunQuery(mine=True)).total == 0


def test_new_run_has_the_columns_of_its_config(store: RunStore) -> None:
    config = short_run(seed=2**32 - 1)
    run_id = store.create(config, name="Näme", visitor="ann")
    (row,) = store.search_runs(
        RunQuery(
            datasets=("digits",), networks=("article",), kinds=("PolynomialDecay",), text="NÄME"
        )
    ).rows
    assert (row.id, row.name, row.config, row.final_sparsity) == (run_id, "Näme", config, 0.8)
    assert store.search_runs(RunQuery(text=run_id[:6], mine=True), visitor="ann").total == 1


def test_row_of_a_finished_run_has_its_results(store: RunStore) -> None:
    run_id = create_and_claim(store, short_run())
    store.append(run_id, "worker", [started_event(), step(1), FINISHED])
    (row,) = store.search_runs(RunQuery(states=("finished",))).rows
    assert (row.accuracy, row.loss, row.bytes) == (0.9375, 0.25, 1_000_000)
    assert row.zeros == pytest.approx(100 / 409_600)


def test_run_that_this_version_cannot_read_is_listed(store: RunStore) -> None:
    run_id = store.create(short_run())
    execute(store, "UPDATE runs SET state = 'dreaming', config = '{}', tags = '{', name = NULL")
    (row,) = store.search_runs(RunQuery(sort="state")).rows
    assert (row.id, row.state, row.config, row.tags) == (run_id, "dreaming", None, ())


def test_version_changes_with_every_change_that_the_list_shows(store: RunStore) -> None:
    seen = [store.list_version().token]

    def changed() -> bool:
        seen.append(store.list_version().token)
        return seen[-1] != seen[-2]

    assert not changed()
    run_id = store.create(short_run(), key="k")
    assert changed()
    store.claim(run_id, "worker")
    assert changed()
    store.append(run_id, "worker", [started_event(), step(1)])
    assert not changed(), "a new step does not change the order of the list"
    assert store.list_version().steps == {run_id: 1}
    store.append(run_id, "worker", [FINISHED])
    assert changed()
    store.delete_run(run_id, key="k")
    assert changed()
    store.restore_run(run_id, key="k")
    assert changed()


def test_migration_fills_the_columns_of_older_runs(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    path.write_bytes((BEFORE_MIGRATIONS / "runs.db").read_bytes())
    RunStore(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as database:
        columns = "id, config, dataset, network, seed, search_text, final_sparsity"
        rows = database.execute(f"SELECT {columns} FROM runs").fetchall()  # noqa: S608
    assert len(rows) == 11
    for run_id, config, dataset, network, seed, text, final_sparsity in rows:
        parts = json.loads(config)
        assert (dataset, seed) == (parts["dataset"], parts["seed"])
        assert network == parts.get("network", "article")
        assert text.startswith(run_id)
        assert 0 <= final_sparsity < 1
