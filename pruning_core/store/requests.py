"""Stores the requests of visitors (stop, pause, resume), and converts them into commands to workers."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sql

from pruning_core.runs.events.kinds import RunStopped
from pruning_core.runs.states import RunState
from pruning_core.store.event_log import add_events
from pruning_core.store.moves import move
from pruning_core.store.queries import Queries
from pruning_core.store.tables import runs


class WorkerCommand(StrEnum):
    """A command to the worker of a run."""

    CONTINUE = "continue"
    PAUSE = "pause"
    STOP = "stop"
    STOP_AT_TIME_LIMIT = "stop at the time limit"


def command_of(row: sql.Row[Any], *, trains: bool) -> WorkerCommand:
    """The command to the worker of a run, from the run's row. Only training time counts for the time limit."""
    if row.stop_requested:
        return WorkerCommand.STOP
    if trains and row.most_seconds is not None and row.seconds_trained > row.most_seconds:
        return WorkerCommand.STOP_AT_TIME_LIMIT
    return WorkerCommand.PAUSE if row.pause_requested else WorkerCommand.CONTINUE


class Requests(Queries):
    """The part of the run store for requests of visitors."""

    def request_stop(self, run_id: str) -> None:
        """Request the end of a run. A waiting run ends now. A running run ends at the next report of its worker."""
        stop_events = [RunStopped(step=self.get(run_id).last_step)]
        with self._write() as connection:
            connection.execute(runs.update().where(runs.c.id == run_id).values(stop_requested=True))
            is_waiting = runs.c.state.in_([RunState.PLANNED, RunState.QUEUED, RunState.PAUSED])
            add_events(connection, run_id, is_waiting, stop_events)

    def request_pause(self, run_id: str) -> None:
        """Request a pause until the run is resumed. Its worker saves a checkpoint and releases the run."""
        self.get(run_id)
        with self._write() as connection:
            request = runs.update().where(runs.c.id == run_id).values(pause_requested=True)
            connection.execute(request)
            move(connection, run_id, RunState.PAUSED, where=runs.c.state == RunState.QUEUED)

    def request_resume(self, run_id: str) -> None:
        """Queue a paused run again, or cancel the request for a pause."""
        self.get(run_id)
        with self._write() as connection:
            this_run = runs.update().where(runs.c.id == run_id)
            connection.execute(this_run.values(pause_requested=False, held_up=None))
            move(connection, run_id, RunState.QUEUED, where=runs.c.state == RunState.PAUSED)
