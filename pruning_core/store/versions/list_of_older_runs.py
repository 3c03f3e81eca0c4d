"""Fills the columns of the list of runs for older runs. Older stores had these values only in the config."""

import json
import logging
from typing import Any

import sqlalchemy as sql

from pruning_core.runs.config import run_config_from_json
from pruning_core.store.run_list.columns import config_columns, search_text

log = logging.getLogger(__name__)

RUNS_PER_BATCH = 500
COLUMNS = "id config name tags dataset network schedule_kind final_sparsity seed search_text"
RUNS = sql.table("runs", *map(sql.column, COLUMNS.split()))
"""The table with only the columns that it has after this migration."""


def fill_list_columns(connection: sql.Connection) -> None:
    """Fill the columns of each run, in batches, so that a large store needs little memory."""
    last_id = ""
    query = sql.select(RUNS.c.id, RUNS.c.config, RUNS.c.name, RUNS.c.tags).order_by(RUNS.c.id)
    while rows := connection.execute(query.where(RUNS.c.id > last_id).limit(RUNS_PER_BATCH)).all():
        last_id = rows[-1].id
        for row in rows:
            values = {name: value for name, value in columns_of(row).items() if name in RUNS.c}
            connection.execute(RUNS.update().where(RUNS.c.id == row.id).values(values))


def columns_of(row: sql.Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """The columns of a run. If its config cannot be read, it has only the text for the search."""
    try:
        tags = json.loads(row.tags or "[]")
        text = search_text(row.id, name=row.name, tags=tags)
    except (ValueError, TypeError, AttributeError):
        text = search_text(row.id, name=row.name)
    try:
        values = {} if row.config is None else config_columns(run_config_from_json(row.config))
    except (ValueError, KeyError, TypeError) as error:
        log.warning("run %s gets no columns of its config, which cannot be read: %r", row.id, error)
        values = {}
    return {**values, "search_text": text}
