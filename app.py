"""The server: Streamlit's pages, the lab's own routes, and an engine that lives as long as both."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

import streamlit as st

from pages.components import services
from pages.components.live_run.routes import plotly_gzipped, routes
from pruning_core.errors import PruningLabError
from pruning_core.runs.feed import Feed

try:
    services.run_store()
except PruningLabError as error:
    sys.exit(f"Pruning Schedule Lab cannot start: {error}")

state: dict[str, Feed] = {}


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Engine and feed up, and down again."""
    engine = services.engine()
    state["feed"] = feed = Feed(services.run_store())
    try:
        end_streams_on_signals(feed)
        await asyncio.to_thread(plotly_gzipped)
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


app = st.App("pages/navigation.py", lifespan=lifespan, routes=routes(state))
