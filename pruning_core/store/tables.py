"""The tables of the run store: their columns, how older ones are brought up to date, and their rows."""

import logging
import time
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sql

from pruning_core.errors import RunStoreError
from pruning_core.runs.config import run_config_from_json
from pruning_core.runs.event_json import event_from_json, event_to_json
from pruning_core.runs.events import RunEvent
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState, end_state

log = logging.getLogger(__name__)

metadata = sql.MetaData()
# Each default stands twice: columns that are added to an older store need the database's, and those
# that the first version made have none there.
runs = sql.Table(
    "runs",
    metadata,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("config", sql.Text, nullable=False),
    sql.Column("state", sql.String(16), nullable=False),
    sql.Column("created_at", sql.Float, nullable=False, index=True),
    sql.Column("ended_at", sql.Float),
    sql.Column("owner", sql.String(32)),
    sql.Column("heartbeat_at", sql.Float),
    sql.Column("claimed_at_step", sql.Integer, nullable=False, default=0, server_default="0"),
    sql.Column("futile_claims", sql.Integer, nullable=False, default=0, server_default="0"),
    sql.Column(
        "stop_requested", sql.Boolean, nullable=False, default=False, server_default=sql.false()
    ),
    sql.Column(
        "pause_requested", sql.Boolean, nullable=False, default=False, server_default=sql.false()
    ),
    sql.Column("held_up", sql.Text),
    sql.Column("last_number", sql.Integer, nullable=False, default=0, server_default="0"),
    sql.Column("last_step", sql.Integer, nullable=False, default=0, server_default="0"),
    sql.Column("seconds_trained", sql.Float, nullable=False, default=0, server_default="0"),
    sql.Column("most_seconds", sql.Float),
    sql.Column("key_hash", sql.String(64)),
    sql.Column("visitor", sql.String(64)),
)
events = sql.Table(
    "events",
    metadata,
    sql.Column("run_id", sql.ForeignKey("runs.id"), primary_key=True),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("at", sql.Float, nullable=False),
    sql.Column("body", sql.Text, nullable=False),
)


def bring_up_to_date(engine: sql.Engine) -> None:
    """Create the tables, and add to those of an older version the columns that they lack."""
    with engine.begin() as connection:
        metadata.create_all(connection)
        inspector = sql.inspect(connection)
        for table in metadata.tables.values():
            there = {column["name"] for column in inspector.get_columns(table.name)}
            for column in table.columns:
                if column.name not in there:
                    added = sql.schema.CreateColumn(column).compile(dialect=engine.dialect)
                    connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {added}")


MOST_SECONDS_BETWEEN_HEARTBEATS = 5.0
"""What one heartbeat adds to a run's time: more has passed only where the whole machine slept."""


def add_events(
    connection: sql.Connection,
    run_id: str,
    condition: sql.ColumnElement[bool],
    new: Sequence[RunEvent],
    *,
    trains: bool = False,
) -> sql.Row[Any] | None:
    """Number and store events if the run meets the condition; one that trains has used its time.

    Returns:
        The run's row as it is then; None when the run does not meet the condition.
    """
    now = time.time()
    since = sql.func.coalesce(now - runs.c.heartbeat_at, 0.0)
    used = sql.case(
        (since < 0, 0.0),
        (since > MOST_SECONDS_BETWEEN_HEARTBEATS, MOST_SECONDS_BETWEEN_HEARTBEATS),
        else_=since,
    )
    values: dict[str, Any] = {
        "last_number": runs.c.last_number + len(new),
        "heartbeat_at": now,
        "seconds_trained": runs.c.seconds_trained + (used if trains else 0.0),
    }
    for event in new:
        if (step := getattr(event, "step", None)) is not None:
            values["last_step"] = step
        if (state := end_state(event)) is not None:
            values |= {"state": state, "ended_at": now}
    updated = runs.update().where(runs.c.id == run_id, condition).values(values)
    row = connection.execute(updated.returning(*runs.columns)).one_or_none()
    if row is None:
        return None
    first = row.last_number - len(new) + 1
    rows = [
        {"run_id": run_id, "number": number, "at": now, "body": event_to_json(event)}
        for number, event in enumerate(new, start=first)
    ]
    if rows:
        connection.execute(events.insert(), rows)
    return row


def readable_event(run_id: str, body: str) -> RunEvent:
    """The event in a row of the log.

    Raises:
        RunStoreError: When this version of the lab cannot read it.
    """
    try:
        return event_from_json(body)
    except (ValueError, KeyError, TypeError) as error:
        raise RunStoreError(
            f"the events of run {run_id} are from another version of the lab"
        ) from error


def readable_run(row: sql.RowMapping) -> Run | None:
    """The run that a row describes; None, and a line in the log, when this version cannot read it."""
    try:
        return Run(
            id=row["id"],
            config=run_config_from_json(row["config"]),
            state=RunState(row["state"]),
            created_at=row["created_at"],
            ended_at=row["ended_at"],
            last_step=row["last_step"],
            seconds_trained=row["seconds_trained"],
            pause_requested=bool(row["pause_requested"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        say_unreadable(row["id"], repr(error))
        return None


@cache
def say_unreadable(run_id: str, why: str) -> None:
    """Say it once: the engine asks every second."""
    log.warning("run %s is left out, it cannot be read: %s", run_id, why)
