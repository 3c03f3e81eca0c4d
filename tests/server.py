"""Starts and ends the real server in a separate process, as an operator does."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
SECONDS_TO_START = 120
SECONDS_TO_STOP = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    url: str
    log_file: Path

    def get(self, path: str) -> bytes:
        """Request a path. Return the body of the answer."""
        with urllib.request.urlopen(self.url + path, timeout=SECONDS_TO_START) as answer:
            body: bytes = answer.read()
        return body

    def events(self, run_id: str, *, after: int = 0) -> Iterator[dict[str, Any]]:
        """Read a run's event stream to its end. Yield its messages."""
        address = f"{self.url}/lab/runs/{run_id}/events?after={after}"
        with urllib.request.urlopen(address, timeout=SECONDS_TO_START) as answer:
            number = 0
            for line in answer:
                if line.startswith(b"id: "):
                    number = int(line[4:])
                elif (
                    line.startswith(b"data: ") and number
                ):  # a message without a number is not an event of the run
                    yield json.loads(line[6:]) | {"number": number}
                elif not line.strip():
                    number = 0

    def process_tree(self) -> list[psutil.Process]:
        """The process of the server and all its descendants."""
        server = psutil.Process(self.process.pid)
        return [server, *server.children(recursive=True)]

    def terminate(self) -> float:
        """End the server with SIGTERM, as `docker stop` does. Return the seconds until the server ended."""
        started_at = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(SECONDS_TO_STOP)
        return time.monotonic() - started_at


@contextmanager
def start_server(
    data_dir: Path,
    *,
    port: int | None = None,
    base_path: str = "",
    app: str = "app.py",
    **environment: str,
) -> Iterator[Server]:
    """Start a server on a port of this machine. It ends after the `with` block.

    Args:
        data_dir: The folder where the server stores its runs and its log.
        port: The port of the server; by default any free port.
        base_path: The common first part of the paths of all pages: "", or a path that starts with "/".
        app: The path of the file that defines the app, relative to the project's folder.
        **environment: More environment variables.
    """
    port = port or free_port()
    data_dir.mkdir(parents=True, exist_ok=True)
    log_file = data_dir / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port)]
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            [*command, "--server.address", "127.0.0.1"],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            env=os.environ
            | {"PRUNELAB_DATA_DIR": str(data_dir), "STREAMLIT_SERVER_BASE_URL_PATH": base_path}
            | environment,
        )
    url = f"http://127.0.0.1:{port}{base_path}"
    server = Server(process=process, url=url, log_file=log_file)
    try:
        wait_until_healthy(server)
        yield server
    finally:
        if process.poll() is None:
            server.terminate()


def wait_until_healthy(server: Server) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + SECONDS_TO_START
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            server.get("/_stcore/health")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server did not start: {server.log_file.read_text()}")


def free_port() -> int:
    """A port that no program uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
