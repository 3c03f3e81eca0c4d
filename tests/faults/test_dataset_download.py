"""MNIST and Fashion-MNIST are downloaded whole or not at all, whatever network and server do."""

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from pruning_core.data.bundled_digits import FILE as DIGITS_FILE
from pruning_core.data.datasets import load_dataset, locate
from pruning_core.data.downloads import DatasetDownload, DownloadState, python_path
from pruning_core.data.fashion_mnist import FILES
from pruning_core.data.paths import dataset_paths, keras_cache_path, keras_fashion_path
from tests.idx import small_fashion_mnist

REAL_MNIST = os.environ.get("PRUNELAB_MNIST")
SERVED = Path(REAL_MNIST) if REAL_MNIST else DIGITS_FILE
LONG = 120.0
"""Seconds; Keras takes several to load."""

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]
DOWNLOAD_SMALL = """\
import os, sys
from pathlib import Path
from pruning_core import dataset_download, origins
from tests.idx import small_fashion_mnist

files = small_fashion_mnist(Path(sys.argv[1]))
origin = origins.fashion_mnist(os.environ, files)
with open(sys.argv[2], "w") as reports:
    print(dataset_download.download(origin, reports, until_stdin=False))
"""
"""The download of Fashion-MNIST, with the sums of files that a test has made."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Keras cache of the test's own."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("PRUNELAB_MNIST", raising=False)
    monkeypatch.delenv("PRUNELAB_FASHION_MNIST", raising=False)
    monkeypatch.chdir(tmp_path)
    return keras_cache_path(os.environ).parent


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server on this machine that answers every GET in one way; yields its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(SERVED.stat().st_size))
            self.end_headers()

        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/mnist.npz"
        finally:
            server.shutdown()
            thread.join()


def send(handler: http.server.BaseHTTPRequestHandler, content: bytes, promised: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(promised))
    handler.end_headers()
    handler.wfile.write(content)


def send_whole(handler: http.server.BaseHTTPRequestHandler) -> None:
    content = SERVED.read_bytes()
    send(handler, content, len(content))


def send_half(handler: http.server.BaseHTTPRequestHandler) -> None:
    content = SERVED.read_bytes()
    send(handler, content[: len(content) // 2], len(content))


def send_not_found(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.send_error(404)


def failure(download: DatasetDownload) -> str:
    assert download.wait(LONG) == DownloadState.FAILED
    assert download.path is None
    assert download.exit_status == 1
    assert download.error is not None
    return download.error


def assert_nothing_is_left(cache: Path) -> None:
    assert not cache.exists() or list(cache.iterdir()) == []


def test_mnist_arrives_whole_in_keras_cache_or_other_data_is_thrown_away(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(send_whole) as address:
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        download = DatasetDownload()
        state = download.wait(LONG)
    size = SERVED.stat().st_size
    if REAL_MNIST is None:
        assert state == DownloadState.FAILED
        assert "is not MNIST" in failure(download)
        assert_nothing_is_left(cache)
        return
    assert state == DownloadState.DONE, download.error
    assert download.progress == (size, size)
    assert download.error is None
    assert download.exit_status == 0
    assert download.path == locate("mnist", dataset_paths(os.environ))
    assert [file.name for file in cache.iterdir()] == ["mnist.npz"]
    assert load_dataset("mnist", dataset_paths(os.environ)).x_train.shape == (60_000, 28, 28)


def test_data_that_is_not_mnist_never_replaces_what_is_there(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.mkdir(parents=True)
    keras_cache_path(os.environ).write_bytes(b"what was there")
    with serving(lambda handler: send(handler, b"<html>Log in</html>", 19)) as address:
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        error = failure(DatasetDownload())
    assert address in error
    assert "is not MNIST" in error
    assert "PRUNELAB_MNIST_URL" in error
    assert keras_cache_path(os.environ).read_bytes() == b"what was there"
    assert [file.name for file in cache.iterdir()] == ["mnist.npz"]


@pytest.mark.parametrize(
    ("answer", "words"), [(send_half, "retrieval incomplete"), (send_not_found, "404")]
)
def test_a_server_that_fails_is_told_with_a_way_out(
    cache: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer, words: str
) -> None:
    with serving(answer) as address:
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        error = failure(DatasetDownload())
    assert words in error
    assert "check the network and try again" in error
    assert "\n" not in error
    assert_nothing_is_left(cache)


def test_a_host_that_refuses_the_connection_is_told_with_a_way_out(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/mnist.npz"
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        error = failure(DatasetDownload())
    assert "Connection refused" in error
    assert "check the network and try again" in error
    assert_nothing_is_left(cache)


@pytest.mark.parametrize(
    "address", ["ftp://host/mnist.npz", "file:///etc/passwd", "mnist.npz", "http://", "http://[a"]
)
def test_an_address_that_is_not_of_the_web_is_refused(
    cache: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
    error = failure(DatasetDownload())
    assert error.startswith("PRUNELAB_MNIST_URL must be an address that starts with http")
    assert address in error
    assert_nothing_is_left(cache)


def test_an_address_is_refused_before_keras_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRUNELAB_MNIST_URL", "ftp://host/mnist.npz")
    monkeypatch.setenv("PYTHONPATH", python_path())
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pruning_core.data.keras_download"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "pruning_core.data.origins" in imported
    assert not imported & {"keras", "tf_keras", "tensorflow"}


def test_a_cache_that_cannot_be_written_is_told_with_a_way_out(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.parent.write_bytes(b"a file where the directory should be")
    error = failure(DatasetDownload())
    assert str(cache) in error
    assert "Set KERAS_HOME" in error


def test_a_keras_that_cannot_be_loaded_is_told_in_its_last_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "nothing")
    with serving(send_whole) as address:
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        error = failure(DatasetDownload())
    assert "ended with exit status 1" in error
    assert "Unable to import backend" in error
    assert "PRUNELAB_MNIST" in error


@contextmanager
def stalling() -> Iterator[tuple[str, threading.Event]]:
    """A server that sends half of the file and then nothing; the event says when it has."""
    half_sent, over = threading.Event(), threading.Event()

    def stall(handler: http.server.BaseHTTPRequestHandler) -> None:
        send_half(handler)
        handler.wfile.flush()
        half_sent.set()
        over.wait(LONG)

    with serving(stall) as address:
        try:
            yield address, half_sent
        finally:
            over.set()


def test_progress_is_told_while_it_lasts_and_a_cancelled_download_leaves_nothing(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = SERVED.stat().st_size
    with stalling() as (address, half_sent):
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        download = DatasetDownload()
        assert download.state == DownloadState.RUNNING
        assert half_sent.wait(LONG)
        assert eventually(lambda: download.progress[0] > 0)
        received, total = download.progress
        assert 0 < received <= size // 2
        assert total == size
        download.cancel()
    assert "cancelled" in failure(download)
    assert_nothing_is_left(cache)
    download.cancel()
    assert "cancelled" in failure(download)


def test_a_download_ends_with_the_process_that_started_it_even_when_that_is_killed(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import time\n"
        "from pruning_core.data.downloads import DatasetDownload\n"
        "download = DatasetDownload()\n"
        "print(download.process_id, flush=True)\n"
        "time.sleep(600)\n"
    )
    with stalling() as (address, half_sent):
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        monkeypatch.setenv("PYTHONPATH", python_path())
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
            assert parent.stdout is not None
            child = int(parent.stdout.readline())
            assert half_sent.wait(LONG)
            parent.send_signal(signal.SIGKILL)
        assert eventually(lambda: not is_running(child))
    assert_nothing_is_left(cache)


def test_by_hand_it_runs_without_a_standard_input_and_reports_twice_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", python_path())
    with serving(send_whole) as address:
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        with subprocess.Popen(
            [sys.executable, "-m", "pruning_core.data.keras_download"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as child:
            assert child.stdout is not None
            lines = [(time.monotonic(), json.loads(line)) for line in child.stdout]
    pauses = [later - earlier for (earlier, _), (later, _) in pairwise(lines)]
    assert sorted(pauses)[len(pauses) // 2] < 0.5
    assert all(message.keys() == {"received", "total"} for _time, message in lines[:-1])
    assert lines[-1][1].keys() == ({"error"} if REAL_MNIST is None else {"done"})
    assert child.returncode == (1 if REAL_MNIST is None else 0)


@contextmanager
def serving_folder(folder: Path) -> Iterator[str]:
    """A server on this machine that answers with a folder's files; yields its address."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        file = folder / Path(handler.path).name
        if not file.is_file():
            handler.send_error(404)
            return
        content = file.read_bytes()
        send(handler, content, len(content))

    with serving(answer) as address:
        yield address.rpartition("/")[0]


