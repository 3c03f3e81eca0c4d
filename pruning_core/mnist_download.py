"""How MNIST is downloaded as `keras.datasets` does it: a process of its own that reports in JSON.

Run by `pruning_core.downloads`, or by hand: `python -m pruning_core.mnist_download`. A process of
its own, because Keras loads TensorFlow. One line of JSON at a time on standard output:
`{"received": bytes, "total": bytes or null}` while it lasts, at the end `{"done": path}` or
`{"error": sentence}`.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from pruning_core.datasets import keras_cache_path, load_mnist
from pruning_core.errors import DatasetError, PruningLabError
from pruning_core.settings import mnist_url

REPORT_EVERY = 0.25
LONGEST_SILENCE = 30
"""Seconds after which a server that sends nothing is given up."""
FILE_NAME = "mnist.npz"


def main(arguments: Sequence[str] | None = None) -> int:
    """Download MNIST; returns the exit status: 0, or 1 after an error was reported."""
    parser = argparse.ArgumentParser(prog="python -m pruning_core.mnist_download")
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="end when standard input does: whoever started this is gone, or has thought better of it",
    )
    options = parser.parse_args(arguments)
    reports = sys.stdout
    # Keras prints its own progress bar; the lines on standard output are for a program to read.
    with contextlib.redirect_stdout(sys.stderr):
        try:
            report(reports, done=str(download(reports, until_stdin=options.until_stdin_closes)))
        except PruningLabError as error:
            report(reports, error=str(error))
            return 1
    return 0


def download(reports: TextIO, *, until_stdin: bool) -> Path:
    """Download, check, and only then move to Keras's cache: no half a file ever stands there.

    Raises:
        SettingsError: When `PRUNELAB_MNIST_URL` is not a web address.
        DatasetError: When MNIST could not be had.
    """
    origin = mnist_url(os.environ)
    destination = keras_cache_path()
    with working_directory(destination.parent) as directory:
        if until_stdin:
            threading.Thread(target=end_with_stdin, args=(directory,), daemon=True).start()
        with Progress(reports, directory / FILE_NAME) as progress:
            file = fetch(origin, directory, progress)
        try:
            load_mnist(file)
        except DatasetError as error:
            raise DatasetError(
                f"What {origin} sent is not MNIST, and was thrown away: try again, or set "
                "PRUNELAB_MNIST_URL to the address of a complete mnist.npz"
            ) from error
        file.replace(destination)
    return destination


@contextlib.contextmanager
def working_directory(cache: Path) -> Iterator[Path]:
    """A new directory on the same file system as the cache, gone at the end."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        directory = Path(tempfile.mkdtemp(prefix=".download-", dir=cache))
    except OSError as error:
        raise DatasetError(
            f"MNIST cannot be kept in {cache}: {error.strerror}. "
            "Set KERAS_HOME to a directory that can be written to"
        ) from error
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def fetch(origin: str, directory: Path, progress: "Progress") -> Path:
    """Let Keras download the file into the directory."""
    socket.setdefaulttimeout(LONGEST_SILENCE)
    progress.total = size_at(origin)
    from keras.utils import get_file

    try:
        file = get_file(FILE_NAME, origin, cache_dir=str(directory), cache_subdir="")
    except Exception as error:  # Keras raises a bare Exception for what a server says
        raise DatasetError(
            f"MNIST could not be downloaded ({error}): check the network and try again, set "
            "PRUNELAB_MNIST_URL to a mirror, or PRUNELAB_MNIST to an mnist.npz that you have"
        ) from error
    return Path(file)


def size_at(origin: str) -> int | None:
    """How many bytes the file has, where the server says so."""
    request = urllib.request.Request(origin, method="HEAD")  # noqa: S310 (mnist_url has checked the scheme)
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 (as above)
            length = response.headers.get("Content-Length", "")
    except (OSError, ValueError):  # the download itself will say what is wrong
        return None
    return int(length) if length.isdecimal() else None


class Progress(threading.Thread):
    """Reports the size of a growing file: Keras tells only people how far it is."""

    def __init__(self, reports: TextIO, file: Path) -> None:
        super().__init__(daemon=True)
        self.total: int | None = None
        self._reports = reports
        self._file = file
        self._over = threading.Event()

    def __enter__(self) -> "Progress":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self.join()
        self._report()

    def run(self) -> None:
        """Report until the download is over."""
        self._report()
        while not self._over.wait(REPORT_EVERY):
            self._report()

    def _report(self) -> None:
        try:
            received = self._file.stat().st_size
        except OSError:  # nothing has come yet, or what came was thrown away
            received = 0
        report(self._reports, received=received, total=self.total)


def report(reports: TextIO, **message: object) -> None:
    """Write one line, at once."""
    reports.write(json.dumps(message) + "\n")
    reports.flush()


def end_with_stdin(directory: Path) -> None:
    """Wait until whoever holds the other end of standard input is gone, then leave nothing behind."""
    # Not `sys.stdin.read`: the lock that it holds would make Python abort at its own end.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    shutil.rmtree(directory, ignore_errors=True)
    # The main thread may hang in a read from the network: nothing gentler ends it.
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
