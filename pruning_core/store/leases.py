"""Leases: they record which worker has claimed which run, and end if the worker no longer reports."""

import time
from collections.abc import Sequence

import sqlalchemy as sql

from pruning_core.errors import LeaseLostError
from pruning_core.results.model_results import ModelResults
from pruning_core.runs.events.kinds import RunEvent, RunInterrupted, RunStopped
from pruning_core.runs.pause import PauseReason
from pruning_core.runs.run import SEVERAL_HOSTS
from pruning_core.runs.states import RunState
from pruning_core.store.event_log import add_events
from pruning_core.store.moves import move
from pruning_core.store.queries import Queries
from pruning_core.store.requests import WorkerCommand, command_of
from pruning_core.store.tables import runs

MAX_CLAIMS_WITHOUT_PROGRESS = 3
"""If this number of workers of a run are lost without a new step, the run is interrupted."""


class Leases(Queries):
    """The part of the run store that workers use."""

    def claim(self, run_id: str, owner: str, *, host: str | None = None) -> int | None:
        """Give a queued run to the worker `owner`.

        Args:
            run_id: The run.
            owner: The worker.
            host: The kind of the worker's machine. If an earlier worker of the run had another kind of
                machine, the run gets `SEVERAL_HOSTS`.

        Returns:
            The number of events in its log, or None if the run is not queued any more.
        """
        now = time.time()
        values = {
            "owner": owner,
            "heartbeat_at": now,
            "claimed_at": now,
            "claimed_at_step": runs.c.last_step,
        }
        if host is not None:
            is_same_kind = sql.or_(runs.c.host.is_(None), runs.c.host == host)
            values["host"] = sql.case((is_same_kind, host), else_=SEVERAL_HOSTS)
        with self._write() as connection:
            row = move(connection, run_id, RunState.RUNNING, values=values)
        return None if row is None else int(row.last_number)

    def append(  # noqa: PLR0913  (events, and the state of the worker)
        self,
        run_id: str,
        owner: str,
        new_events: Sequence[RunEvent],
        *,
        after: int | None = None,
        trains: bool = True,
        models: ModelResults | None = None,
    ) -> WorkerCommand:
        """Add events to the log of a run that `owner` has claimed. A final event also ends the run in the store.

        Each call also renews the lease, with or without events.

        Args:
            run_id: The run.
            owner: The worker of the run.
            new_events: The events to add.
            after: The number of events in the log before `new_events`, or None if the owner does not count them.
                With this number, an owner that got no answer may send its events again: no event is
                stored twice.
            trains: Whether the time since the last heartbeat counts as training time.
            models: The measurements of the run's model files, for its outcome if it ends now.

        Returns:
            The command to the owner.

        Raises:
            LeaseLostError: If another worker has claimed the run, or the run has ended. Nothing is stored.
            StoreBusyError: If the database does not answer. The events may or may not be stored.
                With `after`, they can be sent again.
        """
        with self._write() as connection:
            if (
                new_events
                and after is not None
                and last_number(connection, run_id) == after + len(new_events)
            ):
                new_events = ()  # an earlier call has stored these events
            row = add_events(
                connection, run_id, leased_by(owner), new_events, trains=trains, models=models
            )
        if row is None:
            raise LeaseLostError(f"run {run_id} has ended or belongs to another worker")
        return command_of(row, trains=trains)

    def release(self, run_id: str, owner: str, *, pause_reason: PauseReason | None = None) -> None:
        """End the lease of a worker. The run is queued or paused, or ends if a stop was requested.

        Args:
            run_id: The run.
            owner: The worker of the run.
            pause_reason: The reason why the run cannot continue now. With a reason, the run is paused.
        """
        is_leased = leased_by(owner)
        stop_events = [RunStopped(step=self.get(run_id).last_step)]
        with self._write() as connection:
            stop_requested = sql.and_(is_leased, runs.c.stop_requested)
            if add_events(connection, run_id, stop_requested, stop_events) is not None:
                return
            if pause_reason is None:
                queue_or_pause(connection, run_id, where=is_leased)
            else:
                values = {"owner": None, "pause_requested": True, "held_up": pause_reason.to_json()}
                move(connection, run_id, RunState.PAUSED, where=is_leased, values=values)

    def release_runs_of_silent_workers(self, seconds: float) -> list[str]:
        """Release the runs whose workers have not reported for `seconds`. Return their ids.

        These runs are queued again, or paused if a pause was requested. A run with a requested stop
        ends. A run also ends if several workers were lost while they trained it, without a new step between the losses,
        because the run itself may be the cause.
        """
        is_silent = sql.and_(
            runs.c.state == RunState.RUNNING, runs.c.heartbeat_at < time.time() - seconds
        )
        with self._read() as connection:
            rows = connection.execute(sql.select(runs).where(is_silent)).mappings().all()
        return [row["id"] for row in rows if self._release_silent(row, is_silent)]

    def _release_silent(self, row: sql.RowMapping, is_silent: sql.ColumnElement[bool]) -> bool:
        run_id, step = row["id"], row["last_step"]
        losses_without_progress = 0 if step > row["claimed_at_step"] else row["futile_claims"] + 1
        end: RunEvent | None = None
        if row["stop_requested"]:
            end = RunStopped(step=step)
        elif losses_without_progress >= MAX_CLAIMS_WITHOUT_PROGRESS:
            parameters: dict[str, str | int] = {"workers": losses_without_progress, "step": step}
            end = RunInterrupted(step=step, reason="workers_lost", parameters=parameters)
        with self._write() as connection:
            if end is not None:
                return add_events(connection, run_id, is_silent, [end]) is not None
            return queue_or_pause(
                connection, run_id, where=is_silent, futile_claims=losses_without_progress
            )


def leased_by(owner: str) -> sql.ColumnElement[bool]:
    """The condition that a worker has claimed the run."""
    return sql.and_(runs.c.owner == owner, runs.c.state == RunState.RUNNING)


def queue_or_pause(
    connection: sql.Connection, run_id: str, *, where: sql.ColumnElement[bool], **values: object
) -> bool:
    """End the lease of a run: queue the run again, or pause it if a pause was requested.

    Returns:
        Whether the run met the condition and was moved.
    """
    query = sql.select(runs.c.pause_requested).where(runs.c.id == run_id)
    is_pause_requested = connection.scalar(
        query.with_for_update()
    )  # no request may change the row before the move
    new_state = RunState.PAUSED if is_pause_requested else RunState.QUEUED
    return (
        move(connection, run_id, new_state, where=where, values=values | {"owner": None})
        is not None
    )


def last_number(connection: sql.Connection, run_id: str) -> int | None:
    """The number of the last event in a run's log, or None if there is no such run.

    It waits for an earlier call whose answer was lost: PostgreSQL may still execute this call.
    """
    query = sql.select(runs.c.last_number).where(runs.c.id == run_id)
    number: int | None = connection.scalar(query.with_for_update())
    return number
