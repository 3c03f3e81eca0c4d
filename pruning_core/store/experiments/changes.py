"""Adds experiments to the store, changes them, and decides which of their planned runs are queued."""

import secrets
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sql

from pruning_core.errors import ExperimentChangedError
from pruning_core.runs.config import RunConfig, run_config_from_json
from pruning_core.runs.events.kinds import RunStopped
from pruning_core.runs.states import RunState
from pruning_core.store.creation import (
    SECONDS_BETWEEN_PLANNED_RUNS,
    hash_of,
    insert_planned_runs,
    new_row,
)
from pruning_core.store.event_log import add_events
from pruning_core.store.experiments.queries import ExperimentQueries, no_experiment
from pruning_core.store.moves import PLANNED, move
from pruning_core.store.tables import experiments, runs
from pruning_core.texts import gettext

ENDED_WITHOUT_RESULT = (RunState.STOPPED, RunState.FAILED, RunState.INTERRUPTED)
"""A training whose runs all have one of these states is missing in its experiment."""
SHARED_BY_RUNS = ("group_id", "most_seconds", "key_hash", "visitor", "room")
"""The columns with the same value in all runs of an experiment."""
RUNS_PER_TRANSACTION = 100
"""The number of runs that one transaction stops, so that other writers do not wait long."""


