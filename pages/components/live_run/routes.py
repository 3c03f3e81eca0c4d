"""The server's own routes: the event stream of a run, and the plotly.js that draws it."""

import asyncio
import gzip
from functools import cache
from importlib.resources import files

import plotly
import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from pages.components import services
from pruning_core.errors import RunStoreError
from pruning_core.runs.feed import Feed
from pruning_core.runs.store import StoreBusyError

EVENTS = "/lab/runs/{run_id}/events"
PLOTLY = f"/lab/plotly-{plotly.__version__}.js"
ONE_YEAR = 365 * 24 * 3600
LONGEST_NUMBER = 9


def base_path() -> str:
    """The path under which the server is reached, for servers behind a proxy."""
    prefix = str(st.config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{prefix}" if prefix else ""


def events_path(run_id: str) -> str:
    """The URL path of a run's event stream."""
    return base_path() + EVENTS.format(run_id=run_id)


def plotly_path() -> str:
    """The URL path of plotly.js."""
    return base_path() + PLOTLY


def routes(feed: dict[str, Feed]) -> list[Route]:
    """The routes; `feed["feed"]` is there once the server has started."""

    async def events(request: Request) -> Response:
        return await stream_events(request, feed["feed"])

    return [Route(base_path() + EVENTS, events), Route(plotly_path(), plotly_js)]


async def stream_events(request: Request, feed: Feed) -> Response:
    """The events of a run after the one that the browser saw last."""
    run_id = request.path_params["run_id"]
    seen = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    if not (seen.isascii() and seen.isdecimal() and len(seen) <= LONGEST_NUMBER):
        return PlainTextResponse("after must be the number of an event\n", status_code=400)
    try:
        await asyncio.to_thread(services.run_store().get, run_id)
    except StoreBusyError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    except RunStoreError as error:
        return PlainTextResponse(f"{error}\n", status_code=404)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if request.method == "HEAD":
        return Response(media_type="text/event-stream", headers=headers)
    stream = feed.stream(run_id, int(seen))
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def plotly_js(request: Request) -> Response:
    """plotly.js as the Python package ships it; its path has the version, so it may be kept."""
    codings = request.headers.get("accept-encoding", "").replace(" ", "").split(",")
    packed = "gzip" in codings  # "gzip;q=0" would be a refusal
    headers = {"Cache-Control": f"public, max-age={ONE_YEAR}, immutable"}
    if packed:
        headers["Content-Encoding"] = "gzip"
    content = plotly_gzipped() if packed else gzip.decompress(plotly_gzipped())
    return Response(content, media_type="text/javascript", headers=headers)


@cache
def plotly_gzipped() -> bytes:
    """The packed script, made once."""
    script = files("plotly") / "package_data" / "plotly.min.js"
    return gzip.compress(script.read_bytes(), compresslevel=6)
