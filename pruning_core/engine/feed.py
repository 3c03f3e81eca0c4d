"""The feed: one task reads the store for all viewers of all watched runs."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from pruning_core.engine.channel import Channel
from pruning_core.errors import EventError, StoreBusyError
from pruning_core.json_checks import json_fields
from pruning_core.runs.pause import PauseReason
from pruning_core.runs.run import StoredEvent
from pruning_core.runs.states import RunState, end_state
from pruning_core.store.store import RunStore

log = logging.getLogger(__name__)

SECONDS_BETWEEN_POLLS = 0.1
SECONDS_BETWEEN_POLLS_AT_START = 0.025
"""A run that starts is read more often, because its viewers wait for its first step."""
SECONDS_BETWEEN_STATUSES = 0.5
SECONDS_BETWEEN_COMMENTS = 10.0
MAX_EVENTS_PER_READ = 2_000


class Feed:
    """Sends the events of runs to any number of viewers. It works in one event loop.

    For each viewer, the feed stores only an index into the log of the run. So a slow viewer needs no
    memory. A viewer that connects again continues at its index.

    Args:
        store: The store of the runs.
        notice: Returns the notice of the server to viewers of unfinished runs, or "".
    """

    def __init__(self, store: RunStore, notice: Callable[[], str] = lambda: "") -> None:
        self._store = store
        self._notice = notice
        self._channels: dict[str, Channel] = {}
        self._closing = asyncio.Event()
        self._poller = asyncio.create_task(self._poll())

    async def close(self) -> None:
        """End every stream. The server cannot shut down while a stream is open."""
        self.end_streams()
        self._poller.cancel()
        with suppress(asyncio.CancelledError):
            await self._poller

    def end_streams(self) -> None:
        """End the stream of every viewer. Browsers connect again by themselves."""
        self._closing.set()
        for channel in self._channels.values():
            channel.news.set()

    async def stream(self, run_id: str, after: int) -> AsyncIterator[bytes]:
        """Send the events of a run with numbers above `after`: first the stored events, then each new event."""
        channel = self._channels.setdefault(run_id, Channel())
        channel.viewers += 1
        sent_status = b""
        try:
            while not self._closing.is_set():
                news = channel.news
                if sent_status != channel.status:
                    sent_status = channel.status
                    yield sent_status
                batch = channel.messages[after : after + MAX_EVENTS_PER_READ]
                if batch:
                    after += len(batch)
                    yield b"".join(batch)
                elif channel.is_complete:
                    return
                else:
                    yield await self._wait(news)
        finally:
            channel.viewers -= 1
            if not channel.viewers:
                self._channels.pop(run_id, None)

    async def _wait(self, news: asyncio.Event) -> bytes:
        """Wait for news. After some seconds without news, return a comment, because proxies close a silent stream."""
        try:
            await asyncio.wait_for(news.wait(), SECONDS_BETWEEN_COMMENTS)
        except TimeoutError:
            return b": still here\n\n"
        return b""

    async def _poll(self) -> None:
        next_poll = next_status = 0.0
        while True:
            now = time.monotonic()
            must_read_all = now >= next_poll
            if must_read_all:
                next_poll = now + SECONDS_BETWEEN_POLLS
            for run_id, channel in list(self._channels.items()):
                if must_read_all or channel.is_starting:
                    await self._read_or_log(run_id, channel)
            if now >= next_status:
                next_status = now + SECONDS_BETWEEN_STATUSES
                await self._send_statuses()
            is_starting = any(channel.is_starting for channel in self._channels.values())
            await asyncio.sleep(
                SECONDS_BETWEEN_POLLS_AT_START if is_starting else SECONDS_BETWEEN_POLLS
            )

    async def _read_or_log(self, run_id: str, channel: Channel) -> bool:
        """Read the new events of a run. An error is logged. It does not end the streams of other runs.

        Returns:
            Whether all stored events have been read.
        """
        try:
            await self._read(run_id, channel)
        except StoreBusyError:
            return False  # the next poll tries again
        except Exception:  # if the task ended here, all streams would end
            log.exception("the events of run %s cannot be read, so its streams end", run_id)
            channel.end()
        return True

    async def _send_statuses(self) -> None:
        """Send each viewer the state of the run, the notice of the server, and the reason of a pause."""
        watched_ids = [
            run_id for run_id, channel in self._channels.items() if not channel.is_complete
        ]
        if not watched_ids:
            return
        try:
            states = await asyncio.to_thread(self._store.states, watched_ids)
            reasons = await asyncio.to_thread(self._store.pause_reasons, watched_ids)
            notice = await asyncio.to_thread(self._notice)
        except (StoreBusyError, OSError) as error:
            log.warning("the states of runs cannot be read now: %s", error)
            return
        for run_id, state in states.items():
            if (channel := self._channels.get(run_id)) is not None:
                channel.set_status(status_message(state, notice, reasons.get(run_id)))
                # If the last event is damaged, it does not end the stream. So the state ends it.
                if state.ended and await self._read_or_log(run_id, channel):
                    channel.end()

    async def _read(self, run_id: str, channel: Channel) -> None:
        """Read the new events of a run in parts. Each part is sent before the next part is read."""
        if channel.n_pruned is None:
            run = await asyncio.to_thread(self._store.get, run_id)
            channel.n_pruned = len(run.description.pruned_kernels)
        n_read = MAX_EVENTS_PER_READ
        while n_read == MAX_EVENTS_PER_READ and not channel.is_complete:
            n_before = len(channel.messages)
            messages, ends = await asyncio.to_thread(
                self._messages_after, run_id, n_before, channel.n_pruned
            )
            n_read = len(messages)
            if messages and len(channel.messages) == n_before:
                channel.add(messages, ends=ends)

    def _messages_after(self, run_id: str, number: int, n_pruned: int) -> tuple[list[bytes], bool]:
        """The next messages of a run, and whether the last of them ends the run."""
        is_end, messages = False, []
        for event in self._store.events_after(run_id, number, limit=MAX_EVENTS_PER_READ):
            try:
                is_end = end_state(event.event_of(n_pruned=n_pruned)) is not None
            except EventError as error:
                is_end = False
                messages.append(event_message(replace_unreadable(event, error)))
            else:
                messages.append(event_message(event))
        return messages, is_end


def event_message(event: StoredEvent) -> bytes:
    r"""An event as a server-sent message. Its number is the id; the data has its time and the event.

    >>> event_message(StoredEvent(number=2, at=1.5, body='{"kind": "run_stopped", "step": 7}'))
    b'id: 2\ndata: {"at": 1.500, "event": {"kind": "run_stopped", "step": 7}}\n\n'
    """
    # In JSON, a line break between values has no meaning. But in a stream, a line break ends the data.
    body = event.body.replace("\r", " ").replace("\n", " ")
    return f'id: {event.number}\ndata: {{"at": {event.at:.3f}, "event": {body}}}\n\n'.encode()


def replace_unreadable(event: StoredEvent, error: EventError) -> StoredEvent:
    """The event that viewers get instead of a damaged or unknown event. The browser does not check events.

    >>> replace_unreadable(StoredEvent(number=2, at=1.5, body="moon"), EventError("kind", "no JSON")).body
    '{"kind": "unreadable", "number": 2, "error": "no JSON"}'
    """
    parts = {"kind": "unreadable", "number": event.number, "error": str(error)}
    return replace(event, body=json.dumps(parts))


def status_message(state: RunState, notice: str, pause: PauseReason | None) -> bytes:
    r"""The state of a run as a server-sent message of the type `status`, without a number.

    >>> status_message(RunState.PAUSED, "", None)
    b'event: status\ndata: {"state": "paused", "notice": ""}\n\n'
    """
    values: dict[str, Any] = {"state": state, "notice": notice}
    if pause is not None:
        values["pause"] = json_fields(pause)
    return f"event: status\ndata: {json.dumps(values)}\n\n".encode()
