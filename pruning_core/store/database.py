"""Opens the database of the run store, prepares SQLite, and begins transactions."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sql

from pruning_core.checks import quoted
from pruning_core.errors import RunStoreError, SettingsError, StoreBusyError
from pruning_core.store.postgresql import (
    POSTGRESQL,
    PSYCOPG,
    engine_arguments,
    prepare_postgresql,
)
from pruning_core.texts import gettext

SECONDS_BETWEEN_TRIES = 0.02


class Database:
    """The database of the run store. Every part of the store reads and writes with it.

    Args:
        url: An SQLAlchemy database URL.
        seconds_to_wait: How long a write waits for another write before it fails.
    """

    def __init__(self, url: str, *, seconds_to_wait: float) -> None:
        self.url = url
        self._engine = open_engine(url, seconds_to_wait)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _read(self) -> Iterator[sql.Connection]:
        with translate_database_errors(), self._engine.connect() as connection:
            yield connection.execution_options(only_reads=True)

    @contextmanager
    def _write(self) -> Iterator[sql.Connection]:
        with translate_database_errors(), self._engine.begin() as connection:
            yield connection


@contextmanager
def translate_database_errors() -> Iterator[None]:
    """Raise StoreBusyError instead of the database's own errors, or RunStoreError if a value is the cause."""
    try:
        yield
    except (sql.exc.DataError, UnicodeEncodeError) as error:
        reason = getattr(error, "orig", None) or error
        raise RunStoreError(
            gettext("the run store cannot hold this value: {reason}", reason=reason)
        ) from error
    except (sql.exc.DBAPIError, sql.exc.TimeoutError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreBusyError(
            gettext("the run store does not answer: {reason}", reason=reason)
        ) from error


def open_engine(url: str | sql.URL, seconds_to_wait: float) -> sql.Engine:
    """The SQLAlchemy engine for a database URL; SQLite in write-ahead mode.

    Raises:
        SettingsError: If the URL is invalid, its driver is missing, or the database does not answer.
    """
    try:
        engine = sql.create_engine(**engine_arguments(sql.make_url(url)))
        if engine.dialect.name == "sqlite":
            check_file(engine)
            prepare_sqlite(engine, seconds_to_wait)
        elif engine.dialect.name == POSTGRESQL:
            prepare_postgresql(engine, seconds_to_wait)
        with engine.connect():
            return engine
    except (sql.exc.SQLAlchemyError, ImportError) as error:
        reason = getattr(error, "orig", None) or error
        raise SettingsError(
            "PRUNELAB_DATABASE_URL",
            f"PRUNELAB_DATABASE_URL must name a database that can be opened, got {without_password(url)}: "
            f"{one_line(reason)}",
        ) from error


def one_line(error: BaseException) -> str:
    """The text of an error as one line. If a driver is missing, the line says how to install it."""
    if isinstance(error, ImportError) and error.name == PSYCOPG:
        return f"the driver of PostgreSQL is missing: pip install '{PSYCOPG}[binary]'"
    return " ".join(str(error).split())


def without_password(url: str | sql.URL) -> str:
    """A database URL without its password, for messages and logs.

    >>> without_password("postgresql://lab:secret@host/runs")
    'postgresql://lab:***@host/runs'
    """
    try:
        return sql.make_url(url).render_as_string(hide_password=True)
    except sql.exc.ArgumentError:
        return quoted(str(url).partition("@")[2] or url)


def check_file(engine: sql.Engine) -> None:
    """Refuse an SQLite database in memory, because workers are other processes and cannot use it."""
    if engine.url.database in {None, "", ":memory:"}:
        raise SettingsError(
            "PRUNELAB_DATABASE_URL",
            "PRUNELAB_DATABASE_URL must name a file, such as sqlite:////data/runs.db: "
            "workers cannot see a database in the server's memory",
        )


def prepare_sqlite(engine: sql.Engine, seconds_to_wait: float) -> None:
    """Allow reads during a write, and get the write lock at the beginning of a transaction."""

    @sql.event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:  # noqa: ANN401  (a DB-API connection)
        connection.isolation_level = None  # the driver must not begin transactions by itself
        connection.execute(f"PRAGMA busy_timeout={round(1000 * seconds_to_wait)}")
        use_write_ahead_log(connection, seconds_to_wait)
        connection.execute("PRAGMA synchronous=NORMAL")

    @sql.event.listens_for(engine, "begin")
    def on_begin(connection: sql.Connection) -> None:
        if not connection.get_execution_options().get("only_reads"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def use_write_ahead_log(connection: sqlite3.Connection, seconds_to_wait: float) -> None:
    """Switch an SQLite database to write-ahead mode.

    This statement fails if several processes open a new file at the same time. SQLite waits for
    a lock in other statements, but not in this one. So this function tries it again.
    """
    deadline = time.monotonic() + seconds_to_wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(SECONDS_BETWEEN_TRIES)
        else:
            return
