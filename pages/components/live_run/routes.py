"""The routes of the live run: one for its event stream, and one for the script that reads the stream."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from pages.components import services
from pages.components.elements.scripts import base_path
from pages.components.live_run.bundle import LIVE_RUN
from pruning_core.engine.feed import Feed
from pruning_core.errors import RunStoreError, StoreBusyError

EVENTS_PATH = "/lab/runs/{run_id}/events"
MAX_NUMBER_DIGITS = 9


def events_path(run_id: str) -> str:
    """Return the URL path of a run's event stream."""
    return base_path() + EVENTS_PATH.format(run_id=run_id)


def make_routes(state: dict[str, Feed]) -> list[Route]:
    """Return the routes. `state["feed"]` exists after the server has started."""

    async def events(request: Request) -> Response:
        return await stream_events(request, state["feed"])

    return [Route(base_path() + EVENTS_PATH, events), LIVE_RUN.route]


async def stream_events(request: Request, feed: Feed) -> Response:
    """Stream the events of a run after the last event that the browser has received."""
    run_id = request.path_params["run_id"]
    last_number = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    if not (
        last_number.isascii() and last_number.isdecimal() and len(last_number) <= MAX_NUMBER_DIGITS
    ):
        return PlainTextResponse(
            "the parameter 'after' must be the number of an event\n", status_code=400
        )
    try:
        await asyncio.to_thread(services.run_store().get, run_id)
    except StoreBusyError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    except RunStoreError as error:
        return PlainTextResponse(f"{error}\n", status_code=404)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if request.method == "HEAD":
        return Response(media_type="text/event-stream", headers=headers)
    stream = feed.stream(run_id, int(last_number))
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)
