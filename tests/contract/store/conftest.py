"""The stores of these tests: each test that uses one of them runs on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from pruning_core.store.store import RunStore
from pruning_core.store.tables import metadata
from tests.postgresql import PostgresqlServer, start_postgresql
from tests.second_connection import second_connection

DATABASES = ("sqlite", "postgresql")
numbers = count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server. It starts with the first test of this process that needs it."""
    with start_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_store(postgresql: PostgresqlServer) -> Iterator[RunStore]:
    """A store in PostgreSQL. Tests use it one after another, and each finds it empty."""
    store = RunStore(postgresql.url())
    yield store
    store.close()


@pytest.fixture
def postgresql_test_store(postgresql_store: RunStore) -> Iterator[RunStore]:
    """The store in PostgreSQL. It is emptied after the test."""
    yield postgresql_store
    with second_connection(postgresql_store) as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunStore]:
    """An empty run store."""
    if request.param == "sqlite":
        empty_store = RunStore(f"sqlite:///{tmp_path}/runs.db")
        yield empty_store
        empty_store.close()
    else:
        yield request.getfixturevalue("postgresql_test_store")


@pytest.fixture(scope="module", params=DATABASES)
def module_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunStore]:
    """A run store for all tests of a file, empty at first, in tables of its own."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store')}/runs.db"
    if request.param == "postgresql":
        url = new_schema(request.getfixturevalue("postgresql"))
    empty_store = RunStore(url)
    yield empty_store
    empty_store.close()


@pytest.fixture
def new_url(postgresql: PostgresqlServer) -> Callable[[], str]:
    """Creates empty schemas in PostgreSQL, and returns their addresses."""
    return lambda: new_schema(postgresql)


def new_schema(server: PostgresqlServer) -> str:
    """The address of a new schema."""
    return server.create_schema(f"test_{next(numbers)}")
