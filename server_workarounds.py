"""Patches of Streamlit's server: what each patch improves, for which versions, and when to delete it.

Versions: Streamlit 1.67, uvicorn 0.54, Starlette 1.10. `tests/faults/test_server_workarounds.py` and
`tests/browser/test_page_addresses.py` start a server without the patches. When Streamlit no longer
needs a patch, the test of that patch fails, and the patch can be deleted.
`make bench ARGS=workarounds` measures the effect of each patch.
"""

import asyncio
import gc
import importlib
import pkgutil
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from pages import components

PAGES_FOLDER = Path(__file__).with_name("pages")
MODULES_WITHOUT_ROUTE = {"__init__", "navigation"}
TITLE = "Pruning Schedule Lab"
STREAMLIT_TITLE = "<title>Streamlit</title>"
HEAD_TAG = "<head>"
BASE_ADDRESS_SCRIPT = """
    <script>
      window.__streamlit = { BACKEND_BASE_URL: new URL(".", window.location.href).href }
    </script>"""


def set_tcp_nodelay() -> None:
    """Set TCP_NODELAY on the listening socket; accepted connections inherit it.

    Streamlit creates the socket without a protocol, and asyncio sets the option only on sockets whose
    protocol is TCP. Without the option, the kernel delays the second packet of an answer until the
    browser acknowledges the first packet. This takes up to 40 ms. On one connection, 100 answers take
    4.5 s without the option, and 0.4 s with the option. Streamlit gives no access to the socket, so this
    function searches all objects for it.
    """
    for candidate in gc.get_objects():
        if type(candidate) is socket.socket:
            with suppress(OSError):  # a closed socket, or a socket that cannot listen
                if candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def call_before_shutdown(callback: Callable[[], None]) -> None:
    """Call `callback` in the event loop on SIGTERM and on SIGINT, before the server shuts down.

    uvicorn waits, without a time limit, until every open response has ended. The lifespan ends after
    that. An event stream never ends by itself, so the server must end the streams when it receives the
    signal. The server then ends after 0.2 s. Without this patch, it still ran after 30 s.
    """
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        uvicorn_handler: Any = signal.getsignal(signal_number)

        def handle(signum: int, frame: FrameType | None, stop: Any = uvicorn_handler) -> None:  # noqa: ANN401
            loop.call_soon_threadsafe(callback)
            if callable(stop):
                stop(signum, frame)

        signal.signal(signal_number, handle)


def import_components() -> None:
    """Import every module that a page uses. Streamlit would import them when the first visitor opens the page.

    `make bench ARGS=editor` prints the first paint for the first visitor. `freeze_imports` then freezes these
    modules too.
    """
    for module in pkgutil.walk_packages(components.__path__, f"{components.__name__}."):
        importlib.import_module(module.name)


def freeze_imports() -> None:
    """Freeze every object that exists now: the garbage collector then skips these objects.

    Streamlit runs a full garbage collection after each run of a page's script. Its time grows with the
    number of objects: 330 ms with the lab's imported modules, and 0.05 ms without them. Imported modules
    are never garbage.
    """
    gc.collect()
    gc.freeze()


def page_routes(base_path: str) -> list[Route]:
    """One route for each page. It serves Streamlit's HTML with the base address and the lab's title.

    Streamlit's script does not know whether `/train` is a page or the path of the whole app. It
    requests `/train/_stcore/health` first, receives 404, and then requests the same path at the root.
    With the base address, the first request is right. The browser computes the base address from the
    page's own URL, so it is right behind any proxy. From the first request to the WebSocket, a page takes
    73 ms with the base address, and 189 ms without it.

    Args:
        base_path: The path of the app in its URL: "", or a path that starts with "/".
    """
    names = ["", *sorted({file.stem for file in PAGES_FOLDER.glob("*.py")} - MODULES_WITHOUT_ROUTE)]
    return [Route(f"{base_path}/{name}", serve_page) for name in names]


async def serve_page(_request: Request) -> HTMLResponse:
    """Answer a request with the HTML, which is the same for every page."""
    file = Path(st.__file__).with_name("static") / "index.html"
    html = await asyncio.to_thread(file.read_text, "utf-8")
    return HTMLResponse(add_base_address(html), headers={"Cache-Control": "no-cache"})


def add_base_address(html: str) -> str:
    """Streamlit's HTML with the base address for its script, and with the lab's title.

    >>> html = add_base_address("<head></head><title>Streamlit</title>")
    >>> "BACKEND_BASE_URL" in html, "<title>Pruning Schedule Lab</title>" in html
    (True, True)
    """
    titled_html = html.replace(STREAMLIT_TITLE, f"<title>{TITLE}</title>", 1)
    return titled_html.replace(HEAD_TAG, HEAD_TAG + BASE_ADDRESS_SCRIPT, 1)
