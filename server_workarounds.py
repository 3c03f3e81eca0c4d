"""Each patch of Streamlit's server: what it gains, for which versions, and when it may go.

Versions: Streamlit 1.67, uvicorn 0.54, Starlette 1.10. `tests/faults/test_server_workarounds.py` and
`tests/browser/test_page_addresses.py` start a server without the patches: when Streamlit no longer
needs one, its test fails, and the patch can be deleted. `make bench ARGS=workarounds` measures what
each patch gains.
"""

import asyncio
import gc
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

PAGES = Path(__file__).with_name("pages")
NO_PAGES = {"__init__", "navigation"}
TITLE = "Pruning Schedule Lab"
STREAMLIT_TITLE = "<title>Streamlit</title>"
HEAD = "<head>"
BASE_ADDRESS = """
    <script>
      window.__streamlit = { BACKEND_BASE_URL: new URL(".", window.location.href).href }
    </script>"""


def set_tcp_nodelay() -> None:
    """Set TCP_NODELAY on the listening socket; accepted connections inherit it.

    Streamlit makes the socket without naming its protocol, and asyncio sets the option only on sockets
    that name TCP. Without it, the kernel holds back the second packet of an answer until the browser
    acknowledges the first one, after up to 40 ms: 100 answers on one connection take 4.5 s, and 0.4 s with
    it. Streamlit gives no access to the socket, so it is found among all objects.
    """
    for candidate in gc.get_objects():
        if type(candidate) is socket.socket:
            with suppress(OSError):  # a closed socket, or a socket without a listening state
                if candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def call_before_shutdown(callback: Callable[[], None]) -> None:
    """Call `callback` in the event loop on SIGTERM and on SIGINT, before the server shuts down.

    uvicorn waits, without a limit, until every open response has ended. Only then does the lifespan end.
    An event stream never ends by itself, so the server has to end the streams at the signal: it then ends
    after 0.2 s, and had not ended after 30 s without.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        uvicorns: Any = signal.getsignal(number)

        def handle(signum: int, frame: FrameType | None, uvicorns: Any = uvicorns) -> None:  # noqa: ANN401
            loop.call_soon_threadsafe(callback)
            if callable(uvicorns):
                uvicorns(signum, frame)

        signal.signal(number, handle)


def freeze_imports() -> None:
    """Freeze every object that exists now: the collector no longer looks at it.

    Streamlit runs a full garbage collection after each run of a page's script, and its time grows with
    the number of objects: 330 ms for what the lab imports, and 0.05 ms when that is left out. What was
    imported is never garbage.
    """
    gc.collect()
    gc.freeze()


def page_routes(base_path: str) -> list[Route]:
    """One route for each page: Streamlit's HTML, with the base address and the lab's title in it.

    Streamlit's script does not know whether `/training` is a page or the path of the whole app. It asks
    for `/training/_stcore/health` first, gets 404, and then asks at the root. The base address is where
    the page's own scripts come from, so that it is right behind any proxy, too. From the first question to
    the WebSocket a page takes 73 ms, and 189 ms without.

    Args:
        base_path: The path under which the app is reached: "", or a path that starts with "/".
    """
    names = ["", *sorted({file.stem for file in PAGES.glob("*.py")} - NO_PAGES)]
    return [Route(f"{base_path}/{name}", serve_page) for name in names]


async def serve_page(_request: Request) -> HTMLResponse:
    """The HTML of every page."""
    file = Path(st.__file__).with_name("static") / "index.html"
    html = await asyncio.to_thread(file.read_text, "utf-8")
    return HTMLResponse(add_base_address(html), headers={"Cache-Control": "no-cache"})


def add_base_address(html: str) -> str:
    """Streamlit's page, which tells its script the base address, and has the lab's title.

    >>> page = add_base_address("<head></head><title>Streamlit</title>")
    >>> "BACKEND_BASE_URL" in page, "<title>Pruning Schedule Lab</title>" in page
    (True, True)
    """
    named = html.replace(STREAMLIT_TITLE, f"<title>{TITLE}</title>", 1)
    return named.replace(HEAD, HEAD + BASE_ADDRESS, 1)
