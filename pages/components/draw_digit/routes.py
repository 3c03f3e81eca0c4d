"""The route through which a run's network answers an image."""

import asyncio
from functools import lru_cache
from pathlib import Path

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from pages.components import services
from pages.components.elements.scripts import base_path
from pruning_core.errors import ModelFileError, ResultsError, RunStoreError, StoreBusyError
from pruning_core.results.litert import LiteNetwork
from pruning_core.results.model_integrity import missing, model_content
from pruning_core.results.model_results import FLOAT
from pruning_core.results.results import artifacts_folder, read_results
from pruning_core.texts import gettext

ANSWERS = "/lab/runs/{run_id}/answers"
SIDE = 28
MAX_CACHED_NETWORKS = 16


def answers_path(run_id: str) -> str:
    """The URL path that answers an image with a run's network."""
    return base_path() + ANSWERS.format(run_id=run_id)


def answers_route() -> Route:
    """The route: it receives the bytes of an image, and returns a probability for each class."""
    return Route(base_path() + ANSWERS, answers, methods=["POST"])


async def answers(request: Request) -> Response:
    """The answer of a run's network to the image in the request's body."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > SIDE * SIDE:
            break
    if len(body) != SIDE * SIDE:
        return PlainTextResponse(f"an image has {SIDE * SIDE} bytes\n", status_code=400)
    image = np.frombuffer(bytes(body), np.uint8).reshape(1, SIDE, SIDE)
    try:
        answer = await asyncio.to_thread(compute_answer, request.path_params["run_id"], image)
    except StoreBusyError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    except (RunStoreError, ResultsError, ModelFileError) as error:
        return PlainTextResponse(f"{error}\n", status_code=404)
    return JSONResponse({"answer": answer}, headers={"Cache-Control": "no-store"})


def compute_answer(run_id: str, image: np.ndarray) -> list[float]:
    """The probabilities that a run's network gives each class.

    Raises:
        RunStoreError: If there is no such run.
        ResultsError: If its results are not there or cannot be read.
        ModelFileError: If its model file is missing, damaged or unusable, or if an answer is not a
            number.
    """
    run = services.run_store().get(run_id)
    folder = artifacts_folder(services.settings().data_dir, run.id)
    try:
        status = (folder / FLOAT).stat()
    except OSError as error:
        raise missing(FLOAT) from error
    answer = loaded(folder, status.st_mtime_ns, status.st_size).compute(image)[0]
    if not np.isfinite(answer).all():
        raise ModelFileError(
            gettext("this network does not answer with numbers: its training has diverged")
        )
    return [float(share) for share in answer]


@lru_cache(maxsize=MAX_CACHED_NETWORKS)
def loaded(folder: Path, _mtime_ns: int, _size: int) -> LiteNetwork:
    """A network, checked and loaded once for all visitors."""
    if (file := read_results(folder).file(FLOAT)) is None:
        raise missing(FLOAT)
    return LiteNetwork(model_content(folder, file))
