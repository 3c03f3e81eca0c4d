"""The version of a store is the number of its last migration. This module applies missing migrations."""

import logging
import time
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sql

from pruning_core.errors import SettingsError
from pruning_core.store.database import open_engine
from pruning_core.store.postgresql import lock_until_commit
from pruning_core.store.versions.migrations import MIGRATIONS, Migration

log = logging.getLogger(__name__)

SECONDS_TO_WAIT_FOR_A_MIGRATION = 600.0
"""How long a process waits while another process migrates a large store."""
MIGRATION_LOCK = 7_108_114_117_110
"""The number of an advisory lock in PostgreSQL. No other program in this database may use it."""

schema_version = sql.Table(
    "schema_version",
    sql.MetaData(),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("migrated_at", sql.Float, nullable=False),
)
"""One row for each migration that was applied."""


def bring_up_to_date(
    engine: sql.Engine,
    migrations: Sequence[Migration] = MIGRATIONS,
    *,
    data_dir: Path | None = None,
) -> None:
    """Apply the missing migrations of a store, in order, each in its own transaction.

    If a process dies during a migration, the migration has no effect on the store. The next
    process that opens the store applies this migration again. If several processes open a store at the same
    time, one applies the migrations and the others wait.

    Args:
        engine: The store.
        migrations: All migrations, in order.
        data_dir: The folder with the files of runs, or None. Some migrations read these files.

    Raises:
        SettingsError: If a newer version of the lab has written the store.
    """
    newest = migrations[-1].number
    with engine.connect() as connection:
        version = version_of(connection.execution_options(only_reads=True))
    if version > newest:
        raise SettingsError(
            "PRUNELAB_DATABASE_URL",
            f"the run store has version {version}, and this lab knows versions up to {newest}: "
            "start the newer version of the lab that wrote it, or set PRUNELAB_DATABASE_URL to "
            "another database",
        )
    if version < newest:
        waiting_engine = open_engine(engine.url, SECONDS_TO_WAIT_FOR_A_MIGRATION)
        for migration in migrations[version:]:
            apply_once(waiting_engine, migration, data_dir)
        waiting_engine.dispose()


def version_of(connection: sql.Connection) -> int:
    """The number of the last migration that was applied to a store; 0 if there was none."""
    if not sql.inspect(connection).has_table(schema_version.name):
        return 0
    return connection.scalar(sql.select(sql.func.max(schema_version.c.number))) or 0


def apply_once(engine: sql.Engine, migration: Migration, data_dir: Path | None) -> None:
    """Apply a migration, unless another process has applied it in the meantime."""
    with engine.begin() as connection:  # in SQLite this takes the write lock
        lock_until_commit(connection, MIGRATION_LOCK)
        if version_of(connection) >= migration.number:
            return
        schema_version.create(connection, checkfirst=True)
        migration.apply(connection.execution_options(data_dir=data_dir))
        connection.execute(
            schema_version.insert().values(number=migration.number, migrated_at=time.time())
        )
    log.info("the run store has version %d now: %s", migration.number, migration.title)
