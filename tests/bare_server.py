"""Starts Streamlit's server without the lab's patches, or with one patch."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import websockets.sync.client
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.server import ROOT, Server, free_port, wait_until_healthy

NO_PATCH = "pass"
SECONDS_TO_RUN = 60
APP_SETUP = '''\
import asyncio, gc, socket, time
from contextlib import asynccontextmanager

import streamlit as st
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

import server_workarounds

collections = []
streams_ended = asyncio.Event()


@asynccontextmanager
async def lifespan(app):
    {patch}
    gc.callbacks.append(lambda phase, info: collections.append(info["generation"]))
    yield


async def stream(request):
    async def lines():
        yield "data: open\\n\\n"
        await streams_ended.wait()
    return StreamingResponse(lines(), media_type="text/event-stream")


async def connections(request):
    """TCP_NODELAY of each socket that a client has connected to."""
    options = []
    for candidate in gc.get_objects():
        if type(candidate) is socket.socket:
            try:
                candidate.getpeername()
                options.append(candidate.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            except OSError:
                pass
    return JSONResponse(options)


async def full_collections(request):
    return JSONResponse(collections.count(2))


async def objects(request):
    """The number of objects that the garbage collector skips, and the number that it checks."""
    return JSONResponse([gc.get_freeze_count(), len(gc.get_objects())])


async def collect(request):
    """The milliseconds that a full collection takes."""
    started = time.perf_counter()
    gc.collect(2)
    return JSONResponse(1000 * (time.perf_counter() - started))


async def unfreeze(request):
    gc.unfreeze()
    return JSONResponse(None)


PROBES = [
    Route("/stream", stream),
    Route("/connections", connections),
    Route("/full_collections", full_collections),
    Route("/objects", objects),
    Route("/collect", collect),
    Route("/unfreeze", unfreeze),
]
'''
BARE_APP = 'app = st.App("start.py", lifespan=lifespan, routes=PROBES)\n'
LAB_APP = """\
import app as lab

app = st.App({navigation!r}, lifespan=lab.lifespan, routes=[*PROBES, *lab.ROUTES])
"""
NAVIGATION = """\
import streamlit as st

pages = [st.Page("first.py", default=True), st.Page("second.py")]
st.navigation(pages).run()
"""
PAGE = 'import streamlit as st\n\nst.title("A page")\n'


@contextmanager
def bare_server(folder: Path, *, patch: str = NO_PATCH, page: str = PAGE) -> Iterator[Server]:
    """A Streamlit app with two pages, `/` and `/second`.

    Args:
        folder: The folder for the files of the app.
        patch: A statement that runs when the app starts.
        page: The script of both pages.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "start.py").write_text(NAVIGATION)
    for name in ("first.py", "second.py"):
        (folder / name).write_text(page)
    (folder / "bare.py").write_text(APP_SETUP.format(patch=patch) + BARE_APP)
    with start_script(folder / "bare.py", cwd=folder) as server:
        yield server


@contextmanager
def probed_lab(folder: Path) -> Iterator[Server]:
    """The server of the lab, with the additional routes of `PROBES`."""
    script = APP_SETUP.format(patch=NO_PATCH) + LAB_APP.format(
        navigation=str(ROOT / "pages/navigation.py")
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "probed.py").write_text(script)
    with start_script(folder / "probed.py", cwd=ROOT) as server:
        yield server


@contextmanager
def start_script(script: Path, *, cwd: Path) -> Iterator[Server]:
    """Start the server of a script. It ends after the `with` block."""
    port, log_file = free_port(), script.with_suffix(".log")
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    options = ["--server.address", "127.0.0.1", "--server.headless", "true"]
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [*command, *options],
            cwd=cwd,
            stdout=log,
            stderr=log,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PRUNELAB_DATA_DIR": str(script.parent)},
        )
    server = Server(process=process, url=f"http://127.0.0.1:{port}", log_file=log_file)
    try:
        wait_until_healthy(server)
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL if cwd != ROOT else signal.SIGTERM)
            process.wait()


def visit(server: Server) -> None:
    """Let the server run the script of its page once, as a visit by a browser does."""
    address = server.url.replace("http:", "ws:") + "/_stcore/stream"
    with websockets.sync.client.connect(address, subprotocols=["streamlit"]) as visitor:  # type: ignore[list-item]
        message = BackMsg()
        message.rerun_script.query_string = ""
        visitor.send(message.SerializeToString())
        answer = ForwardMsg()
        while answer.WhichOneof("type") != "script_finished":
            answer.ParseFromString(visitor.recv(SECONDS_TO_RUN))
