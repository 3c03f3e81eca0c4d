"""Downloads data sets in a child process, because the web process must not load Keras."""

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

PROJECT = Path(__file__).resolve().parents[3]
MAX_SECONDS_TO_CANCEL = 10.0
"""After this number of seconds, a cancelled download is killed, even if it has not yet removed its files."""


class DownloadState(StrEnum):
    """The state of a download."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DatasetDownload:
    """A download of MNIST or Fashion-MNIST into Keras's cache. It starts when the object is created.

    If the process that started it ends or is killed, the download ends too.

    Attributes:
        dataset: The data set: a name from `DATASETS` that has an origin.
        title: The name of the data set that visitors see.
        progress: Bytes received, and the total number of bytes, or None if the server does not send it.
        state: Running, done or failed.
        error: After a failure: a sentence with the cause and a remedy.
        path: After the download: the path of the data set.
    """

    def __init__(self, dataset: str = "mnist") -> None:
        self.dataset = dataset
        self.title = DATASETS[dataset].title
        self.progress: tuple[int, int | None] = (0, None)
        self.state = DownloadState.RUNNING
        self.error: str | None = None
        self.path: Path | None = None
        self._is_cancelled = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the child has ended)
        self._child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "pruning_core.data.download.keras_download",
                "--until-stdin-closes",
                f"--dataset={dataset}",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | {"PYTHONPATH": python_path()},
        )
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    @property
    def process_id(self) -> int:
        """The id of the child process."""
        return self._child.pid

    @property
    def exit_status(self) -> int | None:
        """The exit status of the child process; None while it runs."""
        return self._child.returncode

    def cancel(self) -> None:
        """Stop the download, and wait until its files are removed. Do nothing if it has ended."""
        self._is_cancelled = True
        close_quietly(self._child.stdin)
        try:
            self._child.wait(MAX_SECONDS_TO_CANCEL)
        except subprocess.TimeoutExpired:
            self._child.kill()
        self._watcher.join()

    def wait(self, timeout: float | None = None) -> DownloadState:
        """Wait until the download ends, at most `timeout` seconds. Return the state."""
        self._watcher.join(timeout)
        return self.state

    def _watch(self) -> None:
        """Read the messages of the child until it ends."""
        with self._child:
            for line in self._child.stdout or ():
                self._handle_message(line)
        with self._errors:
            if self.state == DownloadState.RUNNING:
                self._fail(self._error_without_message())

    def _handle_message(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:  # a line that a library printed
            return
        match message:
            case {"received": int(received), "total": int() | None as total}:
                self.progress = (received, total)
            case {"done": str(path)}:
                self.path = Path(path)
                self.state = DownloadState.DONE
            case {"error": str(error)}:
                self._fail(error)
            case _:  # JSON that a library printed
                return

    def _fail(self, error: str) -> None:
        self.error = error
        self.state = DownloadState.FAILED

    def _error_without_message(self) -> str:
        """The error message for a child that ended without its own message."""
        if self._is_cancelled:
            return f"The download of {self.title} was cancelled: you can start it again at any time"
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        last = next((line for line in reversed(lines) if line.strip()), "no message")
        return (
            f"The download of {self.title} ended with exit status {self.exit_status} ({last}): "
            f"try again, or set PRUNELAB_{self.dataset.upper()} to your own copy"
        )


def python_path() -> str:
    """The value of PYTHONPATH with which the child can import the project."""
    inherited_path = os.environ.get("PYTHONPATH")
    return f"{PROJECT}{os.pathsep}{inherited_path}" if inherited_path else str(PROJECT)


def close_quietly(pipe: IO[bytes] | None) -> None:
    """Close the pipe to a child, which may already have ended."""
    if pipe is not None:
        try:
            pipe.close()
        except OSError:
            return
