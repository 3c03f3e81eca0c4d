"""Adds runs to the store, and checks the limits on the number of runs."""

import hashlib
import json
import secrets
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sql

from pruning_core.errors import LimitError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.states import UNFINISHED, RunState
from pruning_core.store.database import Database
from pruning_core.store.moves import PLANNED
from pruning_core.store.postgresql import LIMITS_LOCK, lock_until_commit
from pruning_core.store.run_list.columns import list_columns
from pruning_core.store.tables import runs
from pruning_core.texts import ngettext

SECONDS_BETWEEN_PLANNED_RUNS = 1e-5
"""The difference between the creation times of two planned runs. So their order is known."""


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
        group_id: str | None = None,
        tags: Sequence[str] = (),
        origin: str = "lab",
        room: str | None = None,
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
            group_id: The experiment of the run, or None.
            tags: Words that describe the run.
            origin: "lab" if the lab trains the run.
            room: The room of a class in which the run is started, or None.

        Returns:
            The id of the run.

        Raises:
            LimitError: If the visitor or the queue already has the largest allowed number of runs.
        """
        row = new_row(config, created_at=time.time(), name=name, tags=tags) | {
            "most_seconds": max_seconds,
            "key_hash": None if key is None else hash_of(key),
            "visitor": visitor,
            "group_id": group_id,
            "origin": origin,
            "room": room,
        }
        with self._write() as connection:
            if max_runs_of_visitor is not None or max_waiting_runs is not None:
                lock_until_commit(connection, LIMITS_LOCK)
            check_visitor(connection, visitor, max_runs_of_visitor)
            check_queue(connection, max_waiting_runs)
            connection.execute(runs.insert().values(row))
        return str(row["id"])

    def create_many(  # noqa: PLR0913  (all but the configs is optional)
        self,
        configs: Sequence[RunConfig],
        *,
        group_id: str | None = None,
        names: Sequence[str | None] | None = None,
        key: str | None = None,
        visitor: str | None = None,
        room: str | None = None,
        max_seconds: float | None = None,
    ) -> list[str]:
        """Plan many runs: either all are stored, or none.

        A planned run waits until the engine queues it. The engine queues the runs of a group in this
        order, a few at a time.

        Args:
            configs: The configs of the trainings, in the order in which they begin.
            group_id: The experiment of the runs, or None.
            names: The name of each run, or None.
            key: The secret that controls the runs. Only its hash is stored.
            visitor: The visitor who starts the runs, or None.
            room: The room of a class, or None.
            max_seconds: How long each run may train.

        Returns:
            The ids of the runs, in the order of the configs.
        """
        shared = {
            "group_id": group_id,
            "most_seconds": max_seconds,
            "key_hash": None if key is None else hash_of(key),
            "visitor": visitor,
            "room": room,
        }
        with self._write() as connection:
            return insert_planned_runs(connection, configs, names=names, shared=shared)


def insert_planned_runs(
    connection: sql.Connection,
    configs: Sequence[RunConfig],
    *,
    names: Sequence[str | None] | None,
    shared: dict[str, Any],
) -> list[str]:
    """Store planned runs, and return their ids. `shared` has the columns with the same value in all runs."""
    now = time.time()
    rows = [
        new_row(config, created_at=now + index * SECONDS_BETWEEN_PLANNED_RUNS, name=name)
        | shared
        | PLANNED
        for index, (config, name) in enumerate(
            zip(configs, names or [None] * len(configs), strict=True)
        )
    ]
    if rows:
        connection.execute(runs.insert(), rows)
    return [row["id"] for row in rows]


def new_row(
    config: RunConfig, *, created_at: float, name: str | None, tags: Sequence[str] = ()
) -> dict[str, Any]:
    """The columns of a new run that its config determines, with a new id."""
    config_json = config.to_json()
    run_id = secrets.token_hex(8)
    return {
        "id": run_id,
        "config": config_json,
        "training_hash": hash_of(config_json),
        "created_at": created_at,
        "name": name,
        "tags": json.dumps(list(tags)) if tags else None,
        **list_columns(run_id, config, name=name, tags=tags),
    }


def check_visitor(connection: sql.Connection, visitor: str | None, limit: int | None) -> None:
    """Raise LimitError if a visitor already has `limit` unfinished runs. None means no limit.

    Runs of experiments do not count: the engine queues only a few of them at a time.
    """
    is_unfinished = sql.and_(
        runs.c.visitor == visitor, runs.c.group_id.is_(None), runs.c.state.in_(UNFINISHED)
    )
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
    """Raise LimitError if `limit` single runs already wait for a worker. None means no limit."""
    is_waiting = sql.and_(runs.c.state == RunState.QUEUED, runs.c.group_id.is_(None))
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
