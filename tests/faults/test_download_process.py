"""The child process of a download reports progress, ends with its parent, and can be cancelled."""

import json
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from pruning_core.data.download.downloads import DatasetDownload, DownloadState, python_path
from tests.faults.download_servers import (
    REAL_MNIST,
    SECONDS_TO_WAIT,
    SERVED_FILE,
    answering_server,
    assert_folder_is_empty,
    empty_cache,
    is_running,
    send_complete_file,
    stalling_server,
    wait_for_error,
    wait_until,
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Keras cache for each test."""
    return empty_cache(tmp_path, monkeypatch)


def test_download_reports_progress_and_leaves_no_file_when_it_is_cancelled(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = SERVED_FILE.stat().st_size
    with stalling_server() as (address, half_sent):
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        download = DatasetDownload()
        assert download.state == DownloadState.RUNNING
        assert half_sent.wait(SECONDS_TO_WAIT)
        assert wait_until(lambda: download.progress[0] > 0)
        received, total = download.progress
        assert 0 < received <= size // 2
        assert total == size
        download.cancel()
    assert "cancelled" in wait_for_error(download)
    assert_folder_is_empty(cache)
    download.cancel()
    assert "cancelled" in wait_for_error(download)


def test_a_download_ends_when_its_parent_process_is_killed(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import time\n"
        "from pruning_core.data.download.downloads import DatasetDownload\n"
        "download = DatasetDownload()\n"
        "print(download.process_id, flush=True)\n"
        "time.sleep(600)\n"
    )
    with stalling_server() as (address, half_sent):
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        monkeypatch.setenv("PYTHONPATH", python_path())
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
            assert parent.stdout is not None
            child = int(parent.stdout.readline())
            assert half_sent.wait(SECONDS_TO_WAIT)
            parent.send_signal(signal.SIGKILL)
        assert wait_until(lambda: not is_running(child))
    assert_folder_is_empty(cache)


def test_download_command_needs_no_standard_input_and_reports_twice_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", python_path())
    with answering_server(send_complete_file) as address:
        monkeypatch.setenv("PRUNELAB_MNIST_URL", address)
        with subprocess.Popen(
            [sys.executable, "-m", "pruning_core.data.download.keras_download"],
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
