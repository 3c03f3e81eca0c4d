"""The server: Streamlit's pages, the lab's own routes, and an engine that lives as long as both."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from types import FrameType
from typing import Any

import streamlit as st

from pages.components import services
from pages.components.draw_digit.routes import answers_route
from pages.components.elements.scripts import packed
from pages.components.live_run import PLOTLY
from pages.components.live_run.routes import routes
from pages.components.schedule_editor import EDITOR
from pruning_core.engine.feed import Feed
from pruning_core.errors import PruningLabError

try:
    services.run_store()
except PruningLabError as error:
    sys.exit(f"Pruning Schedule Lab cannot start: {error}")

state: dict[str, Feed] = {}


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Engine and feed up, and down again."""
    engine = services.engine()
    state["feed"] = feed = Feed(services.run_store(), services.notice)
    try:
        end_streams_on_signals(feed)
        answer_at_once()
        await asyncio.to_thread(packed, PLOTLY)
        gc.collect()
        gc.freeze()  # Streamlit collects garbage after each script run: imports need no look
        yield
    finally:
        try:
            await feed.close()
        finally:
            await asyncio.to_thread(engine.close)


def end_streams_on_signals(feed: Feed) -> None:
    """A server waits for its open responses before it shuts down: end the streams first."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before: Any = signal.getsignal(number)

        def end(signum: int, frame: FrameType | None, before: Any = before) -> None:  # noqa: ANN401
            loop.call_soon_threadsafe(feed.end_streams)
            if callable(before):
                before(signum, frame)

        signal.signal(number, end)


def answer_at_once() -> None:
    """Send small answers without waiting for more: a page is made of a hundred of them.

    asyncio does so for sockets that name their protocol; the server's does not (Streamlit 1.67), and
    each answer would wait 40 ms for an acknowledgement. What is accepted inherits the option.
    """
    for candidate in gc.get_objects():
        if type(candidate) is socket.socket and candidate.type == socket.SOCK_STREAM:
            with suppress(OSError):  # one that is closed, or no TCP
                candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


app = st.App(
    "pages/navigation.py",
    lifespan=lifespan,
    routes=[*routes(state), answers_route(), PLOTLY.route, EDITOR.route],
)
