"""A download of MNIST stores the complete file or nothing, and each error message names a remedy."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pruning_core.data.datasets import load_dataset, locate
from pruning_core.data.download.downloads import DatasetDownload, DownloadState, python_path
from pruning_core.data.paths import dataset_paths, keras_cache_path
from tests.faults.download_servers import (
    REAL_MNIST,
    SECONDS_TO_WAIT,
    SERVED_FILE,
    AnswerFunction,
    answering_server,
    assert_folder_is_empty,
    empty_cache,
    send,
    send_complete_file,
    send_half,
    send_not_found,
    wait_for_error,
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Keras cache for each test."""
    return empty_cache(tmp_path, monkeypatch)


def test_mnist_is_stored_in_the_keras_cache_and_wrong_data_is_deleted(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering_server(send_complete_file) as address:
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        download = DatasetDownload()
        state = download.wait(SECONDS_TO_WAIT)
    size = SERVED_FILE.stat().st_size
    if REAL_MNIST is None:
        assert state == DownloadState.FAILED
        assert "is not MNIST" in wait_for_error(download)
        assert_folder_is_empty(cache)
        return
    assert state == DownloadState.DONE, download.error
    assert download.progress == (size, size)
    assert download.error is None
    assert download.exit_status == 0
    assert download.path == locate("mnist", dataset_paths(os.environ))
    assert [file.name for file in cache.iterdir()] == ["mnist.npz"]
    assert load_dataset("mnist", dataset_paths(os.environ)).x_train.shape == (60_000, 28, 28)


def test_wrong_data_never_replaces_a_stored_file(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.mkdir(parents=True)
    keras_cache_path(os.environ).write_bytes(b"stored before")
    with answering_server(lambda handler: send(handler, b"<html>Log in</html>", 19)) as address:
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        error = wait_for_error(DatasetDownload())
    assert address in error
    assert "is not MNIST" in error
    assert "PRUNELAB_MNIST_URL" in error
    assert keras_cache_path(os.environ).read_bytes() == b"stored before"
    assert [file.name for file in cache.iterdir()] == ["mnist.npz"]


@pytest.mark.parametrize(
    ("answer", "text"), [(send_half, "retrieval incomplete"), (send_not_found, "404")]
)
def test_message_about_a_failing_server_names_a_remedy(
    cache: Path, monkeypatch: pytest.MonkeyPatch, answer: AnswerFunction, text: str
) -> None:
    with answering_server(answer) as address:
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        error = wait_for_error(DatasetDownload())
    assert text in error
    assert "check the network and try again" in error
    assert "\n" not in error
    assert_folder_is_empty(cache)


def test_message_about_a_refused_connection_names_a_remedy(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed_socket:
        closed_socket.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed_socket.getsockname()[1]}/mnist.npz"
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        error = wait_for_error(DatasetDownload())
    assert "Connection refused" in error
    assert "check the network and try again" in error
    assert_folder_is_empty(cache)


@pytest.mark.parametrize(
    "address", ["ftp://host/mnist.npz", "file:///etc/passwd", "mnist.npz", "http://", "http://[a"]
)
def test_only_web_addresses_are_accepted(
    cache: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
    error = wait_for_error(DatasetDownload())
    assert error.startswith("PRUNELAB_MNIST_URL must be an address that starts with http")
    assert address in error
    assert_folder_is_empty(cache)


def test_wrong_address_is_refused_before_keras_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRUNELAB_MNIST_URL", "ftp://host/mnist.npz")
    monkeypatch.setenv("PYTHONPATH", python_path())
    process = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pruning_core.data.download.keras_download"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 1
    imported_modules = {line.rpartition("|")[2].strip() for line in process.stderr.splitlines()}
    assert "pruning_core.data.download.origins" in imported_modules
    assert not imported_modules & {"keras", "tf_keras", "tensorflow"}


def test_message_about_a_read_only_cache_names_a_remedy(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.parent.write_bytes(b"a file where the directory should be")
    error = wait_for_error(DatasetDownload())
    assert str(cache) in error
    assert "Set KERAS_HOME" in error


def test_message_quotes_the_last_line_of_keras_if_keras_cannot_be_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "nothing")
    with answering_server(send_complete_file) as address:
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        error = wait_for_error(DatasetDownload())
    assert "ended with exit status 1" in error
    assert "Unable to import backend" in error
    assert "PRUNELAB_MNIST" in error
