"""The routes of the list of runs: a part of the list as JSON, and the stream of its versions. They change nothing."""

import asyncio
import gzip
import json
import re
from collections import OrderedDict

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from pages.components.elements.scripts import base_path
from pages.components.runs_table.rows import part_of_list
from pages.components.services import run_store
from pruning_core.engine.list_feed import ListFeed
from pruning_core.errors import RunQueryError, StoreBusyError
from pruning_core.runs.run_list.link import query_from_parameters
from pruning_core.runs.run_list.query import RunQuery
from pruning_core.texts import gettext

LIST_PATH = "/lab/runs/list"
CHANGES_PATH = "/lab/runs/changes"
VISITOR_HEADER = "x-lab-visitor"
OWN_RUNS_HEADER = "x-lab-runs"
"""The id of the browser, and the ids of runs whose keys it has. They are not in the address, which logs contain."""
MAX_OWN_RUNS = 500
MAX_HEADER_CHARACTERS = 20_000
MAX_ANSWERS = 50
ID_PATTERN = re.compile(r"[\w-]{1,64}", re.ASCII)
NUMBER_PATTERN = re.compile(r"\d{1,12}", re.ASCII)

Answers = OrderedDict[tuple[RunQuery, str], "asyncio.Task[bytes]"]


def make_list_routes(feeds: dict[str, ListFeed]) -> list[Route]:
    """Return the routes. `feeds["list"]` exists after the server has started."""
    answers: Answers = OrderedDict()

    async def part(request: Request) -> Response:
        return await send_part(request, answers)

    async def changes(request: Request) -> Response:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        if request.method == "HEAD":
            return Response(media_type="text/event-stream", headers=headers)
        stream = feeds["list"].stream()
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    return [Route(base_path() + LIST_PATH, part), Route(base_path() + CHANGES_PATH, changes)]


async def send_part(request: Request, answers: Answers) -> Response:
    """Send the part of the list that a request selects, or the reason why it cannot be sent."""
    try:
        query = query_of_request(request)
    except RunQueryError as error:
        return problem_response(str(error), field=error.field, status=400)
    try:
        if query.mine:
            body = await asyncio.to_thread(compressed_own_part, query, request)
        else:
            body = await shared_answer(query, answers)
    except StoreBusyError as error:
        return problem_response(str(error), field="", status=503)
    headers = {"Cache-Control": "no-store"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, media_type="application/json", headers=headers)


def query_of_request(request: Request) -> RunQuery:
    """The query in the parameters of a request.

    Raises:
        RunQueryError: If a parameter is invalid.
    """
    part = {}
    for name in ("offset", "limit"):
        if (text := request.query_params.get(name)) is not None:
            if not NUMBER_PATTERN.fullmatch(text):
                message = gettext("{field} must be a whole number", field=name)
                raise RunQueryError(name, message)
            part[name] = int(text)
    return query_from_parameters(dict(request.query_params), **part)


async def shared_answer(query: RunQuery, answers: Answers) -> bytes:
    """The compressed answer to a query. Viewers with the same query share it until the list changes.

    So a new run in a class of sixty viewers costs one search, not sixty.
    """
    version = await asyncio.to_thread(run_store().list_version)
    key = (query, version.token)
    if key not in answers:
        answers[key] = asyncio.create_task(asyncio.to_thread(compressed_part, query))
        while len(answers) > MAX_ANSWERS:
            answers.popitem(last=False)
    try:
        return await asyncio.shield(answers[key])
    except StoreBusyError:
        answers.pop(key, None)
        raise


def compressed_part(query: RunQuery) -> bytes:
    """A part of the list of all runs, compressed."""
    return gzip.compress(part_of_list(query).encode(), compresslevel=1)


def compressed_own_part(query: RunQuery, request: Request) -> bytes:
    """A part of the list of the visitor's runs, compressed."""
    visitor = request.headers.get(VISITOR_HEADER, "")
    own_ids = request.headers.get(OWN_RUNS_HEADER, "")[:MAX_HEADER_CHARACTERS].split(",")
    part = part_of_list(
        query,
        visitor=visitor if ID_PATTERN.fullmatch(visitor) else "",
        own_ids=tuple(filter(ID_PATTERN.fullmatch, own_ids))[:MAX_OWN_RUNS],
    )
    return gzip.compress(part.encode(), compresslevel=1)


def problem_response(problem: str, *, field: str, status: int) -> Response:
    """A response with the reason why there are no rows, and the name of the invalid parameter."""
    body = json.dumps({"problem": problem, "field": field})
    headers = {"Cache-Control": "no-store"}
    return Response(body, media_type="application/json", status_code=status, headers=headers)
