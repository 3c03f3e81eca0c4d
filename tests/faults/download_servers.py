"""Local servers for tests of downloads. Some servers work, and some fail."""

import http.server
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pruning_core.data.bundled_digits import FILE as DIGITS_FILE
from pruning_core.data.download.downloads import DatasetDownload, DownloadState
from pruning_core.data.paths import keras_cache_path

REAL_MNIST = os.environ.get("PRUNELAB_MNIST")
SERVED_FILE = Path(REAL_MNIST) if REAL_MNIST else DIGITS_FILE
SECONDS_TO_WAIT = 120.0
"""A download takes several seconds, because its process loads Keras."""

AnswerFunction = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def answering_server(answer: AnswerFunction) -> Iterator[str]:
    """Run a local server that answers each GET request with `answer`. Yield the address of the server."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(SERVED_FILE.stat().st_size))
            self.end_headers()

        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *arguments: object) -> None:
            """Log nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/mnist.npz"
        finally:
            server.shutdown()
            thread.join()


def send(
    handler: http.server.BaseHTTPRequestHandler, content: bytes, announced_length: int
) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(announced_length))
    handler.end_headers()
    handler.wfile.write(content)


def send_complete_file(handler: http.server.BaseHTTPRequestHandler) -> None:
    content = SERVED_FILE.read_bytes()
    send(handler, content, len(content))


def send_half(handler: http.server.BaseHTTPRequestHandler) -> None:
    content = SERVED_FILE.read_bytes()
    send(handler, content[: len(content) // 2], len(content))


def send_not_found(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.send_error(404)


@contextmanager
def stalling_server() -> Iterator[tuple[str, threading.Event]]:
    """Run a server that sends half of the file and then waits.

    Yields its address, and an event that is set when the half is sent.
    """
    half_sent, test_is_over = threading.Event(), threading.Event()

    def stall(handler: http.server.BaseHTTPRequestHandler) -> None:
        send_half(handler)
        handler.wfile.flush()
        half_sent.set()
        test_is_over.wait(SECONDS_TO_WAIT)

    with answering_server(stall) as address:
        try:
            yield address, half_sent
        finally:
            test_is_over.set()


@contextmanager
def folder_server(folder: Path) -> Iterator[str]:
    """Run a local server that sends the files of a folder. Yield the address of the server."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        file = folder / Path(handler.path).name
        if not file.is_file():
            handler.send_error(404)
            return
        content = file.read_bytes()
        send(handler, content, len(content))

    with answering_server(answer) as address:
        yield address.rpartition("/")[0]


def wait_for_error(download: DatasetDownload) -> str:
    assert download.wait(SECONDS_TO_WAIT) == DownloadState.FAILED
    assert download.path is None
    assert download.exit_status == 1
    assert download.error is not None
    return download.error


def assert_folder_is_empty(cache: Path) -> None:
    assert not cache.exists() or list(cache.iterdir()) == []


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Wait until the condition is true. Return False if it is still false after this time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_running(process_id: int) -> bool:
    """Whether the process exists and has not ended."""
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def empty_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let Keras and the lab use an empty folder for data sets. Return the folder."""
    monkeypatch.setenv("KERAS_HOME", str(folder / "keras"))
    monkeypatch.delenv("PRUNELAB_MNIST", raising=False)
    monkeypatch.delenv("PRUNELAB_FASHION_MNIST", raising=False)
    monkeypatch.chdir(folder)
    return keras_cache_path(os.environ).parent