def downloaded_small(
    expected: Path, tmp_path: Path
) -> tuple[subprocess.CompletedProcess[str], list[dict[str, int]]]:
    """How the download of small files ends, and what it reports."""
    reports = tmp_path / "reports"
    done = subprocess.run(
        [sys.executable, "-c", DOWNLOAD_SMALL, str(expected), str(reports)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": python_path()},
    )
    return done, [json.loads(line) for line in reports.read_text().splitlines()]


def test_the_four_files_of_fashion_mnist_arrive_whole_in_keras_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = tmp_path / "served"
    files = small_fashion_mnist(served)
    folder = keras_fashion_path(os.environ)
    folder.mkdir(parents=True)
    (folder / files["x_test"].name).write_bytes(b"cut off")
    with serving_folder(served) as address:
        monkeypatch.setenv("PRUNELAB_FASHION_MNIST_URL", f"{address}/")
        done, reports = downloaded_small(served, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(folder)
    assert sorted(file.name for file in folder.iterdir()) == sorted(f.name for f in files.values())
    for file in files.values():
        assert (folder / file.name).read_bytes() == (served / file.name).read_bytes()
    assert reports[-1]["received"] == sum(file.stat().st_size for file in served.iterdir())
    assert locate("fashion_mnist", dataset_paths(os.environ)) == folder


def test_files_that_are_not_fashion_mnist_never_replace_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = tmp_path / "served"
    small_fashion_mnist(served)
    folder = keras_fashion_path(os.environ)
    folder.mkdir(parents=True)
    kept = folder / FILES["x_train"].name
    kept.write_bytes(b"what was there")
    with serving_folder(served) as address:
        monkeypatch.setenv("PRUNELAB_FASHION_MNIST_URL", address)
        error = failure(DatasetDownload("fashion_mnist"))
    assert f"What {address} sent is not Fashion-MNIST" in error
    assert "set PRUNELAB_FASHION_MNIST_URL to the address of a folder" in error
    assert [file.name for file in folder.iterdir()] == [kept.name]
    assert kept.read_bytes() == b"what was there"


def test_a_folder_that_lacks_a_file_is_told_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = tmp_path / "served"
    files = small_fashion_mnist(served)
    (served / files["y_test"].name).unlink()
    with serving_folder(served) as address:
        monkeypatch.setenv("PRUNELAB_FASHION_MNIST_URL", address)
        error = failure(DatasetDownload("fashion_mnist"))
    assert "Fashion-MNIST could not be downloaded" in error
    assert "404" in error
    assert "or PRUNELAB_FASHION_MNIST to a folder with its four files" in error
    assert list(keras_fashion_path(os.environ).iterdir()) == []


def test_fashion_mnist_is_refused_an_address_that_is_not_of_the_web(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PRUNELAB_FASHION_MNIST_URL", "ftp://host/folder")
    error = failure(DatasetDownload("fashion_mnist"))
    assert error.startswith("PRUNELAB_FASHION_MNIST_URL must be an address that starts with http")


def test_a_cancelled_download_of_fashion_mnist_says_its_name_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with stalling() as (address, half_sent):
        monkeypatch.setenv("PRUNELAB_FASHION_MNIST_URL", address.rpartition("/")[0])
        download = DatasetDownload("fashion_mnist")
        assert half_sent.wait(LONG)
        assert eventually(lambda: download.progress[0] > 0)
        download.cancel()
    assert "The download of Fashion-MNIST was cancelled" in failure(download)
    assert list(keras_fashion_path(os.environ).iterdir()) == []


def eventually(condition: Callable[[], bool], within: float = 20.0) -> bool:
    """Whether the condition comes true in time."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_running(process_id: int) -> bool:
    """Whether the process is there and has not ended."""
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
