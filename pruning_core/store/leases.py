"""Leases: which worker has which run, how it reports, and what happens if it no longer reports."""

import time
from collections.abc import Sequence

import sqlalchemy as sql

from pruning_core.errors import LeaseLostError
from pruning_core.results.model_results import ModelResults
from pruning_core.runs.events.kinds import RunEvent, RunInterrupted, RunStopped
from pruning_core.runs.states import RunState
from pruning_core.store.event_log import add_events
from pruning_core.store.moves import move
from pruning_core.store.queries import Queries
from pruning_core.store.requests import WorkerOrder, order_of
from pruning_core.store.tables import runs

MAX_CLAIMS_WITHOUT_PROGRESS = 3
"""If this many workers in a row are lost with a run, the run is interrupted."""


class Leases(Queries):
    """The part of the run store that workers use."""

    def claim(self, run_id: str, owner: str) -> int | None:
        """Give a queued run to the worker `owner`.

        Returns:
            The number of events in its log, or None if the run is not queued any more.
        """
        values = {
            "owner": owner,
            "heartbeat_at": time.time(),
            "claimed_at_step": runs.c.last_step,
        }
        with self._write() as connection:
            row = move(connection, run_id, RunState.RUNNING, values=values)
        return None if row is None else int(row.last_number)

    def append(  # noqa: PLR0913  (a batch of events, and what the worker knows)
        self,
        run_id: str,
        owner: str,
        new: Sequence[RunEvent],
        *,
        after: int | None = None,
        trains: bool = True,
        models: ModelResults | None = None,
    ) -> WorkerOrder:
        """Add events to the log of a run that `owner` has. A final event also ends the run in the store.

        Each call also renews the lease, with or without events.

        Args:
            run_id: The run.
            owner: Its worker.
            new: The events.
            after: The number of events in the log before these, if the owner counts them. Then an
                owner that got no answer may send its events again: no event is stored twice.
            trains: Whether the time since the last heartbeat counts as training time.
            models: The measurements of the run's model files, for its outcome if it ends now.

        Returns:
            What the owner must do now.

        Raises:
            LeaseLostError: If another worker has the run, or it has ended. Nothing is stored then.
            StoreBusyError: If the database does not answer. The events may be stored or not. With
                `after`, it is safe to send them again.
        """
        with self._write() as connection:
            if new and after is not None and last_number(connection, run_id) == after + len(new):
                new = ()
            row = add_events(
                connection, run_id, leased_by(owner), new, trains=trains, models=models
            )
        if row is None:
            raise LeaseLostError(f"run {run_id} has ended or belongs to another worker")
        return order_of(row, trains=trains)

    def release(self, run_id: str, owner: str, *, pause_reason: str | None = None) -> None:
        """End the lease of a worker. The run is queued or paused, or ends if a stop was requested.

        Args:
            run_id: The run.
            owner: Its worker.
            pause_reason: Why the run cannot continue now, in a sentence. If given, the run is paused.
        """
        mine = leased_by(owner)
        stopped = [RunStopped(step=self.get(run_id).last_step)]
        with self._write() as connection:
            to_stop = sql.and_(mine, runs.c.stop_requested)
            if add_events(connection, run_id, to_stop, stopped) is not None:
                return
            if pause_reason is None:
                queue_or_pause(connection, run_id, where=mine)
            else:
                values = {"owner": None, "pause_requested": True, "held_up": pause_reason}
                move(connection, run_id, RunState.PAUSED, where=mine, values=values)

    def release_silent(self, seconds: float) -> list[str]:
        """Release the runs whose workers have not reported for `seconds`. Return their ids.

        These runs are queued again, or paused if a pause was requested. A run with a requested stop
        ends. A run also ends if several workers in a row were lost with it and none made a step:
        the run itself may be the cause.
        """
        silent = sql.and_(
            runs.c.state == RunState.RUNNING, runs.c.heartbeat_at < time.time() - seconds
        )
        with self._read() as connection:
            found = connection.execute(sql.select(runs).where(silent)).mappings().all()
        return [row["id"] for row in found if self._release_silent(row, silent)]

    def _release_silent(self, row: sql.RowMapping, silent: sql.ColumnElement[bool]) -> bool:
        run_id, step = row["id"], row["last_step"]
        without_progress = 0 if step > row["claimed_at_step"] else row["futile_claims"] + 1
        end: RunEvent | None = None
        if row["stop_requested"]:
            end = RunStopped(step=step)
        elif without_progress >= MAX_CLAIMS_WITHOUT_PROGRESS:
            parameters: dict[str, str | int] = {"workers": without_progress, "step": step}
            end = RunInterrupted(step=step, reason="workers_lost", parameters=parameters)
        with self._write() as connection:
            if end is not None:
                return add_events(connection, run_id, silent, [end]) is not None
            return queue_or_pause(connection, run_id, where=silent, futile_claims=without_progress)


def leased_by(owner: str) -> sql.ColumnElement[bool]:
    """The condition that a worker has the run."""
    return sql.and_(runs.c.owner == owner, runs.c.state == RunState.RUNNING)


def queue_or_pause(
    connection: sql.Connection, run_id: str, *, where: sql.ColumnElement[bool], **values: object
) -> bool:
    """Move a run without a worker back to the queue, or to a pause that was requested.

    Returns:
        Whether the run met the condition and was moved.
    """
    asked = sql.select(runs.c.pause_requested).where(runs.c.id == run_id)
    pause = connection.scalar(asked.with_for_update())  # no request may come between the two
    to = RunState.PAUSED if pause else RunState.QUEUED
    return move(connection, run_id, to, where=where, values=values | {"owner": None}) is not None


def last_number(connection: sql.Connection, run_id: str) -> int | None:
    """The number of the last event in a run's log, or None if there is no such run."""
    found: int | None = connection.scalar(sql.select(runs.c.last_number).where(runs.c.id == run_id))
    return found
