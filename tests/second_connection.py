"""Reads and changes the database of a store from outside, with a second connection."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import sqlalchemy as sql

from pruning_core.store.postgresql import engine_arguments
from pruning_core.store.store import RunStore


@cache
def engine_of(url: str) -> sql.Engine:
    """The engine of the second connections to a database. PostgreSQL's are kept for the next tests."""
    pool = {"poolclass": sql.NullPool} if url.startswith("sqlite") else {"pool_size": 1}
    return sql.create_engine(**engine_arguments(sql.make_url(url)), **pool)


@contextmanager
def second_connection(store: RunStore | str) -> Iterator[sql.Connection]:
    """A connection to the database of a store, or to a database URL, in a transaction."""
    with engine_of(store if isinstance(store, str) else store.url).begin() as connection:
        yield connection


def execute(store: RunStore, statement: str, *rows: Mapping[str, object], **values: object) -> None:
    """Execute a statement, with named values, or once for each row of values."""
    with second_connection(store) as connection:
        connection.execute(sql.text(statement), rows or values)


def read_rows(store: RunStore | str, query: str) -> Sequence[tuple[Any, ...]]:
    """The rows that a query returns."""
    with second_connection(store) as connection:
        return [tuple(row) for row in connection.execute(sql.text(query))]
