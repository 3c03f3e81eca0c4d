"""The server: Streamlit's pages, the lab's own routes, and the engine. They start and end together."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

import server_workarounds
from pages.components import services
from pages.components.comparison import COMPARISON
from pages.components.comparison.routes import comparison_routes
from pages.components.draw_digit.routes import answers_route
from pages.components.elements.scripts import base_path, compress_script
from pages.components.explorer.network.layer_table import LAYER_TABLE
from pages.components.explorer.network.model_file import model_file_routes
from pages.components.live_run import PLOTLY
from pages.components.live_run.routes import make_routes
from pages.components.runs.old_links import old_links_route
from pages.components.runs_table import RUNS_TABLE
from pages.components.runs_table.routes import make_list_routes
from pages.components.schedule_editor import EDITOR
from pruning_core.engine.feed import Feed
from pruning_core.engine.list_feed import ListFeed
from pruning_core.errors import PruningLabError

try:
    services.run_store()
except PruningLabError as error:
    sys.exit(f"Pruning Schedule Lab cannot start: {error}")

state: dict[str, Feed] = {}
list_feeds: dict[str, ListFeed] = {}


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Start the engine and the feed. Close both when the server ends."""
    engine = services.engine()
    state["feed"] = feed = Feed(services.run_store(), services.server_notice)
    list_feeds["list"] = list_feed = ListFeed(services.run_store())

    def end_streams() -> None:
        feed.end_streams()
        list_feed.end_streams()

    try:
        server_workarounds.call_before_shutdown(end_streams)
        server_workarounds.set_tcp_nodelay()
        await asyncio.to_thread(compress_script, PLOTLY)
        await asyncio.to_thread(server_workarounds.import_components)
        server_workarounds.freeze_imports()
        yield
    finally:
        try:
            await feed.close()
            await list_feed.close()
        finally:
            await asyncio.to_thread(engine.close)


ROUTES = [
    *server_workarounds.page_routes(base_path()),
    old_links_route(),
    *make_routes(state),
    *make_list_routes(list_feeds),
    RUNS_TABLE.route,
    answers_route(),
    *comparison_routes(script_route=COMPARISON.route),
    PLOTLY.route,
    EDITOR.route,
    LAYER_TABLE.route,
    *model_file_routes(),
]
app = st.App("pages/navigation.py", lifespan=lifespan, routes=ROUTES)
