"""Measures the effect of each patch of Streamlit's server: the same server without the patch and with it."""

import socket
import subprocess
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.report import print_line, print_values
from tests.bare_server import NO_PATCH, bare_server, probed_lab
from tests.browser.conftest import FLAGS, chromium
from tests.server import Server, start_server

ANSWERS = 100
TURNS = 5
SECONDS_TO_END = 30
END_STREAMS = "server_workarounds.call_before_shutdown(streams_ended.set)"
SEND_IMMEDIATELY = "server_workarounds.set_tcp_nodelay()"


def main() -> None:
    """Print each measurement without the patch and with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_small_answers(folder)
        measure_shutdown(folder)
        measure_collections(folder)
        measure_connecting(folder)


def measure_small_answers(folder: Path) -> None:
    """Measure the time of small answers, which are sent one after another over one connection."""
    for title, patch in (("without", NO_PATCH), ("with", SEND_IMMEDIATELY)):
        with bare_server(folder / title, patch=patch) as server:
            times = [seconds_for_answers(server) for _ in range(TURNS)]
        print_values(f"{ANSWERS} small answers, {title} TCP_NODELAY", times, "s")


def seconds_for_answers(server: Server) -> float:
    """Send all requests over one connection. Return the seconds until the last answer."""
    port = int(server.url.rpartition(":")[2])
    request = b"GET /_stcore/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as client:
        started_at = time.perf_counter()
        for _ in range(ANSWERS):
            client.sendall(request)
            answer = b""
            while not answer.endswith(b"\r\n\r\nok"):
                answer += client.recv(65536)
        return time.perf_counter() - started_at


def measure_shutdown(folder: Path) -> None:
    """Measure the time from SIGTERM to the end of a server with an open event stream."""
    for title, patch in (("without", NO_PATCH), ("with", END_STREAMS)):
        with bare_server(folder / f"{title} end", patch=patch) as server:
            port = int(server.url.rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port)) as viewer:
                viewer.sendall(b"GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                viewer.recv(65536)
                started_at = time.monotonic()
                server.process.terminate()
                try:
                    server.process.wait(SECONDS_TO_END)
                    duration = f"{time.monotonic() - started_at:.1f} s"
                except subprocess.TimeoutExpired:
                    duration = f"still running after {SECONDS_TO_END} s"
        print_line(f"a server with a viewer, {title} a signal for its streams: {duration}")


def measure_collections(folder: Path) -> None:
    """Measure a full garbage collection of the lab's server."""
    with probed_lab(folder / "frozen") as lab:
        without_imports = [float(lab.get("/collect")) for _ in range(TURNS)]
        lab.get("/unfreeze")
        with_imports = [float(lab.get("/collect")) for _ in range(TURNS)]
    print_values("full garbage collection, including imported modules", with_imports, "ms")
    print_values("full garbage collection, without imported modules", without_imports, "ms")


def measure_connecting(folder: Path) -> None:
    """Measure the time until a page other than the start page opens its WebSocket."""
    with (
        start_server(folder / "lab") as lab,
        bare_server(folder / "bare pages") as bare,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        pages = {"without": f"{bare.url}/second", "with": f"{lab.url}/lesson"}
        times: dict[str, list[float]] = {title: [] for title in pages}
        for _ in range(TURNS):
            for title, address in pages.items():
                times[title].append(milliseconds_to_connect(browser, address))
        browser.close()
    for title, milliseconds in times.items():
        print_values(f"to the WebSocket of a page, {title} the base address", milliseconds, "ms")


def milliseconds_to_connect(browser: Browser, address: str) -> float:
    """The milliseconds from the first health check to the WebSocket, in a browser without a cache."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(
        """window.WebSocket = class extends WebSocket {
            constructor(...values) { super(...values); window.connectedAt ??= performance.now(); }
        };"""
    )
    page.goto(address)
    page.wait_for_function("window.connectedAt")
    milliseconds: float = page.evaluate(
        """() => window.connectedAt - Math.min(...performance.getEntriesByType("resource")
            .filter(({ name }) => name.includes("_stcore/health")).map(entry => entry.startTime))"""
    )
    context.close()
    return milliseconds


if __name__ == "__main__":
    main()
