"""The feed: one poller reads the store for every viewer of every run that is watched."""

import asyncio
import itertools
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from pruning_core.errors import EventError, StoreBusyError
from pruning_core.runs.run import StoredEvent
from pruning_core.runs.states import RunState, end_state
from pruning_core.store.store import RunStore

log = logging.getLogger(__name__)

SECONDS_BETWEEN_POLLS = 0.1
POLLS_BETWEEN_CONDITIONS = 5
SECONDS_BETWEEN_SIGNS_OF_LIFE = 10.0
MOST_EVENTS_AT_ONCE = 2_000


@dataclass(slots=True)
class Channel:
    """The event log of one watched run, in memory once, however many watch it."""

    messages: list[bytes] = field(default_factory=list)
    condition: bytes = b""
    n_pruned: int | None = None
    viewers: int = 0
    complete: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, messages: list[bytes], *, ends: bool) -> None:
        """Add new messages, the last of which may end the run, and wake the viewers."""
        self.messages += messages
        self.complete = ends
        self.tell()

    def is_now(self, condition: bytes) -> None:
        """Take how the run stands, which is no part of its log, and wake the viewers if it is new."""
        if condition != self.condition:
            self.condition = condition
            self.tell()

    def end(self) -> None:
        """Nothing more will come."""
        self.complete = True
        self.tell()

    def tell(self) -> None:
        """Wake the viewers."""
        news, self.news = self.news, asyncio.Event()
        news.set()


class Feed:
    """Server-sent events of runs, for any number of viewers; lives in one event loop.

    A viewer is an index into its run's log, so that a slow one costs nothing and a returning one
    goes on where it was.

    Args:
        store: Where the runs are.
        notice: What viewers of unfinished runs should know of the server now, "" for nothing.
    """

    def __init__(self, store: RunStore, notice: Callable[[], str] = lambda: "") -> None:
        self._store = store
        self._notice = notice
        self._channels: dict[str, Channel] = {}
        self._closed = asyncio.Event()
        self._poller = asyncio.create_task(self._poll())

    async def close(self) -> None:
        """End every stream: an open one would keep the server from shutting down."""
        self.end_streams()
        self._poller.cancel()
        with suppress(asyncio.CancelledError):
            await self._poller

    def end_streams(self) -> None:
        """Let every viewer's stream end; browsers come back by themselves."""
        self._closed.set()
        for channel in self._channels.values():
            channel.news.set()

    async def stream(self, run_id: str, after: int) -> AsyncIterator[bytes]:
        """The events of a run after the one numbered `after`, as they happen, to its end."""
        channel = self._channels.setdefault(run_id, Channel())
        channel.viewers += 1
        told = b""
        try:
            while not self._closed.is_set():
                news = channel.news
                if told != channel.condition:
                    told = channel.condition
                    yield told
                batch = channel.messages[after : after + MOST_EVENTS_AT_ONCE]
                if batch:
                    after += len(batch)
                    yield b"".join(batch)
                elif channel.complete:
                    return
                else:
                    yield await self._wait(news)
        finally:
            channel.viewers -= 1
            if not channel.viewers:
                self._channels.pop(run_id, None)

    async def _wait(self, news: asyncio.Event) -> bytes:
        """Wait for news; a comment now and then keeps proxies from closing a quiet stream."""
        try:
            await asyncio.wait_for(news.wait(), SECONDS_BETWEEN_SIGNS_OF_LIFE)
        except TimeoutError:
            return b": still here\n\n"
        return b""

    async def _poll(self) -> None:
        for poll in itertools.count():
            for run_id, channel in list(self._channels.items()):
                await self._read_or_say(run_id, channel)
            if poll % POLLS_BETWEEN_CONDITIONS == 0:
                await self._tell_conditions()
            await asyncio.sleep(SECONDS_BETWEEN_POLLS)

    async def _read_or_say(self, run_id: str, channel: Channel) -> bool:
        """Read a run's news; an error in it must not end the streams of other runs.

        Returns:
            Whether all of its events so far are read.
        """
        try:
            await self._read(run_id, channel)
        except StoreBusyError:
            return False  # the next round asks again
        except Exception:  # the poller's outermost frame
            log.exception("the events of run %s cannot be read: its viewers see no more", run_id)
            channel.end()
        return True

    async def _tell_conditions(self) -> None:
        """Tell viewers how their run stands: queued, running or paused, and what holds it up."""
        watched = [run_id for run_id, channel in self._channels.items() if not channel.complete]
        if not watched:
            return
        try:
            states = await asyncio.to_thread(self._store.states, watched)
            reasons = await asyncio.to_thread(self._store.pause_reasons, watched)
            notice = await asyncio.to_thread(self._notice)
        except (StoreBusyError, OSError) as error:
            log.warning("how runs stand cannot be read now: %s", error)
            return
        for run_id, state in states.items():
            if (channel := self._channels.get(run_id)) is not None:
                channel.is_now(condition(state, reasons.get(run_id, notice)))
                # The last event may be damaged: then it does not end the stream.
                if state.ended and await self._read_or_say(run_id, channel):
                    channel.end()

    async def _read(self, run_id: str, channel: Channel) -> None:
        """Read a run's news, part by part: each part is sent before the next one is checked."""
        if channel.n_pruned is None:
            run = await asyncio.to_thread(self._store.get, run_id)
            channel.n_pruned = len(run.description.pruned_kernels)
        found = MOST_EVENTS_AT_ONCE
        while found == MOST_EVENTS_AT_ONCE and not channel.complete:
            seen = len(channel.messages)
            messages, ends = await asyncio.to_thread(
                self._messages_after, run_id, seen, channel.n_pruned
            )
            found = len(messages)
            if messages and len(channel.messages) == seen:
                channel.add(messages, ends=ends)

    def _messages_after(self, run_id: str, number: int, n_pruned: int) -> tuple[list[bytes], bool]:
        """The next messages of a run, and whether the last of them ends it."""
        ends, messages = False, []
        for stored in self._store.events_after(run_id, number, limit=MOST_EVENTS_AT_ONCE):
            try:
                ends = end_state(stored.event_of(n_pruned=n_pruned)) is not None
            except EventError as error:
                ends = False
                messages.append(message(unreadable(stored, error)))
            else:
                messages.append(message(stored))
        return messages, ends


