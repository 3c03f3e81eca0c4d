"""Pauses, resumes and stops whole experiments."""

import sqlalchemy as sql

from pruning_core.runs.events.kinds import RunStopped
from pruning_core.runs.states import RunState
from pruning_core.store.event_log import add_events
from pruning_core.store.experiments.queries import ExperimentQueries, no_experiment
from pruning_core.store.moves import move
from pruning_core.store.tables import experiments, runs

RUNS_PER_TRANSACTION = 100
"""The number of runs that one transaction stops, so that other writers do not wait long."""


class ExperimentControl(ExperimentQueries):
    """The part of the run store for people who pause and stop experiments."""

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
