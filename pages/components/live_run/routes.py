"""The routes of the element: a run's event stream, and the script that follows it."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from pages.components import services
from pages.components.elements.scripts import base_path
from pages.components.live_run.bundle import LIVE_RUN
from pruning_core.engine.feed import Feed
from pruning_core.errors import RunStoreError, StoreBusyError

EVENTS = "/lab/runs/{run_id}/events"
LONGEST_NUMBER = 9


def events_path(run_id: str) -> str:
    """The URL path of a run's event stream."""
    return base_path() + EVENTS.format(run_id=run_id)


def routes(feed: dict[str, Feed]) -> list[Route]:
    """The routes; `feed["feed"]` exists after the server has started."""

    async def events(request: Request) -> Response:
        return await stream_events(request, feed["feed"])

    return [Route(base_path() + EVENTS, events), LIVE_RUN.route]


async def stream_events(request: Request, feed: Feed) -> Response:
    """The events of a run after the last one that the browser has received."""
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
