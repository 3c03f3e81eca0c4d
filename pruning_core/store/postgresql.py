"""What PostgreSQL needs: its driver, limits of waiting, and locks that SQLite does not need."""

from typing import Any

import sqlalchemy as sql

POSTGRESQL = "postgresql"
PSYCOPG = "psycopg"
CONNECTION = {
    "connect_timeout": 10,
    # A host that has lost its power does not close its connections. Without these settings, TCP would
    # notice it after hours.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Arguments of each connection (libpq): seconds, but the last one in milliseconds. A URL may contain others."""
MAX_SECONDS_BETWEEN_STATEMENTS = 60
"""PostgreSQL ends a transaction that waits so long for its next statement. Then the locks of a lost host end too."""
LIMITS_LOCK = 7_108_114_117_111
"""The number of the advisory lock of transactions that count runs before they add one."""


def engine_arguments(url: sql.URL) -> dict[str, Any]:
    """The arguments of SQLAlchemy's `create_engine` for a database URL.

    The driver of PostgreSQL is psycopg, unless the URL names another one. A connection is checked before it is
    used again, because a server that was started again has closed it.

    >>> engine_arguments(sql.make_url("postgres://lab@host/runs"))["url"]
    postgresql://lab@host/runs
    >>> engine_arguments(sql.make_url("sqlite:////data/runs.db"))
    {'url': sqlite:////data/runs.db}
    """
    if url.drivername == "postgres":  # other programs write it so
        url = url.set(drivername=POSTGRESQL)
    if url.get_backend_name() != POSTGRESQL:
        return {"url": url}
    arguments = {name: value for name, value in CONNECTION.items() if name not in url.query}
    return {"url": url, "connect_args": arguments, "pool_pre_ping": True}


def prepare_postgresql(engine: sql.Engine, seconds_to_wait: float) -> None:
    """Limit how long a statement waits for a lock, and how long a silent client keeps its locks."""

    @sql.event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:  # noqa: ANN401  (a DB-API connection)
        limits = {
            "lock_timeout": round(1000 * seconds_to_wait),
            "idle_in_transaction_session_timeout": 1000 * MAX_SECONDS_BETWEEN_STATEMENTS,
        }
        with connection.cursor() as cursor:
            for name, milliseconds in limits.items():
                cursor.execute(f"SET {name} = {milliseconds}")
        connection.commit()


def lock_until_commit(connection: sql.Connection, number: int) -> None:
    """Wait until no other transaction has the advisory lock, and take it until the end of this transaction.

    SQLite needs no such lock, because only one of its transactions writes at a time.
    """
    if connection.dialect.name == POSTGRESQL:
        connection.execute(sql.select(sql.func.pg_advisory_xact_lock(number)))
