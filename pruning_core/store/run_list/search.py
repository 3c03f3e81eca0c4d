"""Searches the list of runs. The database filters and sorts; only the rows of one part are read."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sql

from pruning_core.runs.run_list.query import RunQuery
from pruning_core.runs.run_list.row import ListVersion, RunPage, RunRow
from pruning_core.runs.states import RunState
from pruning_core.store.queries import IS_NOT_DELETED, Queries
from pruning_core.store.run_list.columns import readable_config
from pruning_core.store.run_list.conditions import conditions_of, order_of
from pruning_core.store.tables import outcomes, runs

COLUMNS = (
    *(
        runs.c[name]
        for name in ("id", "state", "created_at", "ended_at", "config", "final_sparsity")
    ),
    *(
        runs.c[name]
        for name in ("last_step", "seconds_trained", "group_id", "name", "tags", "notes")
    ),
    *(outcomes.c[name] for name in ("accuracy", "loss", "sparsity", "bytes")),
)


class RunSearch(Queries):
    """The part of the run store that searches the list of runs."""

    def search_runs(
        self, query: RunQuery, *, visitor: str = "", own_ids: Sequence[str] = ()
    ) -> RunPage:
        """The runs of a query.

        Args:
            query: The filter, the order, and the part of the list.
            visitor: The visitor whose runs `query.mine` selects, or "".
            own_ids: More runs that `query.mine` selects, because the visitor has their keys.
        """
        with_outcome = runs.outerjoin(outcomes, outcomes.c.run_id == runs.c.id)
        conditions = conditions_of(query, visitor=visitor, own_ids=own_ids)
        # Counting needs no outcomes unless the filter does, and the list without filters is counted in an index.
        source = with_outcome if query.accuracy.is_limited else runs
        count = sql.select(sql.func.count()).select_from(source).where(*conditions)
        # The rows of one part are read by their ids, because sorting all rows with their texts is slower.
        ids = sql.select(runs.c.id).select_from(with_outcome).where(*conditions)
        part = ids.order_by(*order_of(query)).limit(query.limit).offset(query.offset)
        with self._read() as connection:
            total = connection.execute(count).scalar_one()
            run_ids = list(connection.scalars(part))
            select = sql.select(*COLUMNS).select_from(with_outcome).where(runs.c.id.in_(run_ids))
            rows = {row["id"]: row for row in connection.execute(select).mappings()}
        # A run that was removed between the two statements is missing.
        found = (row_of(rows[run_id]) for run_id in run_ids if run_id in rows)
        return RunPage(total=total, rows=tuple(found))

    def list_version(self) -> ListVersion:
        """Whether the list has changed: compare the token with an earlier one. It reads an index, not the runs."""
        times = (runs.c.created_at, runs.c.ended_at, runs.c.edited_at)
        states = sql.select(runs.c.state, sql.func.count(), *map(sql.func.max, times))
        is_running = sql.and_(IS_NOT_DELETED, runs.c.state == RunState.RUNNING)
        running = sql.select(runs.c.id, runs.c.last_step).where(is_running)
        with self._read() as connection:
            counts = connection.execute(
                states.where(IS_NOT_DELETED).group_by(runs.c.state).order_by(runs.c.state)
            ).all()
            steps = {row.id: row.last_step for row in connection.execute(running)}
        seen = repr((counts, sorted(steps)))
        return ListVersion(token=hashlib.sha256(seen.encode()).hexdigest()[:16], steps=steps)


def row_of(row: sql.RowMapping) -> RunRow:
    """The run in a row of the query."""
    values: dict[str, Any] = {
        name: row[name]
        for name in ("id", "state", "created_at", "ended_at", "final_sparsity", "last_step")
    }
    return RunRow(
        **values,
        config=readable_config(row["config"]),
        seconds=row["seconds_trained"],
        accuracy=row["accuracy"],
        loss=row["loss"],
        zeros=row["sparsity"],
        bytes=row["bytes"],
        group_id=row["group_id"],
        name=row["name"],
        tags=tags_of(row["tags"]),
        notes=row["notes"] or "",
    )


def tags_of(tags_json: str | None) -> tuple[str, ...]:
    """The tags in a JSON text; none if the text is damaged."""
    try:
        return tuple(map(str, json.loads(tags_json or "[]")))
    except (ValueError, TypeError):
        return ()
