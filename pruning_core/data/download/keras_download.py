"""Downloads MNIST and Fashion-MNIST with Keras, in its own process, because Keras loads TensorFlow.

Run by `pruning_core.data.download.downloads`, or by hand: `python -m pruning_core.data.download.keras_download`, with
`--dataset fashion_mnist` for Fashion-MNIST. It prints lines of JSON: `{"received": bytes, "total": bytes
or null}` during the download, and `{"done": path}` or `{"error": sentence}` at the end.
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

from pruning_core.data.dataset import Origin
from pruning_core.data.facts import DATASETS
from pruning_core.errors import DatasetError, PruningLabError

SECONDS_BETWEEN_REPORTS = 0.25
MAX_SECONDS_WITHOUT_DATA = 30
"""Seconds without data after which the download fails."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Download a data set. Return the exit status: 0, or 1 if an error was reported."""
    parser = argparse.ArgumentParser(prog="python -m pruning_core.data.download.keras_download")
    origins = {name: row.origin for name, row in DATASETS.items() if row.origin is not None}
    parser.add_argument("--dataset", choices=tuple(origins), default="mnist")
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="end when standard input is closed: the parent process has ended or has cancelled the download",
    )
    options = parser.parse_args(arguments)
    reports = sys.stdout
    # Keras prints a progress bar, but standard output must only have the lines of JSON.
    with contextlib.redirect_stdout(sys.stderr):
        try:
            origin = origins[options.dataset](os.environ)
            path = download(origin, reports, until_stdin=options.until_stdin_closes)
        except PruningLabError as error:
            report(reports, error=str(error))
            return 1
    report(reports, done=str(path))
    return 0


def download(origin: Origin, reports: TextIO, *, until_stdin: bool) -> Path:
    """Download and check the files, then move them to Keras's cache.

    Keras's cache never has incomplete files, because the download uses its own directory.

    Returns:
        The path of the data set.

    Raises:
        DatasetError: If the files cannot be downloaded or stored, or contain other data.
    """
    with working_directory(origin) as directory:
        if until_stdin:
            threading.Thread(target=end_with_stdin, args=(directory,), daemon=True).start()
        with Progress(reports, directory) as progress:
            fetch(origin, directory, progress)
        try:
            origin.check(directory)
        except DatasetError as error:
            raise DatasetError(
                f"The download from {origin.address} is not {origin.title}, and was deleted: try again, "
                f"or set {origin.variable}_URL to {origin.mirror_description}"
            ) from error
        for name in origin.files:
            (directory / name).replace(origin.folder / name)
    return origin.path


@contextlib.contextmanager
def working_directory(origin: Origin) -> Iterator[Path]:
    """A new directory on the file system of the cache. It is deleted at the end."""
    try:
        origin.folder.mkdir(parents=True, exist_ok=True)
        directory = Path(tempfile.mkdtemp(prefix=".download-", dir=origin.folder))
    except OSError as error:
        raise DatasetError(
            f"{origin.title} cannot be stored in {origin.folder}: {error.strerror}. "
            "Set KERAS_HOME to a directory that can be written to"
        ) from error
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def fetch(origin: Origin, directory: Path, progress: "Progress") -> None:
    """Let Keras download the files into the directory."""
    socket.setdefaulttimeout(MAX_SECONDS_WITHOUT_DATA)
    sizes = [size_at(address) for address in origin.files.values()]
    progress.total = None if None in sizes else sum(filter(None, sizes))
    from keras.utils import get_file

    try:
        for name, address in origin.files.items():
            get_file(name, address, cache_dir=str(directory), cache_subdir="")
    except Exception as error:  # Keras raises a bare Exception for an error of the server
        raise DatasetError(
            f"{origin.title} could not be downloaded ({error}): check the network and try again, "
            f"set {origin.variable}_URL to a mirror, or {origin.variable} to {origin.copy_description}"
        ) from error


def size_at(address: str) -> int | None:
    """The size of a file in bytes; None if the server does not report it."""
    request = urllib.request.Request(address, method="HEAD")  # noqa: S310 (the settings have checked the scheme)
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310 (as above)
            length = response.headers.get("Content-Length", "")
    except (OSError, ValueError):  # the download itself will report the error
        return None
    return int(length) if length.isdecimal() else None


class Progress(threading.Thread):
    """Reports the size of the files in a directory, because Keras only prints its progress."""

    def __init__(self, reports: TextIO, directory: Path) -> None:
        super().__init__(daemon=True)
        self.total: int | None = None
        self._reports = reports
        self._directory = directory
        self._download_ended = threading.Event()

    def __enter__(self) -> "Progress":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._download_ended.set()
        self.join()
        self._report()

    def run(self) -> None:
        """Report until the download has ended."""
        self._report()
        while not self._download_ended.wait(SECONDS_BETWEEN_REPORTS):
            self._report()

    def _report(self) -> None:
        try:
            received = sum(file.stat().st_size for file in self._directory.iterdir())
        except OSError:  # the directory was just deleted
            received = 0
        report(self._reports, received=received, total=self.total)


def report(reports: TextIO, **message: object) -> None:
    """Write one line of JSON, and flush it."""
    reports.write(json.dumps(message) + "\n")
    reports.flush()


def end_with_stdin(directory: Path) -> None:
    """When the other end of standard input is closed, delete the directory and end this process."""
    # Not `sys.stdin.read`: it takes a lock, and Python would abort at exit while the lock is taken.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    shutil.rmtree(directory, ignore_errors=True)
    # Only `os._exit` ends the main thread while it waits for the network.
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
