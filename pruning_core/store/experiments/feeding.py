"""Queues the next planned runs of each experiment, and plans failed runs again. The engine calls this."""

import sqlalchemy as sql

from pruning_core.runs.config import run_config_from_json
from pruning_core.runs.states import RunState
from pruning_core.store.creation import SECONDS_BETWEEN_PLANNED_RUNS, new_row
from pruning_core.store.experiments.control import ids_in
from pruning_core.store.experiments.planning import SHARED_BY_RUNS
from pruning_core.store.experiments.queries import ExperimentQueries
from pruning_core.store.moves import PLANNED, move
from pruning_core.store.tables import experiments, runs


class Feeding(ExperimentQueries):
    """The part of the run store that feeds the queue with the runs of experiments."""

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
                sql.select(experiments.c.paused)
                .where(experiments.c.id == group_id)
                .with_for_update()  # another engine may feed the same experiment
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
                sql.select(experiments.c.retries)
                .where(experiments.c.id == group_id)
                .with_for_update()
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
