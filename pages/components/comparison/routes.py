"""The route that sends the curves of the compared runs, and everything else about them that has changed."""

import asyncio
import json
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pages.components import services
from pages.components.comparison.description import describe_comparison
from pages.components.elements.scripts import base_path
from pruning_core.comparison.curves.curve_cache import CurveCache
from pruning_core.comparison.loading import load_comparison
from pruning_core.comparison.requested_runs import MAX_RUNS
from pruning_core.errors import StoreBusyError
from pruning_core.store.store import RunStore

CURVES_PATH = "/lab/comparison/curves"
MAX_NUMBER_CHARACTERS = 10


def curves_path() -> str:
    """Return the URL path of the curves."""
    return base_path() + CURVES_PATH


def comparison_routes(*, script_route: Route) -> list[Route]:
    """Return the routes of the comparison.

    Args:
        script_route: The route of the script of the element.
    """
    return [Route(curves_path(), send_curves), script_route]


async def send_curves(request: Request) -> Response:
    """Send the comparison, and the curves of runs with new events.

    The query has `runs`, the ids of the runs, and `have`, the number of the last event of each run that
    the browser has. The curves of a run without newer events are null.
    """
    text = request.query_params.get("runs", "")
    versions = read_versions(request.query_params.get("have", ""))
    try:
        answer = await asyncio.to_thread(write_answer, text, versions)
    except StoreBusyError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    if answer is None:
        return PlainTextResponse("these runs are not on this server\n", status_code=404)
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})


def read_versions(text: str) -> list[int]:
    """Read the numbers of the last events. A text that is not a number becomes -1.

    >>> read_versions("12,-1,x")
    [12, -1, -1]
    """
    parts = text.split(",")[:MAX_RUNS]
    return [
        int(part)
        if part.isascii() and part.isdecimal() and len(part) < MAX_NUMBER_CHARACTERS
        else -1
        for part in parts
    ]


def write_answer(text: str, versions: list[int]) -> str | None:
    """Write the answer as JSON, or return None if there is no such run.

    Args:
        text: The ids of the runs.
        versions: For each id, the number of the last event that the browser has.

    Raises:
        StoreBusyError: If the database does not answer.
    """
    store = services.run_store()
    loaded = load_comparison(store, text)
    if (comparison := loaded.comparison) is None:
        return None
    known = dict(zip(loaded.ids, versions, strict=False))
    curves = []
    for run in comparison.runs:
        current = curve_cache(store).read(run)
        is_new = current.version > known.get(run.id, -1)
        head = f'{{"version":{current.version},"unreadable":{current.unreadable},'
        curves.append(head + current.text[1:] if is_new else "null")
    described = json.dumps(describe_comparison(comparison, loaded.missing), allow_nan=False)
    return f'{{"comparison":{described},"curves":[{",".join(curves)}]}}'


@lru_cache(maxsize=1)
def curve_cache(store: RunStore) -> CurveCache:
    """Return the cache of a store's curves. A server has one store."""
    return CurveCache(store)