class Experiments(ExperimentQueries):
    """The part of the run store for experiments."""

    def create_experiment(  # noqa: PLR0913  (a row, and its runs)
        self,
        *,
        name: str,
        definition: str,
        definition_hash: str,
        configs: Sequence[RunConfig],
        names: Sequence[str | None] | None = None,
        retries: int = 1,
        key: str | None = None,
        visitor: str | None = None,
        room: str | None = None,
        max_seconds: float | None = None,
    ) -> str:
        """Store an experiment and plan all its runs: either all are stored, or nothing.

        Args:
            name: The name of the experiment.
            definition: The experiment as TOML.
            definition_hash: The hash of the parts that never change.
            configs: The configs of its runs, in the order in which they begin.
            names: The name of each run, or None.
            retries: How often a failed run is trained again.
            key: The secret that controls the experiment and its runs. Only its hash is stored.
            visitor: The visitor who starts the experiment, or None.
            room: The room of a class, or None.
            max_seconds: How long each run may train.

        Returns:
            The id of the experiment.
        """
        row = {
            "id": secrets.token_hex(8),
            "name": name,
            "definition": definition,
            "definition_hash": definition_hash,
            "created_at": time.time(),
            "retries": retries,
            "key_hash": None if key is None else hash_of(key),
            "visitor": visitor,
            "room": room,
            "most_seconds": max_seconds,
        }
        with self._write() as connection:
            connection.execute(experiments.insert().values(row))
            insert_planned_runs(connection, configs, names=names, shared=columns_of_runs(row))
        return str(row["id"])

    def plan_missing_runs(
        self,
        experiment_id: str,
        configs: Sequence[RunConfig],
        *,
        names: Sequence[str | None] | None = None,
        definition: str | None = None,
        revision: int | None = None,
    ) -> int:
        """Plan a run for each config that has none in the experiment. So no training is repeated.

        A training is missing if it has no run, or if all its runs were stopped or have failed.

        Args:
            experiment_id: The experiment.
            configs: The configs of all its runs, in the order in which they begin.
            names: The name of each run, or None.
            definition: The new definition, or None if it does not change.
            revision: The revision that the caller has read, or None if the caller does not care.

        Returns:
            The number of new runs.

        Raises:
            ExperimentChangedError: If somebody else has changed the experiment in the meantime.
            RunStoreError: If there is no such experiment.
        """
        with self._write() as connection:
            row = changed_row(connection, experiment_id, definition, revision)
            has_run = sql.and_(
                runs.c.group_id == experiment_id, runs.c.state.not_in(ENDED_WITHOUT_RESULT)
            )
            hashes = set(connection.scalars(sql.select(runs.c.training_hash).where(has_run)))
            missing = [
                (config, name)
                for config, name in zip(configs, names or [None] * len(configs), strict=True)
                if hash_of(config.to_json()) not in hashes
            ]
            new_ids = insert_planned_runs(
                connection,
                [config for config, _name in missing],
                names=[name for _config, name in missing],
                shared=columns_of_runs(row),
            )
        return len(new_ids)

    def pause_experiment(self, experiment_id: str) -> None:
        """Queue no more runs of an experiment, and pause its running runs. They save a checkpoint."""
        with self._write() as connection:
            set_paused(connection, experiment_id, paused=True)
            for run_id in ids_in(connection, experiment_id, RunState.QUEUED):
                move(connection, run_id, RunState.PLANNED)
            is_running = sql.and_(
                runs.c.group_id == experiment_id, runs.c.state == RunState.RUNNING
            )
            connection.execute(runs.update().where(is_running).values(pause_requested=True))

    def resume_experiment(self, experiment_id: str) -> None:
        """Continue a paused experiment: its paused runs are queued again."""
        with self._write() as connection:
            set_paused(connection, experiment_id, paused=False)
            this_group = runs.update().where(
                runs.c.group_id == experiment_id, runs.c.pause_requested
            )
            connection.execute(this_group.values(pause_requested=False, held_up=None))
            for run_id in ids_in(connection, experiment_id, RunState.PAUSED):
                move(connection, run_id, RunState.QUEUED)

    def stop_experiment(self, experiment_id: str) -> None:
        """Stop every run of an experiment that has not ended."""
        with self._write() as connection:
            set_paused(connection, experiment_id, paused=True)
            is_running = sql.and_(
                runs.c.group_id == experiment_id, runs.c.state == RunState.RUNNING
            )
            connection.execute(runs.update().where(is_running).values(stop_requested=True))
        waiting = (RunState.PLANNED, RunState.QUEUED, RunState.PAUSED)
        is_waiting = runs.c.state.in_(waiting)
        while True:
            with self._write() as connection:
                ids = ids_in(connection, experiment_id, *waiting, limit=RUNS_PER_TRANSACTION)
                for run_id in ids:
                    last_step = sql.select(runs.c.last_step).where(runs.c.id == run_id)
                    event = RunStopped(step=connection.scalar(last_step) or 0)
                    add_events(connection, run_id, is_waiting, [event])
            if not ids:
                return

    def queue_planned_runs(self, n_queued: int) -> int:
        """Queue planned runs until each experiment has `n_queued` queued runs. The engine calls this.

        So ten thousand planned runs are only a few tasks of the engine.

        Returns:
            The number of runs that were queued.
        """
        with self._read() as connection:
            groups = connection.execute(
                sql.select(runs.c.group_id, experiments.c.paused)
                .outerjoin(experiments, runs.c.group_id == experiments.c.id)
                .where(runs.c.state == RunState.PLANNED)
                .distinct()
            ).all()
        return sum(
            self._queue_planned(group.group_id, n_queued) for group in groups if not group.paused
        )

    def _queue_planned(self, group_id: str | None, n_queued: int) -> int:
        this_group = runs.c.group_id == group_id
        with self._write() as connection:
            is_paused = connection.scalar(
                sql.select(experiments.c.paused).where(experiments.c.id == group_id)
            )
            missing = n_queued - len(ids_in(connection, group_id, RunState.QUEUED))
            if is_paused or missing <= 0:
                return 0
            is_next = sql.and_(
                this_group, runs.c.state == RunState.PLANNED, sql.not_(runs.c.pause_requested)
            )
            query = sql.select(runs.c.id).where(is_next).order_by(runs.c.created_at, runs.c.id)
            ids = list(connection.scalars(query.limit(missing)))
            return sum(move(connection, run_id, RunState.QUEUED) is not None for run_id in ids)

    def retry_failed_runs(self) -> int:
        """Plan a new run for each failed run of an experiment that may be tried again.

        Returns:
            The number of new runs.
        """
        has_failed = runs.c.state.in_((RunState.FAILED, RunState.INTERRUPTED))
        query = (
            sql.select(runs.c.group_id, runs.c.training_hash, experiments.c.retries)
            .join(experiments, runs.c.group_id == experiments.c.id)
            .where(has_failed, sql.not_(experiments.c.paused))
            .group_by(runs.c.group_id, runs.c.training_hash, experiments.c.retries)
            .having(sql.func.count() <= experiments.c.retries)
        )
        with self._read() as connection:
            failures = connection.execute(query).all()
        return sum(self._retry(each.group_id, each.training_hash) for each in failures)

    def _retry(self, group_id: str, training_hash: str) -> int:
        """Copy a failed run as a planned run, unless a run of this training is not a failure."""
        same = sql.and_(runs.c.group_id == group_id, runs.c.training_hash == training_hash)
        with self._write() as connection:
            retries = connection.scalar(
                sql.select(experiments.c.retries).where(experiments.c.id == group_id)
            )
            rows = connection.execute(
                sql.select(runs).where(same).order_by(runs.c.created_at)
            ).mappings()
            attempts = list(rows)
            has_other = any(
                row["state"] not in (RunState.FAILED, RunState.INTERRUPTED) for row in attempts
            )
            if has_other or not attempts or len(attempts) > (retries or 0):
                return 0
            last = attempts[-1]
            # The old creation time puts the new run before the planned runs of its experiment.
            row = new_row(
                run_config_from_json(last["config"]),
                created_at=last["created_at"] + SECONDS_BETWEEN_PLANNED_RUNS / 10,
                name=last["name"],
            )
            shared = {name: last[name] for name in SHARED_BY_RUNS}
            connection.execute(runs.insert().values(row | shared | PLANNED))
        return 1


