"""Changes the state of a run. No other code changes it."""

import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sql

from pruning_core.runs.states import RunState, sources
from pruning_core.store.tables import runs

PLANNED = {"state": RunState.PLANNED.value}
"""The state of a new run that is not queued yet, as a column. All other new runs are queued."""


def move(
    connection: sql.Connection,
    run_id: str,
    new_state: RunState,
    *,
    where: sql.ColumnElement[bool] | None = None,
    values: Mapping[str, Any] | None = None,
) -> sql.Row[Any] | None:
    """Move a run to another state, if the table of transitions allows it.

    The change is one SQL statement. If several processes try it, only one of them moves the run.

    Args:
        connection: A transaction.
        run_id: The run.
        new_state: The new state.
        where: One more condition that the run must meet, or None.
        values: Other columns to set with the state.

    Returns:
        The new row of the run, or None if the run was not moved.
    """
    is_allowed = sql.and_(runs.c.id == run_id, runs.c.state.in_(sources(new_state)))
    update = runs.update().where(is_allowed).values(**(values or {}), state=new_state)
    if where is not None:
        update = update.where(where)
    if new_state.ended:
        update = update.values(ended_at=time.time())
    return connection.execute(update.returning(*runs.columns)).one_or_none()
