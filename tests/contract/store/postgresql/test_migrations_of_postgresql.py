"""A store in PostgreSQL is created and migrated as in SQLite, with the same data and the same tables."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sql

from pruning_core.store.store import RunStore
from pruning_core.store.tables import metadata
from pruning_core.store.versions.migrations import MIGRATIONS
from tests.contract.store.test_migrations import BEFORE_MIGRATIONS, run_opening_script
from tests.second_connection import read_rows, second_connection

NAMES_IN_POSTGRESQL = {"DOUBLE PRECISION": "FLOAT"}


def fill_as_before_migrations(url: str) -> None:
    """Create the tables of the last version without migrations, and copy the runs of the example store."""
    with second_connection(url) as connection:
        MIGRATIONS[0].apply(connection)
        tables = sql.MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            names = ", ".join(table.columns.keys())
            query = f"SELECT {names} FROM {table.name}"  # noqa: S608  (names of the tables)
            for row in read_rows(f"sqlite:///{BEFORE_MIGRATIONS}/runs.db", query):
                values = {
                    column.name: bool(value) if isinstance(column.type, sql.Boolean) else value
                    for column, value in zip(table.columns, row, strict=True)
                }
                connection.execute(table.insert().values(values))


def contents(store: RunStore) -> list[object]:
    """All runs, with their events and outcomes."""
    runs = store.recent()
    events = [store.events_after(run.id, 0) for run in runs]
    return [runs, events, store.outcomes([run.id for run in runs])]


def test_older_store_has_the_same_contents_as_in_sqlite(
    new_url: Callable[[], str], tmp_path: Path
) -> None:
    url, folder = new_url(), Path(shutil.copytree(BEFORE_MIGRATIONS, tmp_path / "old"))
    fill_as_before_migrations(url)
    store, sqlite_store = (
        RunStore(each, data_dir=folder) for each in (url, f"sqlite:///{folder}/runs.db")
    )
    assert contents(store) == contents(sqlite_store)
    assert len(store.recent()) == 11
    store.close()
    sqlite_store.close()


@pytest.mark.parametrize("version", ["none", "before migrations"])
def test_tables_equal_the_tables_of_the_queries(version: str, new_url: Callable[[], str]) -> None:
    url = new_url()
    if version == "before migrations":
        fill_as_before_migrations(url)
    RunStore(url).close()
    with second_connection(url) as connection:
        inspector = sql.inspect(connection)
        for table in metadata.tables.values():
            columns = {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in inspector.get_columns(table.name)
            }
            types = {c.name: c.type.compile(connection.dialect) for c in table.columns}
            for name, (kind, nullable) in columns.items():
                assert NAMES_IN_POSTGRESQL.get(kind, kind) == types[name]
                assert nullable == table.columns[name].nullable
            assert columns.keys() == types.keys()
            indexes = {index["name"] for index in inspector.get_indexes(table.name)}
            assert indexes == {index.name for index in table.indexes}


def test_several_processes_open_a_store_at_the_same_time(new_url: Callable[[], str]) -> None:
    urls = [new_url() for _store in range(2)]
    fill_as_before_migrations(urls[0])
    assert run_opening_script("together", 3, *urls) == "0"
    for url, n_runs in zip(urls, (11, 0), strict=True):
        store = RunStore(url)
        assert len(store.recent()) == n_runs
        store.close()
