"""The numbered migrations from the tables of older versions to those of this version.

To change a table, change `tables` and add a migration at the end of `MIGRATIONS`. Never change a
released migration: it defines its own tables and columns, and does not import `tables`.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql

from pruning_core.store.versions.list_of_older_runs import fill_list_columns
from pruning_core.store.versions.outcomes_of_older_runs import fill_outcomes


@dataclass(frozen=True, kw_only=True, slots=True)
class Migration:
    """One step from a version of the store to the next.

    Attributes:
        number: The version of the store after this migration.
        title: The purpose of the migration, for the log.
        apply: The function that applies it within a transaction, which is rolled back if the process
            dies. The function must not commit. The connection has the execution option `data_dir`:
            the folder of the lab's files, or None.
    """

    number: int
    title: str
    apply: Callable[[sql.Connection], None]


def create_tables(connection: sql.Connection) -> None:
    """Create the tables of the last version before numbered migrations, or add missing columns."""
    tables = sql.MetaData()
    zero = sql.text("0")
    runs = sql.Table(
        "runs",
        tables,
        sql.Column("id", sql.String(32), primary_key=True),
        sql.Column("config", sql.Text, nullable=False),
        sql.Column("state", sql.String(16), nullable=False),
        sql.Column("created_at", sql.Float, nullable=False, index=True),
        sql.Column("ended_at", sql.Float),
        sql.Column("owner", sql.String(32)),
        sql.Column("heartbeat_at", sql.Float),
        sql.Column("claimed_at_step", sql.Integer, nullable=False, server_default=zero),
        sql.Column("futile_claims", sql.Integer, nullable=False, server_default=zero),
        sql.Column("stop_requested", sql.Boolean, nullable=False, server_default=sql.false()),
        sql.Column("pause_requested", sql.Boolean, nullable=False, server_default=sql.false()),
        sql.Column("held_up", sql.Text),
        sql.Column("last_number", sql.Integer, nullable=False, server_default=zero),
        sql.Column("last_step", sql.Integer, nullable=False, server_default=zero),
        sql.Column("seconds_trained", sql.Float, nullable=False, server_default=zero),
        sql.Column("most_seconds", sql.Float),
        sql.Column("key_hash", sql.String(64)),
        sql.Column("visitor", sql.String(64)),
    )
    sql.Table(
        "events",
        tables,
        sql.Column("run_id", sql.ForeignKey("runs.id"), primary_key=True),
        sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
        sql.Column("at", sql.Float, nullable=False),
        sql.Column("body", sql.Text, nullable=False),
    )
    tables.create_all(connection)
    add_columns(connection, "runs", runs.columns.values())
    for index in runs.indexes:  # the tables of the first version had no indexes
        index.create(connection, checkfirst=True)


def add_descriptions(connection: sql.Connection) -> None:
    """Add the columns for name, group, tags and origin of a run, and for the hash of its training."""
    new = [
        sql.Column("training_hash", sql.String(64)),
        sql.Column("group_id", sql.String(32)),
        sql.Column("name", sql.Text),
        sql.Column("tags", sql.Text),
        sql.Column("origin", sql.String(16), nullable=False, server_default="lab"),
        sql.Column("room", sql.String(32)),
        sql.Column("write_token_hash", sql.String(64)),
    ]
    add_columns(connection, "runs", new)
    for name in ("training_hash", "group_id", "room"):
        connection.exec_driver_sql(f"CREATE INDEX ix_runs_{name} ON runs ({name})")


def allow_runs_without_config(connection: sql.Connection) -> None:
    """Allow null in `config`, because a run that somebody else trained has no config."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("ALTER TABLE runs ALTER COLUMN config DROP NOT NULL")
        return
    # SQLite cannot change a column, so a new table replaces the old one (sqlite.org/lang_altertable).
    old_table = sql.Table("runs", sql.MetaData(), autoload_with=connection)
    indexes = sql.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'runs'")
    create_indexes = [text for text in connection.scalars(indexes) if text is not None]
    new_table = old_table.to_metadata(sql.MetaData(), name="new_runs")
    new_table.indexes.clear()
    new_table.c.config.nullable = True
    new_table.create(connection)
    names = [column.name for column in old_table.columns]
    connection.execute(new_table.insert().from_select(names, sql.select(old_table)))
    old_table.drop(connection)
    connection.exec_driver_sql("ALTER TABLE new_runs RENAME TO runs")
    for create_index in create_indexes:
        connection.exec_driver_sql(create_index)


def fill_training_hashes(connection: sql.Connection) -> None:
    """Give each stored run the hash of its training."""
    runs = sql.table("runs", sql.column("id"), sql.column("config"), sql.column("training_hash"))
    runs_without_hash = sql.select(runs.c.id, runs.c.config).where(
        runs.c.training_hash.is_(None), runs.c.config.is_not(None)
    )
    update = (
        runs.update()
        .where(runs.c.id == sql.bindparam("run_id"))
        .values(training_hash=sql.bindparam("hash"))
    )
    hashes = [
        {"run_id": run_id, "hash": hashlib.sha256(config.encode()).hexdigest()}
        for run_id, config in connection.execute(runs_without_hash)
    ]
    if hashes:
        connection.execute(update, hashes)