def message(stored: StoredEvent) -> bytes:
    r"""An event as a server-sent message: its number is the id, its time travels beside it.

    >>> message(StoredEvent(number=2, at=1.5, body='{"kind": "run_stopped", "step": 7}'))
    b'id: 2\ndata: {"at": 1.500, "event": {"kind": "run_stopped", "step": 7}}\n\n'
    """
    # A line break in JSON is only space between values; in a stream it would end the data.
    body = stored.body.replace("\r", " ").replace("\n", " ")
    return f'id: {stored.number}\ndata: {{"at": {stored.at:.3f}, "event": {body}}}\n\n'.encode()


def unreadable(stored: StoredEvent, error: EventError) -> StoredEvent:
    """What viewers get in the place of a damaged or unknown event: a browser checks nothing.

    >>> unreadable(StoredEvent(number=2, at=1.5, body="moon"), EventError("kind", "no JSON")).body
    '{"kind": "unreadable", "number": 2, "error": "no JSON"}'
    """
    parts = {"kind": "unreadable", "number": stored.number, "error": str(error)}
    return replace(stored, body=json.dumps(parts))


def condition(state: RunState, notice: str) -> bytes:
    r"""How a run stands, as a server-sent message of its own kind; it has no number.

    >>> condition(RunState.PAUSED, "")
    b'event: condition\ndata: {"state": "paused", "notice": ""}\n\n'
    """
    return f"event: condition\ndata: {json.dumps({'state': state, 'notice': notice})}\n\n".encode()
