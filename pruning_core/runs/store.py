"""RunStore: the runs and their numbered events in an SQL database; nothing else knows SQL."""

import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql

from pruning_core.checks import shown
from pruning_core.errors import LeaseLostError, RunStoreError
from pruning_core.runs.config import RunConfig, run_config_from_json
from pruning_core.runs.database import in_words, open_engine
from pruning_core.runs.events import (
    RunEvent,
    RunInterrupted,
    RunStopped,
    event_from_json,
    event_to_json,
)
from pruning_core.runs.lifecycle import RunState, end_state, sources

log = logging.getLogger(__name__)

SECONDS_TO_WAIT_FOR_A_LOCK = 10.0
MOST_FUTILE_CLAIMS = 3
LOST_WORKERS = (
    "{} workers in a row were lost with this run at step {}: it may need more memory than there is. "
    "Everything measured up to there is kept."
)

metadata = sql.MetaData()
runs = sql.Table(
    "runs",
    metadata,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("config", sql.Text, nullable=False),
    sql.Column("state", sql.String(16), nullable=False),
    sql.Column("created_at", sql.Float, nullable=False, index=True),
    sql.Column("ended_at", sql.Float),
    sql.Column("owner", sql.String(32)),
    sql.Column("heartbeat_at", sql.Float),
    sql.Column("claimed_at_step", sql.Integer, nullable=False, default=0),
    sql.Column("futile_claims", sql.Integer, nullable=False, default=0),
    sql.Column("stop_requested", sql.Boolean, nullable=False, default=False),
    sql.Column("last_number", sql.Integer, nullable=False, default=0),
    sql.Column("last_step", sql.Integer, nullable=False, default=0),
)
events = sql.Table(
    "events",
    metadata,
    sql.Column("run_id", sql.ForeignKey("runs.id"), primary_key=True),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("at", sql.Float, nullable=False),
    sql.Column("body", sql.Text, nullable=False),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A run as the store knows it; times are seconds since the epoch."""

    id: str
    config: RunConfig
    state: RunState
    created_at: float
    ended_at: float | None
    last_step: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEvent:
    """An event in a run's log: numbered from 1 without gaps, with the time it was stored."""

    number: int
    at: float
    body: str

    @property
    def event(self) -> RunEvent:
        """The event itself."""
        return event_from_json(self.body)


class RunStore:
    """The truth about runs. Safe to use from several threads and processes at once.

    Args:
        url: An SQLAlchemy database URL.
        seconds_to_wait: How long a write waits for another one before it gives up.
    """

    def __init__(self, url: str, *, seconds_to_wait: float = SECONDS_TO_WAIT_FOR_A_LOCK) -> None:
        self.url = url
        self._engine = open_engine(url, seconds_to_wait)
        with in_words():
            metadata.create_all(self._engine)
        with self._read() as connection:  # a database of another version is said at once
            connection.execute(sql.select(runs).limit(1))
            connection.execute(sql.select(events).limit(1))

    def close(self) -> None:
        """Give the database's connections back."""
        self._engine.dispose()

    def create(self, config: RunConfig) -> str:
        """A new run, queued; returns its id."""
        run_id = secrets.token_urlsafe(9)
        with self._write() as connection:
            connection.execute(
                runs.insert().values(
                    id=run_id,
                    config=config.to_json(),
                    state=RunState.QUEUED,
                    created_at=time.time(),
                )
            )
        return run_id

    def get(self, run_id: str) -> Run:
        """The run with this id.

        Raises:
            RunStoreError: When there is none.
        """
        found = self._select(sql.select(runs).where(runs.c.id == run_id))
        if not found:
            raise RunStoreError(
                f"there is no run {shown(run_id)} that can be read: "
                "it may be from another server, or from another version of the lab"
            )
        return found[0]

    def recent(self, limit: int = 50) -> list[Run]:
        """The latest runs, newest first."""
        return self._select(sql.select(runs).order_by(runs.c.created_at.desc()).limit(limit))

    def queued(self) -> list[Run]:
        """The runs that wait for a worker, oldest first."""
        waiting = sql.select(runs).where(runs.c.state == RunState.QUEUED)
        return self._select(waiting.order_by(runs.c.created_at))

    def finished_with(self, config: RunConfig) -> Run | None:
        """The latest finished run of exactly this config, if there is one."""
        same = sql.select(runs).where(
            runs.c.config == config.to_json(), runs.c.state == RunState.FINISHED
        )
        found = self._select(same.order_by(runs.c.created_at.desc()).limit(1))
        return found[0] if found else None

    def events_after(self, run_id: str, number: int, limit: int = 10_000) -> list[StoredEvent]:
        """The events of a run that came after the one with this number, in order."""
        query = (
            sql.select(events.c.number, events.c.at, events.c.body)
            .where(events.c.run_id == run_id, events.c.number > number)
            .order_by(events.c.number)
            .limit(limit)
        )
        with self._read() as connection:
            return [StoredEvent(**row) for row in connection.execute(query).mappings()]

    def last_event(self, run_id: str) -> RunEvent | None:
        """The latest event of a run, if it has one."""
        query = sql.select(events.c.body).where(events.c.run_id == run_id)
        with self._read() as connection:
            body = connection.scalar(query.order_by(events.c.number.desc()).limit(1))
        return None if body is None else readable_event(run_id, body)

    def claim(self, run_id: str, owner: str) -> int | None:
        """Take a queued run for the worker `owner`.

        Returns:
            How many events its log holds already; None when the run is not to be had.
        """
        claimed = runs.update().where(
            runs.c.id == run_id, runs.c.state.in_(sources(RunState.RUNNING))
        )
        values = {
            "state": RunState.RUNNING,
            "owner": owner,
            "heartbeat_at": time.time(),
            "claimed_at_step": runs.c.last_step,
        }
        with self._write() as connection:
            held: int | None = connection.scalar(
                claimed.values(values).returning(runs.c.last_number)
            )
            return held

    def append(self, run_id: str, owner: str, new: Sequence[RunEvent]) -> bool:
        """Add events to the log of a run that `owner` has; an event that ends the run ends it here.

        It also says that the owner is alive: without events, it says no more than that.

        Returns:
            Whether someone asked to stop the run.

        Raises:
            LeaseLostError: When the run is not the owner's, or has ended. Nothing is added then.
            StoreBusyError: When the database does not take the write. Nothing is added then.
        """
        held = sql.and_(runs.c.owner == owner, runs.c.state == RunState.RUNNING)
        with self._write() as connection:
            stop_requested = add_events(connection, run_id, held, new)
        if stop_requested is None:
            raise LeaseLostError(f"run {run_id} has ended or belongs to another worker")
        return stop_requested

    def request_stop(self, run_id: str) -> None:
        """Ask for the end of a run: at once when it is queued, at its worker's next heartbeat else."""
        self.get(run_id)
        with self._write() as connection:
            connection.execute(runs.update().where(runs.c.id == run_id).values(stop_requested=True))
            queued = runs.c.state == RunState.QUEUED
            add_events(connection, run_id, queued, [RunStopped(step=0)])

    def release_silent(self, seconds: float) -> list[str]:
        """Queue the runs again whose worker has been silent for so long; returns their ids.

        A run that someone asked to stop ends instead, and so does one that lost several workers in
        a row without a step in between: it may be what kills them.
        """
        silent = sql.and_(
            runs.c.state == RunState.RUNNING, runs.c.heartbeat_at < time.time() - seconds
        )
        with self._read() as connection:
            found = connection.execute(sql.select(runs).where(silent)).mappings().all()
        return [row["id"] for row in found if self._release(row, silent)]

    def _release(self, row: sql.RowMapping, silent: sql.ColumnElement[bool]) -> bool:
        step = row["last_step"]
        futile = 0 if step > row["claimed_at_step"] else row["futile_claims"] + 1
        with self._write() as connection:
            if row["stop_requested"]:
                return (
                    add_events(connection, row["id"], silent, [RunStopped(step=step)]) is not None
                )
            if futile >= MOST_FUTILE_CLAIMS:
                ended = RunInterrupted(step=step, message=LOST_WORKERS.format(futile, step))
                return add_events(connection, row["id"], silent, [ended]) is not None
            again = runs.update().where(runs.c.id == row["id"], silent)
            values = {"state": RunState.QUEUED, "owner": None, "futile_claims": futile}
            return connection.execute(again.values(values)).rowcount == 1

    def _select(self, query: sql.Select[Any]) -> list[Run]:
        with self._read() as connection:
            rows = connection.execute(query).mappings().all()
        return [run for row in rows if (run := readable_run(row)) is not None]

    @contextmanager
    def _read(self) -> Iterator[sql.Connection]:
        with in_words(), self._engine.connect() as connection:
            yield connection.execution_options(only_reads=True)

    @contextmanager
    def _write(self) -> Iterator[sql.Connection]:
        with in_words(), self._engine.begin() as connection:
            yield connection


def add_events(
    connection: sql.Connection,
    run_id: str,
    condition: sql.ColumnElement[bool],
    new: Sequence[RunEvent],
) -> bool | None:
    """Number and store events if the run meets the condition.

    Returns:
        Whether someone asked to stop the run; None when it does not meet the condition.
    """
    now = time.time()
    values: dict[str, Any] = {"last_number": runs.c.last_number + len(new), "heartbeat_at": now}
    for event in new:
        if (step := getattr(event, "step", None)) is not None:
            values["last_step"] = step
        if (state := end_state(event)) is not None:
            values |= {"state": state, "ended_at": now}
    updated = runs.update().where(runs.c.id == run_id, condition).values(values)
    row = connection.execute(
        updated.returning(runs.c.last_number, runs.c.stop_requested)
    ).one_or_none()
    if row is None:
        return None
    first = row.last_number - len(new) + 1
    rows = [
        {"run_id": run_id, "number": number, "at": now, "body": event_to_json(event)}
        for number, event in enumerate(new, start=first)
    ]
    if rows:
        connection.execute(events.insert(), rows)
    return bool(row.stop_requested)


def readable_event(run_id: str, body: str) -> RunEvent:
    """The event in a row of the log.

    Raises:
        RunStoreError: When this version of the lab cannot read it.
    """
    try:
        return event_from_json(body)
    except (ValueError, KeyError, TypeError) as error:
        raise RunStoreError(
            f"the events of run {run_id} are from another version of the lab"
        ) from error


def readable_run(row: sql.RowMapping) -> Run | None:
    """The run that a row describes; None, and a line in the log, when this version cannot read it."""
    try:
        return run_from_row(row)
    except (ValueError, KeyError, TypeError) as error:
        log.debug("run %s is left out, it cannot be read: %r", row["id"], error)
        return None


def run_from_row(row: sql.RowMapping) -> Run:
    """The run that a row of the table describes."""
    return Run(
        id=row["id"],
        config=run_config_from_json(row["config"]),
        state=RunState(row["state"]),
        created_at=row["created_at"],
        ended_at=row["ended_at"],
        last_step=row["last_step"],
    )
