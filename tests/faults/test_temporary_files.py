"""Workers write temporary files into the data directory, and the files of killed workers are removed."""

import os
import time
from pathlib import Path

import psutil
import pytest
from distributed import Client

from pruning_core.engine.embedded_cluster import start_cluster

SECONDS_TO_LOAD = 120
FILES_OF_TRACED_FUNCTIONS = "__autograph_generated_file*.py"
"""The file that TensorFlow writes for each traced function."""


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's folder for temporary files; no worker may use it."""
    folder = tmp_path / "outside"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def loaded_worker(address: str, *, other_than: int = 0) -> int:
    """Wait until a worker has loaded TensorFlow. Return the process id of the worker."""
    deadline = time.monotonic() + SECONDS_TO_LOAD
    with Client(address, timeout=SECONDS_TO_LOAD, set_as_default=False) as client:
        while time.monotonic() < deadline:
            process_ids = client.run(
                os.getpid, on_error="return"
            ).values()  # a killed worker gives an error
            for process_id in process_ids:
                if isinstance(process_id, int) and process_id != other_than:
                    return process_id
            time.sleep(0.1)
    raise AssertionError("no worker has loaded TensorFlow")


@pytest.mark.soak
def test_killed_workers_and_clusters_leave_no_temporary_files(
    tmp_path: Path, outside: Path
) -> None:
    data_dir = tmp_path / "data"
    cluster = start_cluster(1, data_dir / "engine.log")
    killed_process_id = loaded_worker(cluster.address)
    files_of_killed_workers = set(data_dir.rglob(FILES_OF_TRACED_FUNCTIONS))
    assert files_of_killed_workers
    psutil.Process(killed_process_id).kill()
    loaded_worker(cluster.address, other_than=killed_process_id)
    assert not any(file.exists() for file in files_of_killed_workers)

    process_tree = psutil.Process(cluster.process.pid).children(recursive=True)
    files_of_killed_workers = set(data_dir.rglob(FILES_OF_TRACED_FUNCTIONS))
    assert files_of_killed_workers
    cluster.process.kill()
    for process in process_tree:
        process.kill()
    cluster.close()
    cluster = start_cluster(1, data_dir / "engine.log")
    loaded_worker(cluster.address)
    assert not any(file.exists() for file in files_of_killed_workers)
    cluster.close()
    assert list(outside.rglob(FILES_OF_TRACED_FUNCTIONS)) == []
