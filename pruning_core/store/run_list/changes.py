"""Changes of runs by their owners: name, tags, notes, deletion. The store checks the key at each change."""

import hmac
import json
import time
from typing import Any

import sqlalchemy as sql

from pruning_core.checks import quoted
from pruning_core.errors import RunStoreError
from pruning_core.runs.run_list.edit import RunEdit
from pruning_core.runs.states import RunState
from pruning_core.store.creation import hash_of
from pruning_core.store.queries import Queries
from pruning_core.store.run_list.columns import search_text
from pruning_core.store.run_list.search import tags_of
from pruning_core.store.tables import deleted_runs, events, outcomes, reused_runs, runs
from pruning_core.texts import gettext

SECONDS_TO_UNDO = 600.0
"""How long a deleted run can be restored."""
SECONDS_UNTIL_REMOVAL = SECONDS_TO_UNDO + 60.0
"""When a deleted run is removed: after the last moment at which somebody restores it."""


class RunChanges(Queries):
    """The part of the run store for owners of runs."""

    def edit_run(self, run_id: str, edit: RunEdit, *, key: str) -> None:
        """Change the name, the tags or the notes of a run.

        Raises:
            RunStoreError: If the run does not exist, or if the key does not control it.
        """
        with self._write() as connection:
            row = controlled_row(connection, run_id, key)
            if row.deleted_at is not None:
                raise RunStoreError(
                    gettext("run {run} is deleted: restore it first", run=quoted(run_id))
                )
            name = row.name if edit.name is None else edit.name or None
            tags = tags_of(row.tags) if edit.tags is None else tuple(edit.tags)
            notes = (row.notes or "") if edit.notes is None else edit.notes
            values = {
                "name": name,
                "tags": json.dumps(tags) if tags else None,
                "notes": notes or None,
                "search_text": search_text(run_id, name=name, tags=tags, notes=notes),
            }
            change(connection, run_id, **values)

    def delete_run(self, run_id: str, *, key: str) -> None:
        """Delete a run. It can be restored for ten minutes. Then the engine removes its rows and files.

        Raises:
            RunStoreError: If the run does not exist, has not ended, or belongs to an experiment, or if the
                key does not control it.
        """
        with self._write() as connection:
            row = controlled_row(connection, run_id, key)
            check_deletable(connection, row)
            if row.deleted_at is None:
                change(connection, run_id, deleted_at=time.time())

    def restore_run(self, run_id: str, *, key: str) -> None:
        """Undo the deletion of a run.

        Raises:
            RunStoreError: If the run was deleted more than ten minutes ago, or if the key does not control it.
        """
        with self._write() as connection:
            row = controlled_row(connection, run_id, key)
            if row.deleted_at is not None and time.time() - row.deleted_at > SECONDS_TO_UNDO:
                raise RunStoreError(
                    gettext("run {run} was deleted too long ago to restore it", run=quoted(run_id))
                )
            change(connection, run_id, deleted_at=None)

    def runs_to_remove(self, seconds: float = SECONDS_UNTIL_REMOVAL) -> list[str]:
        """The ids of the runs that were deleted at least so many seconds ago. Remove their files first."""
        query = sql.select(runs.c.id).where(runs.c.deleted_at <= time.time() - seconds)
        with self._read() as connection:
            return list(connection.scalars(query))

    def remove_run(self, run_id: str) -> None:
        """Remove the rows of a deleted run for good. Only its id stays, so that old links can be explained."""
        is_deleted = sql.and_(runs.c.id == run_id, runs.c.deleted_at.is_not(None))
        with self._write() as connection:
            query = sql.select(runs.c.deleted_at).where(is_deleted)
            deleted_at = connection.scalar(query.with_for_update())
            if deleted_at is None:  # another server has removed the run
                return
            for table in (events, outcomes):
                connection.execute(table.delete().where(table.c.run_id == run_id))
            connection.execute(runs.delete().where(is_deleted))
            connection.execute(deleted_runs.insert().values(run_id=run_id, deleted_at=deleted_at))


def controlled_row(connection: sql.Connection, run_id: str, key: str) -> sql.Row[Any]:
    """The row of a run. Nobody else changes it until the end of the transaction.

    Raises:
        RunStoreError: If the run does not exist, or if the key does not control it.
    """
    query = sql.select(runs).where(runs.c.id == run_id).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise RunStoreError(gettext("there is no run {run}", run=quoted(run_id)))
    if row.key_hash is None or not hmac.compare_digest(row.key_hash, hash_of(key)):
        raise RunStoreError(
            gettext(
                "run {run} can be changed only by the browser that started it, or by a browser that "
                "has opened its control link",
                run=quoted(run_id),
            )
        )
    return row


def check_deletable(connection: sql.Connection, row: sql.Row[Any]) -> None:
    """Raise RunStoreError if a run has not ended, or if an experiment uses it."""
    uses = sql.select(reused_runs.c.run_id).where(reused_runs.c.run_id == row.id)
    if row.group_id is not None or connection.execute(uses).first() is not None:
        raise RunStoreError(
            gettext(
                "run {run} belongs to an experiment, whose results need it: it cannot be deleted alone",
                run=quoted(row.id),
            )
        )
    if row.state not in {state.value for state in RunState if state.ended}:
        raise RunStoreError(
            gettext("run {run} has not ended: stop it before you delete it", run=quoted(row.id))
        )


def change(connection: sql.Connection, run_id: str, **values: object) -> None:
    """Set columns of a run, and the time of the change."""
    update = runs.update().where(runs.c.id == run_id)
    connection.execute(update.values(**values, edited_at=time.time()))
