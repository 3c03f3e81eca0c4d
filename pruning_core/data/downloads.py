"""How a process that must not load Keras downloads data sets: by a child process that it watches."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from enum import StrEnum
from pathlib import Path
from typing import IO

from pruning_core.data.facts import DATASETS

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 10.0
"""Seconds that a cancelled download may take to tidy up before it is killed."""


class DownloadState(StrEnum):
    """Where a download stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DatasetDownload:
    """A download of MNIST or Fashion-MNIST into Keras's cache, started when this is made.

    It ends by itself, and with the process that started it, however that ends.

    Attributes:
        dataset: The data set: a name from `DATASETS` that has an origin.
        title: What the data set is called.
        progress: Bytes received, and bytes in all or None where the server does not say.
        state: Running, done or failed.
        error: What went wrong and what to do, once it has failed.
        path: Where the data set is, once it is done.
    """

    def __init__(self, dataset: str = "mnist") -> None:
        self.dataset = dataset
        self.title = DATASETS[dataset].title
        self.progress: tuple[int, int | None] = (0, None)
        self.state = DownloadState.RUNNING
        self.error: str | None = None
        self.path: Path | None = None
        self._cancelled = False
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the child has ended)
        self._child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "pruning_core.data.keras_download",
                "--until-stdin-closes",
                f"--dataset={dataset}",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=os.environ | {"PYTHONPATH": python_path()},
        )
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    @property
    def process_id(self) -> int:
        """The number of the child process."""
        return self._child.pid

    @property
    def exit_status(self) -> int | None:
        """What the child process ended with; None while it runs."""
        return self._child.returncode

    def cancel(self) -> None:
        """Give the download up, and wait until nothing of it is left. Harmless once it is over."""
        self._cancelled = True
        close_quietly(self._child.stdin)
        try:
            self._child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
        self._watcher.join()

    def wait(self, timeout: float | None = None) -> DownloadState:
        """Wait until the download is over, or for `timeout` seconds; returns the state."""
        self._watcher.join(timeout)
        return self.state

    def _watch(self) -> None:
        """Take in what the child says until it says no more."""
        with self._child:
            for line in self._child.stdout or ():
                self._take(line)
        with self._complaints:
            if self.state == DownloadState.RUNNING:
                self._fail(self._unexplained())

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:  # not the child's own line, but a library's
            return
        match message:
            case {"received": int(received), "total": int() | None as total}:
                self.progress = (received, total)
            case {"done": str(path)}:
                self.path = Path(path)
                self.state = DownloadState.DONE
            case {"error": str(error)}:
                self._fail(error)
            case _:  # a library's line that happens to be JSON
                return

    def _fail(self, error: str) -> None:
        self.error = error
        self.state = DownloadState.FAILED

    def _unexplained(self) -> str:
        """Why a child ended that did not say it."""
        if self._cancelled:
            return f"The download of {self.title} was cancelled: start it again whenever you like"
        self._complaints.seek(0)
        complaints = self._complaints.read().decode(errors="replace").split("\n")
        last = next((line for line in reversed(complaints) if line.strip()), "it left no message")
        return (
            f"The download of {self.title} ended with exit status {self.exit_status} ({last}): "
            f"try again, or set PRUNELAB_{self.dataset.upper()} to a copy that you have"
        )


def python_path() -> str:
    """Where the child finds the project, whatever directory the server was started in."""
    inherited = os.environ.get("PYTHONPATH")
    return f"{PROJECT}{os.pathsep}{inherited}" if inherited else str(PROJECT)


def close_quietly(pipe: IO[bytes] | None) -> None:
    """Close the pipe to a child that may have ended already."""
    if pipe is not None:
        try:
            pipe.close()
        except OSError:
            return
