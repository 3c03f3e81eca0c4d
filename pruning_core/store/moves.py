"""The one way to change a run's state."""

import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sql

from pruning_core.runs.states import RunState, sources
from pruning_core.store.tables import runs


def move(
    connection: sql.Connection,
    run_id: str,
    to: RunState,
    *,
    where: sql.ColumnElement[bool] | None = None,
    values: Mapping[str, Any] | None = None,
) -> sql.Row[Any] | None:
    """Move a run to another state, if the table of transitions allows it.

    It is one SQL statement. So if several processes try, only one of them moves the run.

    Args:
        connection: A transaction.
        run_id: The run.
        to: The new state.
        where: A condition that the run must meet too.
        values: Other columns to set with the state.

    Returns:
        The row of the run afterwards, or None if it was not moved.
    """
    allowed = sql.and_(runs.c.id == run_id, runs.c.state.in_(sources(to)))
    moved = runs.update().where(allowed).values(**(values or {}), state=to)
    if where is not None:
        moved = moved.where(where)
    if to.ended:
        moved = moved.values(ended_at=time.time())
    return connection.execute(moved.returning(*runs.columns)).one_or_none()