def add_columns(connection: sql.Connection, table: str, columns: Sequence[sql.Column[Any]]) -> None:
    """Add the missing columns to a table."""
    existing_names = {column["name"] for column in sql.inspect(connection).get_columns(table)}
    for column in columns:
        if column.name not in existing_names:
            definition = sql.schema.CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {definition}")


def add_outcomes(connection: sql.Connection) -> None:
    """Create the table of outcomes, with a row for each run that has ended."""
    tables = sql.MetaData()
    sql.Table("runs", tables, sql.Column("id", sql.String(32), primary_key=True))
    outcomes = sql.Table(
        "outcomes",
        tables,
        sql.Column("run_id", sql.ForeignKey("runs.id"), primary_key=True),
        sql.Column("accuracy", sql.Float),
        sql.Column("loss", sql.Float),
        sql.Column("sparsity", sql.Float),
        sql.Column("bytes", sql.BigInteger),
        sql.Column("seconds", sql.Float),
        sql.Column("ended_at", sql.Float, nullable=False),
        sql.Column("body", sql.Text, nullable=False),
    )
    outcomes.create(connection)
    fill_outcomes(connection)


def add_run_list(connection: sql.Connection) -> None:
    """Add the columns that the list of runs filters and sorts by, and what owners of runs may change."""
    new = [
        sql.Column("dataset", sql.String(32)),
        sql.Column("network", sql.String(32)),
        sql.Column("schedule_kind", sql.String(32)),
        sql.Column("final_sparsity", sql.Float),
        sql.Column("seed", sql.BigInteger),
        sql.Column("notes", sql.Text),
        sql.Column("search_text", sql.Text),
        sql.Column("edited_at", sql.Float),
        sql.Column("deleted_at", sql.Float),
    ]
    add_columns(connection, "runs", new)
    columns = {
        "visitor": "visitor",
        "newest": "deleted_at, created_at, id",
        "list": "deleted_at, state, created_at, ended_at, edited_at",
    }
    for name, names in columns.items():
        connection.exec_driver_sql(f"CREATE INDEX ix_runs_{name} ON runs ({names})")
    deleted_runs = sql.Table(
        "deleted_runs",
        sql.MetaData(),
        sql.Column("run_id", sql.String(32), primary_key=True),
        sql.Column("deleted_at", sql.Float, nullable=False),
    )
    deleted_runs.create(connection)
    fill_list_columns(connection)


def add_experiments(connection: sql.Connection) -> None:
    """Create the table of experiments, and add what the queue and the runs of experiments need."""
    zero = sql.text("0")
    tables = sql.MetaData()
    experiments = sql.Table(
        "experiments",
        tables,
        sql.Column("id", sql.String(32), primary_key=True),
        sql.Column("name", sql.Text, nullable=False),
        sql.Column("definition", sql.Text, nullable=False),
        sql.Column("definition_hash", sql.String(64), nullable=False, index=True),
        sql.Column("created_at", sql.Float, nullable=False, index=True),
        sql.Column("revision", sql.Integer, nullable=False, server_default=sql.text("1")),
        sql.Column("paused", sql.Boolean, nullable=False, server_default=sql.false()),
        sql.Column("retries", sql.Integer, nullable=False, server_default=zero),
        sql.Column("key_hash", sql.String(64)),
        sql.Column("visitor", sql.String(64)),
        sql.Column("room", sql.String(32)),
        sql.Column("most_seconds", sql.Float),
    )
    experiments.create(connection)
    new = [
        sql.Column("claimed_at", sql.Float),
        sql.Column("host", sql.Text),
        sql.Column("files_requested", sql.Boolean, nullable=False, server_default=sql.false()),
    ]
    add_columns(connection, "runs", new)
    for name in ("state", "claimed_at"):
        connection.exec_driver_sql(f"CREATE INDEX ix_runs_{name} ON runs ({name})")


def add_reused_runs(connection: sql.Connection) -> None:
    """Create the table of runs that experiments use although they belong to no or another experiment."""
    reused_runs = sql.Table(
        "reused_runs",
        sql.MetaData(),
        sql.Column("experiment_id", sql.String(32), primary_key=True),
        sql.Column("run_id", sql.String(32), primary_key=True),
    )
    reused_runs.create(connection)
    connection.exec_driver_sql("CREATE INDEX ix_runs_files_requested ON runs (files_requested)")


MIGRATIONS = (
    Migration(number=1, title="create runs and events", apply=create_tables),
    Migration(number=2, title="add names, groups and hashes", apply=add_descriptions),
    Migration(number=3, title="allow runs without config", apply=allow_runs_without_config),
    Migration(number=4, title="fill in training hashes", apply=fill_training_hashes),
    Migration(number=5, title="add outcomes of runs", apply=add_outcomes),
    Migration(number=6, title="add the list of runs", apply=add_run_list),
    Migration(number=7, title="add experiments", apply=add_experiments),
    Migration(number=8, title="add reused runs", apply=add_reused_runs),
)
