"""The route that returns the predictions of a run's network for an image."""

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
from pruning_core.results.model_integrity import missing_file_error, model_content
from pruning_core.results.model_results import FLOAT
from pruning_core.results.results import artifacts_folder, read_results
from pruning_core.texts import gettext

ANSWERS_PATH = "/lab/runs/{run_id}/answers"
IMAGE_SIDE = 28
MAX_CACHED_NETWORKS = 16


def answers_path(run_id: str) -> str:
    """Return the URL path to which a browser sends an image for a run's network."""
    return base_path() + ANSWERS_PATH.format(run_id=run_id)


def answers_route() -> Route:
    """Return the route. It receives the bytes of an image, and returns the probability of each class."""
    return Route(base_path() + ANSWERS_PATH, answer_request, methods=["POST"])


async def answer_request(request: Request) -> Response:
    """Return the predictions of a run's network for the image in the body of the request."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > IMAGE_SIDE * IMAGE_SIDE:
            break
    if len(body) != IMAGE_SIDE * IMAGE_SIDE:
        return PlainTextResponse(f"an image has {IMAGE_SIDE * IMAGE_SIDE} bytes\n", status_code=400)
    image = np.frombuffer(bytes(body), np.uint8).reshape(1, IMAGE_SIDE, IMAGE_SIDE)
    try:
        answer = await asyncio.to_thread(compute_answer, request.path_params["run_id"], image)
    except StoreBusyError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    except (RunStoreError, ResultsError, ModelFileError) as error:
        return PlainTextResponse(f"{error}\n", status_code=404)
    return JSONResponse({"answer": answer}, headers={"Cache-Control": "no-store"})


def compute_answer(run_id: str, image: np.ndarray) -> list[float]:
    """Compute the probability of each class with a run's network.

    Raises:
        RunStoreError: If there is no such run.
        ResultsError: If the results of the run are missing or cannot be read.
        ModelFileError: If the model file is missing, damaged or unusable, or if a probability is not a
            finite number.
    """
    run = services.run_store().get(run_id)
    folder = artifacts_folder(services.settings().data_dir, run.id)
    try:
        file_status = (folder / FLOAT).stat()
    except OSError as error:
        raise missing_file_error(FLOAT) from error
    answer = load_network(folder, file_status.st_mtime_ns, file_status.st_size).compute(image)[0]
    if not np.isfinite(answer).all():
        raise ModelFileError(
            gettext("this network has no finite predictions: its training has diverged")
        )
    return [float(probability) for probability in answer]


@lru_cache(maxsize=MAX_CACHED_NETWORKS)
def load_network(folder: Path, _mtime_ns: int, _size: int) -> LiteNetwork:
    """Check and load a network. The result is cached for all visitors, until the file changes."""
    if (file := read_results(folder).file(FLOAT)) is None:
        raise missing_file_error(FLOAT)
    return LiteNetwork(model_content(folder, file))
