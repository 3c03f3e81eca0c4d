"""The event log of a run: how new events are numbered and stored."""

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sql

from pruning_core.runs.event_json import event_to_json
from pruning_core.runs.events import RunEvent
from pruning_core.runs.states import end_state
from pruning_core.store.tables import events, runs

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
