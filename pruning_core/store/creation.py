"""Adds runs to the store, and checks the limits on the number of runs."""

import hashlib
import secrets
import time

import sqlalchemy as sql

from pruning_core.errors import LimitError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.states import UNFINISHED, RunState
from pruning_core.store.database import Database
from pruning_core.store.run_list.columns import list_columns
from pruning_core.store.tables import runs
from pruning_core.texts import ngettext


class Creation(Database):
    """The part of the run store that adds runs."""

    def create(  # noqa: PLR0913  (all but the config is optional)
        self,
        config: RunConfig,
        *,
        key: str | None = None,
        visitor: str | None = None,
        max_seconds: float | None = None,
        max_runs_of_visitor: int | None = None,
        max_waiting_runs: int | None = None,
        name: str | None = None,
    ) -> str:
        """Add a run to the queue.

        Args:
            config: The config of the training.
            key: The secret that controls the run. Only its hash is stored.
            visitor: The visitor who starts the run, or None. The runs of each visitor are counted.
            max_seconds: How long the run may train.
            max_runs_of_visitor: How many unfinished runs the visitor may have, this one included.
            max_waiting_runs: How many runs may wait for a worker, this one included.
            name: The name of the run, or None.

        Returns:
            The id of the run.

        Raises:
            LimitError: If the visitor or the queue already has the largest allowed number of runs.
        """
        run_id = secrets.token_hex(8)
        config_json = config.to_json()
        with self._write() as connection:
            check_visitor(connection, visitor, max_runs_of_visitor)
            check_queue(connection, max_waiting_runs)
            connection.execute(
                runs.insert().values(
                    id=run_id,
                    config=config_json,
                    training_hash=hash_of(config_json),
                    created_at=time.time(),
                    most_seconds=max_seconds,
                    key_hash=None if key is None else hash_of(key),
                    visitor=visitor,
                    name=name,
                    **list_columns(run_id, config, name=name),
                )
            )
        return run_id


def check_visitor(connection: sql.Connection, visitor: str | None, limit: int | None) -> None:
    """Raise LimitError if a visitor already has `limit` unfinished runs. None means no limit."""
    is_unfinished = sql.and_(runs.c.visitor == visitor, runs.c.state.in_(UNFINISHED))
    if limit is not None and count_runs(connection, is_unfinished) >= limit:
        raise LimitError(
            ngettext(
                "at most {count} of your runs may wait, train or be paused at a time on this "
                "server: stop it, or wait until it has ended",
                "at most {count} of your runs may wait, train or be paused at a time on this "
                "server: stop one, or wait until one has ended",
                limit,
            )
        )


def check_queue(connection: sql.Connection, limit: int | None) -> None:
    """Raise LimitError if `limit` runs already wait for a worker. None means no limit."""
    is_waiting = runs.c.state == RunState.QUEUED
    if limit is not None and count_runs(connection, is_waiting) >= limit:
        raise LimitError(
            ngettext(
                "{count} run waits for a worker already, and this server lets no more runs "
                "wait: try again when it has started",
                "{count} runs wait for a worker already, and this server lets no more runs "
                "wait: try again when one has started",
                limit,
            )
        )


def count_runs(connection: sql.Connection, condition: sql.ColumnElement[bool]) -> int:
    """The number of runs that meet a condition."""
    query = sql.select(sql.func.count()).select_from(runs).where(condition)
    return connection.execute(query).scalar_one()


def hash_of(text: str) -> str:
    """SHA-256 of a text. Keys are long and random, so nobody can find a key from its hash."""
    return hashlib.sha256(text.encode()).hexdigest()
