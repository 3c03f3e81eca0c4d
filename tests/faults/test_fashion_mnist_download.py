"""A download of Fashion-MNIST stores all four files, or no file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pruning_core.data.datasets import locate
from pruning_core.data.download.downloads import DatasetDownload, python_path
from pruning_core.data.fashion_mnist import FILES
from pruning_core.data.paths import dataset_paths, keras_fashion_path
from tests.faults.download_servers import (
    SECONDS_TO_WAIT,
    empty_cache,
    folder_server,
    stalling_server,
    wait_for_error,
    wait_until,
)
from tests.idx import small_fashion_mnist

DOWNLOAD_SMALL = """\
import os, sys
from pathlib import Path
from pruning_core.data.download import keras_download, origins
from tests.idx import small_fashion_mnist

files = small_fashion_mnist(Path(sys.argv[1]))
origin = origins.fashion_mnist(os.environ, files)
with open(sys.argv[2], "w") as reports:
    print(keras_download.download(origin, reports, until_stdin=False))
"""
"""A program that downloads small files, and checks their hashes."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Keras cache for each test."""
    return empty_cache(tmp_path, monkeypatch)


def download_small_files(
    server_folder: Path, tmp_path: Path
) -> tuple[subprocess.CompletedProcess[str], list[dict[str, int]]]:
    """Download the small files. Return the ended process and its reports."""
    reports = tmp_path / "reports"
    process = subprocess.run(
        [sys.executable, "-c", DOWNLOAD_SMALL, str(server_folder), str(reports)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": python_path()},
    )
    return process, [json.loads(line) for line in reports.read_text().splitlines()]


def test_the_four_files_of_fashion_mnist_are_stored_in_the_keras_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server_folder = tmp_path / "served"
    files = small_fashion_mnist(server_folder)
    folder = keras_fashion_path(os.environ)
    folder.mkdir(parents=True)
    (folder / files["x_test"].name).write_bytes(b"cut off")
    with folder_server(server_folder) as address:
        monkeypatch.setenv("PRUNELAB_FASHION_MNIST_URL", f"{address}/")
        process, reports = download_small_files(server_folder, tmp_path)
    assert process.returncode == 0, process.stderr
    assert process.stdout.splitlines()[-1] == str(folder)
    assert sorted(file.name for file in folder.iterdir()) == sorted(f.name for f in files.values())
    for file in files.values():
        assert (folder / file.name).read_bytes() == (server_folder / file.name).read_bytes()
    assert reports[-1]["received"] == sum(file.stat().st_size for file in server_folder.iterdir())
    assert locate("fashion_mnist", dataset_paths(os.environ)) == folder


def test_wrong_data_never_replaces_a_stored_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server_folder = tmp_path / "served"
    small_fashion_mnist(server_folder)
    folder = keras_fashion_path(os.environ)
    folder.mkdir(parents=True)
    stored_file = folder / FILES["x_train"].name
    stored_file.write_bytes(b"stored before")
    with folder_server(server_folder) as address:
        monkeypatch.setenv("PRUNELAB_FASHION_MNIST_URL", address)
        error = wait_for_error(DatasetDownload("fashion_mnist"))
    assert f"The download from {address} is not Fashion-MNIST" in error
    assert "set PRUNELAB_FASHION_MNIST_URL to the address of a folder" in error
    assert [file.name for file in folder.iterdir()] == [stored_file.name]
    assert stored_file.read_bytes() == b"stored before"


def test_message_about_a_missing_file_names_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server_folder = tmp_path / "served"
    files = small_fashion_mnist(server_folder)
    (server_folder / files["y_test"].name).unlink()
    with folder_server(server_folder) as address:
        monkeypatch.setenv("PRUNELAB_FASHION_MNIST_URL", address)
        error = wait_for_error(DatasetDownload("fashion_mnist"))
    assert "Fashion-MNIST could not be downloaded" in error
    assert "404" in error
    assert "or PRUNELAB_FASHION_MNIST to a folder with its four files" in error
    assert list(keras_fashion_path(os.environ).iterdir()) == []


def test_only_web_addresses_are_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PRUNELAB_FASHION_MNIST_URL", "ftp://host/folder")
    error = wait_for_error(DatasetDownload("fashion_mnist"))
    assert error.startswith("PRUNELAB_FASHION_MNIST_URL must be an address that starts with http")


def test_cancelled_download_names_its_data_set_and_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with stalling_server() as (address, half_sent):
        monkeypatch.setenv("PRUNELAB_FASHION_MNIST_URL", address.rpartition("/")[0])
        download = DatasetDownload("fashion_mnist")
        assert half_sent.wait(SECONDS_TO_WAIT)
        assert wait_until(lambda: download.progress[0] > 0)
        download.cancel()
    assert "The download of Fashion-MNIST was cancelled" in wait_for_error(download)
    assert list(keras_fashion_path(os.environ).iterdir()) == []
