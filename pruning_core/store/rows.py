"""Turns rows of the run store's tables into runs and events."""

import json
import logging
from functools import cache

import sqlalchemy as sql

from pruning_core.errors import EventError, RunStoreError
from pruning_core.runs.config import run_config_from_json
from pruning_core.runs.events.event_json import event_from_json
from pruning_core.runs.events.kinds import RunEvent
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.texts import gettext

log = logging.getLogger(__name__)


def readable_event(run_id: str, body: str) -> RunEvent:
    """The event in a row of the log.

    Raises:
        RunStoreError: If the event is damaged, or from another version of the lab.
    """
    try:
        return event_from_json(body)
    except EventError as error:
        raise RunStoreError(
            gettext(
                "run {run} has an event that is damaged or from another version of the lab: {problem}",
                run=run_id,
                problem=error,
            )
        ) from error


def readable_run(row: sql.RowMapping) -> Run | None:
    """The run in a row. If this version cannot read it, returns None and logs a warning."""
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
            group_id=row["group_id"],
            name=row["name"],
            tags=tuple(json.loads(row["tags"] or "[]")),
            origin=row["origin"],
            notes=row["notes"] or "",
            visitor=row["visitor"],
            room=row["room"],
        )
    except (ValueError, KeyError, TypeError) as error:
        log_unreadable(row["id"], repr(error))
        return None


@cache
def log_unreadable(run_id: str, reason: str) -> None:
    """Log that a run cannot be read. Each run is logged once, although the engine reads it every second."""
    log.warning("run %s is omitted because it cannot be read: %s", run_id, reason)
