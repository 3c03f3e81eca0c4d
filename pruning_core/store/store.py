"""RunStore: the runs and their numbered events in an SQL database; nothing else knows SQL."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

import sqlalchemy as sql

from pruning_core.checks import quoted
from pruning_core.errors import LeaseLostError, LimitError, RunStoreError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import RunEvent, RunInterrupted, RunStopped
from pruning_core.runs.run import Run, StoredEvent
from pruning_core.runs.states import RunState, sources
from pruning_core.store.database import in_words, open_engine
from pruning_core.store.event_log import add_events
from pruning_core.store.rows import readable_event, readable_run
from pruning_core.store.schema import bring_up_to_date
from pruning_core.store.tables import events, runs

__all__ = [
    "MOST_FUTILE_CLAIMS",
    "SECONDS_TO_WAIT_FOR_A_LOCK",
    "RunStore",
    "Wish",
]

SECONDS_TO_WAIT_FOR_A_LOCK = 10.0
MOST_FUTILE_CLAIMS = 3
LOST_WORKERS = (
    "{} workers in a row were lost with this run at step {}: it may need more memory than there is. "
    "Everything measured up to there is kept."
)
UNFINISHED = (RunState.RUNNING, RunState.QUEUED, RunState.PAUSED)
"""In the order in which their ends can be expected."""


class Wish(StrEnum):
    """What the worker of a run is asked to do."""

    GO_ON = "go on"
    PAUSE = "pause"
    STOP = "stop"
    STOP_FOR_TIME = "stop for time"


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
            bring_up_to_date(self._engine)
        with self._read() as connection:  # a database of another version is said at once
            connection.execute(sql.select(runs).limit(1))
            connection.execute(sql.select(events).limit(1))

    def close(self) -> None:
        """Give the database's connections back."""
        self._engine.dispose()

    def create(  # noqa: PLR0913  (all but the config is optional)
        self,
        config: RunConfig,
        *,
        key: str | None = None,
        visitor: str | None = None,
        most_seconds: float | None = None,
        most_of_visitor: int | None = None,
        most_waiting: int | None = None,
    ) -> str:
        """A new run, queued.

        Args:
            config: What to train.
            key: The secret of who may control it; the store keeps only its hash.
            visitor: Who starts it, to count by.
            most_seconds: How long it may train.
            most_of_visitor: How many unfinished runs the visitor may have, with this one.
            most_waiting: How many runs may wait for a worker, with this one.

        Returns:
            Its id.

        Raises:
            LimitError: When the visitor has, or the queue holds, that many already.
        """
        run_id = secrets.token_hex(8)
        theirs = sql.and_(runs.c.visitor == visitor, runs.c.state.in_(UNFINISHED))
        training = config.to_json()
        with self._write() as connection:
            if most_of_visitor is not None and count(connection, theirs) >= most_of_visitor:
                raise LimitError(
                    f"at most {most_of_visitor} of your runs may wait, train or be paused at a time on "
                    "this server: stop one, or wait until one has ended"
                )
            waiting = runs.c.state == RunState.QUEUED
            if most_waiting is not None and count(connection, waiting) >= most_waiting:
                raise LimitError(
                    f"{most_waiting} runs wait for a worker already, as many as this server lets wait: "
                    "try again when some have ended"
                )
            connection.execute(
                runs.insert().values(
                    id=run_id,
                    config=training,
                    training_hash=hash_of(training),
                    state=RunState.QUEUED,
                    created_at=time.time(),
                    most_seconds=most_seconds,
                    key_hash=None if key is None else hash_of(key),
                    visitor=visitor,
                )
            )
        return run_id

    def controls(self, run_id: str, key: str) -> bool:
        """Whether this is the key of who started the run; without a key nobody controls it."""
        with self._read() as connection:
            kept = connection.scalar(sql.select(runs.c.key_hash).where(runs.c.id == run_id))
        return kept is not None and hmac.compare_digest(kept, hash_of(key))

    def get(self, run_id: str) -> Run:
        """The run with this id.

        Raises:
            RunStoreError: When there is none.
        """
        found = self._select(sql.select(runs).where(runs.c.id == run_id))
        if not found:
            raise RunStoreError(
                f"there is no run {quoted(run_id)} that can be read: "
                "it may be from another server, or from another version of the lab"
            )
        return found[0]

    def recent(self, limit: int = 50) -> list[Run]:
        """The latest runs, newest first."""
        return self._select(sql.select(runs).order_by(runs.c.created_at.desc()).limit(limit))

    def running(self) -> list[Run]:
        """The runs that train."""
        return self._select(sql.select(runs).where(runs.c.state == RunState.RUNNING))

    def states(self, run_ids: Sequence[str]) -> dict[str, RunState]:
        """Where some runs stand."""
        query = sql.select(runs.c.id, runs.c.state).where(runs.c.id.in_(run_ids))
        with self._read() as connection:
            return {row.id: RunState(row.state) for row in connection.execute(query)}

    def queued(self) -> list[Run]:
        """The runs that wait for a worker, oldest first."""
        waiting = sql.select(runs).where(runs.c.state == RunState.QUEUED)
        return self._select(waiting.order_by(runs.c.created_at))

    def finished_with(self, config: RunConfig) -> Run | None:
        """The latest finished run of exactly this config, if there is one."""
        same = sql.select(runs).where(
            runs.c.training_hash == hash_of(config.to_json()), runs.c.state == RunState.FINISHED
        )
        found = self._select(same.order_by(runs.c.created_at.desc()).limit(1))
        return found[0] if found else None

    def under_way_with(self, config: RunConfig) -> Run | None:
        """The unfinished run of exactly this config whose end is expected first, if there is one."""
        same = sql.select(runs).where(
            runs.c.training_hash == hash_of(config.to_json()), runs.c.state.in_(UNFINISHED)
        )
        places = {state.value: place for place, state in enumerate(UNFINISHED)}
        first = sql.case(places, value=runs.c.state)
        found = self._select(same.order_by(first, runs.c.created_at).limit(1))
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

    def append(
        self,
        run_id: str,
        owner: str,
        new: Sequence[RunEvent],
        *,
        after: int | None = None,
        trains: bool = True,
    ) -> Wish:
        """Add events to the log of a run that `owner` has; an event that ends the run ends it here.

        It also says that the owner is alive: without events, it says no more than that.

        Args:
            run_id: The run.
            owner: Its worker.
            new: The events.
            after: How many events the log holds before them, where the owner keeps count: events
                that are in it already, because only the answer to their writing was lost, are not
                added again.
            trains: Whether the time since the last heartbeat counts as trained.

        Returns:
            What the owner is asked to do.

        Raises:
            LeaseLostError: When the run is not the owner's, or has ended. Nothing is added then.
            StoreBusyError: When the database does not take the write. Without `after`, nobody knows
                then whether it was added.
        """
        with self._write() as connection:
            if new and after is not None and last_number(connection, run_id) == after + len(new):
                new = ()
            row = add_events(connection, run_id, held_by(owner), new, trains=trains)
        if row is None:
            raise LeaseLostError(f"run {run_id} has ended or belongs to another worker")
        if row.stop_requested:
            return Wish.STOP
        if trains and row.most_seconds is not None and row.seconds_trained > row.most_seconds:
            return Wish.STOP_FOR_TIME
        return Wish.PAUSE if row.pause_requested else Wish.GO_ON

    def held_up(self, run_ids: Sequence[str]) -> dict[str, str]:
        """What holds paused runs up, in words, where it was not someone's wish."""
        held = sql.and_(runs.c.id.in_(run_ids), runs.c.state == RunState.PAUSED)
        query = sql.select(runs.c.id, runs.c.held_up).where(held, runs.c.held_up.is_not(None))
        with self._read() as connection:
            return {row.id: row.held_up for row in connection.execute(query)}

    def release(self, run_id: str, owner: str, *, held_up: str | None = None) -> None:
        """Let go of a run that another worker shall go on with: at once, or when it is resumed.

        Args:
            run_id: The run.
            owner: Its worker.
            held_up: Why it cannot go on now, in words: the run is paused then.
        """
        step = self.get(run_id).last_step
        mine = sql.and_(runs.c.id == run_id, held_by(owner))
        with self._write() as connection:
            to_stop = sql.and_(mine, runs.c.stop_requested)
            if add_events(connection, run_id, to_stop, [RunStopped(step=step)]) is None:
                values: dict[str, Any] = {"state": without_worker(), "owner": None}
                if held_up is not None:
                    paused = {"state": RunState.PAUSED, "pause_requested": True}
                    values |= paused | {"held_up": held_up}
                connection.execute(runs.update().where(mine).values(values))

    def request_stop(self, run_id: str) -> None:
        """Ask for the end of a run: at once when no worker has it, at its worker's next heartbeat else."""
        run = self.get(run_id)
        with self._write() as connection:
            connection.execute(runs.update().where(runs.c.id == run_id).values(stop_requested=True))
            idle = runs.c.state.in_([RunState.QUEUED, RunState.PAUSED])
            add_events(connection, run_id, idle, [RunStopped(step=run.last_step)])

    def request_pause(self, run_id: str) -> None:
        """Ask a run to wait until it is resumed: its worker keeps a checkpoint and lets go of it."""
        self.get(run_id)
        with self._write() as connection:
            one = runs.update().where(runs.c.id == run_id)
            connection.execute(one.values(pause_requested=True))
            queued = runs.c.state == RunState.QUEUED
            connection.execute(one.where(queued).values(state=RunState.PAUSED))

    def request_resume(self, run_id: str) -> None:
        """Queue a paused run again, or call off a pause that has not come about yet."""
        self.get(run_id)
        with self._write() as connection:
            one = runs.update().where(runs.c.id == run_id)
            connection.execute(one.values(pause_requested=False, held_up=None))
            paused = runs.c.state == RunState.PAUSED
            connection.execute(one.where(paused).values(state=RunState.QUEUED))

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
        return [row["id"] for row in found if self._release_silent(row, silent)]

    def _release_silent(self, row: sql.RowMapping, silent: sql.ColumnElement[bool]) -> bool:
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
            values = {"state": without_worker(), "owner": None, "futile_claims": futile}
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


def held_by(owner: str) -> sql.ColumnElement[bool]:
    """The runs that a worker trains."""
    return sql.and_(runs.c.owner == owner, runs.c.state == RunState.RUNNING)


def without_worker() -> sql.ColumnElement[str]:
    """The state of a run whose worker has gone."""
    return sql.case((runs.c.pause_requested, RunState.PAUSED.value), else_=RunState.QUEUED.value)


def last_number(connection: sql.Connection, run_id: str) -> int | None:
    """The number of the last event in a run's log; None where there is no such run."""
    found: int | None = connection.scalar(sql.select(runs.c.last_number).where(runs.c.id == run_id))
    return found


def count(connection: sql.Connection, condition: sql.ColumnElement[bool]) -> int:
    """How many runs meet a condition."""
    counted = sql.select(sql.func.count()).select_from(runs).where(condition)
    return connection.execute(counted).scalar_one()


def hash_of(text: str) -> str:
    """SHA-256. Keys are long and random, so that their plain hash does not give them away."""
    return hashlib.sha256(text.encode()).hexdigest()
