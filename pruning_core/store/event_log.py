"""Adds events to the log of a run, and numbers them."""

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sql

from pruning_core.results.model_results import ModelResults
from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import EndEvent, RunEvent
from pruning_core.runs.states import end_state
from pruning_core.store.moves import move
from pruning_core.store.outcomes import write_outcome
from pruning_core.store.tables import events, runs

MAX_SECONDS_PER_HEARTBEAT = 5.0
"""The largest training time that one heartbeat adds. After a longer time, the machine was in standby."""


def add_events(  # noqa: PLR0913  (events, and the state of the worker)
    connection: sql.Connection,
    run_id: str,
    where: sql.ColumnElement[bool],
    new_events: Sequence[RunEvent],
    *,
    trains: bool = False,
    models: ModelResults | None = None,
) -> sql.Row[Any] | None:
    """Number and store events of a run that meets a condition.

    If an event ends the run, the state of the run changes and its outcome is stored.

    Args:
        connection: A transaction.
        run_id: The run.
        where: The condition.
        new_events: The events to add.
        trains: Whether the time since the last heartbeat counts as training time.
        models: The measurements of the run's model files, for its outcome if it ends now.

    Returns:
        The new row of the run, or None if the run does not meet the condition.
    """
    now = time.time()
    steps = [step for event in new_events if (step := getattr(event, "step", None)) is not None]
    values: dict[str, Any] = {
        "last_number": runs.c.last_number + len(new_events),
        "heartbeat_at": now,
        "seconds_trained": runs.c.seconds_trained
        + (seconds_since_heartbeat(now) if trains else 0.0),
    }
    if steps:
        values["last_step"] = steps[-1]
    end_states = [state for event in new_events if (state := end_state(event)) is not None]
    if end_states:
        row = move(connection, run_id, end_states[-1], where=where, values=values)
    else:
        update = runs.update().where(runs.c.id == run_id, where).values(values)
        row = connection.execute(update.returning(*runs.columns)).one_or_none()
    if row is not None and new_events:
        insert_events(
            connection, run_id, new_events, first=row.last_number - len(new_events) + 1, at=now
        )
        for event in new_events:
            if isinstance(event, EndEvent):
                write_outcome(connection, row, event, models)
    return row


def insert_events(
    connection: sql.Connection,
    run_id: str,
    new_events: Sequence[RunEvent],
    *,
    first: int,
    at: float,
) -> None:
    """Store events with their numbers."""
    rows = [
        {"run_id": run_id, "number": number, "at": at, "body": event_to_json(event)}
        for number, event in enumerate(new_events, start=first)
    ]
    connection.execute(events.insert(), rows)


def seconds_since_heartbeat(now: float) -> sql.ColumnElement[float]:
    """The time since a run's last heartbeat, from 0 to `MAX_SECONDS_PER_HEARTBEAT`."""
    since = sql.func.coalesce(now - runs.c.heartbeat_at, 0.0)
    return sql.case(
        (since < 0, 0.0),  # the clock was set back
        (since > MAX_SECONDS_PER_HEARTBEAT, MAX_SECONDS_PER_HEARTBEAT),
        else_=since,
    )