def columns_of_runs(row: dict[str, Any]) -> dict[str, Any]:
    """The columns that all planned runs of an experiment share, from the row of the experiment."""
    return {name: (row | {"group_id": row["id"]})[name] for name in SHARED_BY_RUNS}


def changed_row(
    connection: sql.Connection, experiment_id: str, definition: str | None, revision: int | None
) -> dict[str, Any]:
    """The row of an experiment, after its definition was replaced if there is a new one.

    Raises:
        ExperimentChangedError: If the experiment has another revision.
        RunStoreError: If there is no such experiment.
    """
    this_row = experiments.c.id == experiment_id
    row = connection.execute(sql.select(experiments).where(this_row).with_for_update())
    values = row.mappings().one_or_none()
    if values is None:
        raise no_experiment(experiment_id)
    if revision is not None and values["revision"] != revision:
        raise ExperimentChangedError(
            gettext(
                "somebody else has changed this experiment in the meantime: load it again, and repeat "
                "your change"
            )
        )
    if definition is not None and definition != values["definition"]:
        change = {"definition": definition, "revision": values["revision"] + 1}
        connection.execute(experiments.update().where(this_row).values(change))
    return dict(values)


def set_paused(connection: sql.Connection, experiment_id: str, *, paused: bool) -> None:
    """Set whether an experiment is paused.

    Raises:
        RunStoreError: If there is no such experiment.
    """
    update = experiments.update().where(experiments.c.id == experiment_id).values(paused=paused)
    if not connection.execute(update).rowcount:
        raise no_experiment(experiment_id)


def ids_in(
    connection: sql.Connection, group_id: str | None, *states: RunState, limit: int | None = None
) -> list[str]:
    """The ids of the runs of a group that have one of these states."""
    query = sql.select(runs.c.id).where(runs.c.group_id == group_id, runs.c.state.in_(states))
    return list(connection.scalars(query.limit(limit)))
