"""ListFeed: one task reads the version of the list of runs for all viewers, and tells them when it changes."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Protocol

from pruning_core.errors import StoreBusyError
from pruning_core.runs.run_list.row import ListVersion

log = logging.getLogger(__name__)

SECONDS_BETWEEN_POLLS = 0.3
SECONDS_BETWEEN_COMMENTS = 10.0


class ListSource(Protocol):
    """A run store, of which the feed only reads the version of the list."""

    def list_version(self) -> ListVersion:
        """The version of the list."""


class ListFeed:
    """Sends the version of the list, and the steps of running runs, to any number of viewers.

    It works in one event loop. While nobody views the list, it does not read the store.

    Args:
        store: The store of the runs.
        seconds_between_polls: How long a change of the list may stay unnoticed.
    """

    def __init__(
        self, store: ListSource, *, seconds_between_polls: float = SECONDS_BETWEEN_POLLS
    ) -> None:
        self._store = store
        self._seconds = seconds_between_polls
        self._viewers = 0
        self._message = b""
        self._news = asyncio.Event()
        self._has_viewers = asyncio.Event()
        self._is_closing = False
        self._poller = asyncio.create_task(self._poll())

    @property
    def has_viewers(self) -> bool:
        """Whether anybody views the list now."""
        return self._viewers > 0

    async def close(self) -> None:
        """End every stream. The server cannot shut down while a stream is open."""
        self.end_streams()
        self._poller.cancel()
        with suppress(asyncio.CancelledError):
            await self._poller

    def end_streams(self) -> None:
        """End the stream of every viewer. Browsers connect again by themselves."""
        self._is_closing = True
        self._news.set()

    async def stream(self) -> AsyncGenerator[bytes]:
        """Send the current version, and then each new one."""
        self._viewers += 1
        self._has_viewers.set()
        sent = b""
        try:
            while not self._is_closing:
                news, message = self._news, self._message
                if message != sent:
                    sent = message
                    yield message
                    continue
                try:
                    await asyncio.wait_for(news.wait(), SECONDS_BETWEEN_COMMENTS)
                except TimeoutError:  # proxies close a silent stream
                    yield b": still here\n\n"
        finally:
            self._viewers -= 1
            if not self._viewers:
                self._has_viewers.clear()

    async def _poll(self) -> None:
        while True:
            await self._has_viewers.wait()
            try:
                self._tell(await asyncio.to_thread(self._read_message))
            except StoreBusyError as error:
                log.warning("the list of runs cannot be read now: %s", error)
            except Exception:  # if the task ended here, no viewer would get news
                log.exception("the list of runs cannot be read")
            await asyncio.sleep(self._seconds)

    def _read_message(self) -> bytes:
        version = self._store.list_version()
        values = {"version": version.token, "steps": version.steps}
        return f"data: {json.dumps(values)}\n\n".encode()

    def _tell(self, message: bytes) -> None:
        """Wake the viewers if the message is new."""
        if message == self._message or self._is_closing:
            return
        self._message = message
        self._news.set()
        self._news = asyncio.Event()
