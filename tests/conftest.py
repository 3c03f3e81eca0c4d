"""Fixtures for all tests: a data directory and a store for each test, and a shared cluster."""

import gc
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from tests.examples import short_run
from tests.fork_server import ForkServer

settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # no test depends on the speed of the machine
)
settings.load_profile("repeatable")

FORK_SERVER = pytest.StashKey[ForkServer]()
LONGEST_FIRST = ("faults", "browser", "contract", "app")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slowest folders first, so that all test processes end at about the same time."""
    items.sort(key=lambda item: [folder not in item.path.parts for folder in LONGEST_FIRST])


CLUSTER_CODE = """
import sys
import time
from pathlib import Path

from distributed import LocalCluster

address_file = Path(sys.argv[1])
with LocalCluster(
    n_workers=1,
    threads_per_worker=1,
    processes=False,
    protocol="tcp",
    host="127.0.0.1",
    dashboard_address="127.0.0.1:0",
    memory_limit=None,
) as cluster:
    unfinished_file = address_file.with_suffix(".new")
    unfinished_file.write_text(cluster.scheduler_address)
    unfinished_file.rename(address_file)
    while True:
        time.sleep(3600)
"""
"""A cluster in one process. The lab's own cluster starts its worker in another process, which loads TensorFlow."""
SECONDS_TO_START_CLUSTER = 60


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the fork server now, because later this process may compute with TensorFlow.

    Streamlit collects garbage after each script. It need not search the libraries and tests that are loaded now,
    and a collection in a fork would copy the memory that the processes share.
    """
    gc.freeze()
    if not session.config.option.collectonly:
        session.config.stash[FORK_SERVER] = ForkServer()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the fork server."""
    if FORK_SERVER in config.stash:
        config.stash[FORK_SERVER].close()


@pytest.fixture(scope="session")
def processes(pytestconfig: pytest.Config) -> ForkServer:
    """Starts programs that have already loaded TensorFlow."""
    return pytestconfig.stash[FORK_SERVER]


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory, processes: ForkServer) -> Iterator[str]:
    """The address of a cluster with one worker. All tests of a process share this cluster.

    A test that kills or counts workers starts another cluster.
    """
    address_file = tmp_path_factory.mktemp("cluster") / "address"
    process = processes.start(CLUSTER_CODE, str(address_file))
    deadline = time.monotonic() + SECONDS_TO_START_CLUSTER
    while not address_file.exists():
        assert process.poll() is None, "the cluster has ended"
        assert time.monotonic() < deadline, "the cluster did not start"
        time.sleep(0.05)
    yield address_file.read_text()
    process.send_signal(signal.SIGKILL)
    process.wait(SECONDS_TO_START_CLUSTER)


@pytest.fixture(scope="session", autouse=True)
def temporary_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the temporary files of tests and of their child processes. It is removed at the end.

    A killed process does not remove its temporary files.
    """
    # The name is short because the path of a socket has at most 107 bytes.
    folder = tmp_path_factory.mktemp("t")
    os.environ["TMPDIR"], tempfile.tempdir = str(folder), str(folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new data directory, so that no test writes into the data directory of a user."""
    monkeypatch.setenv("PRUNELAB_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("PRUNELAB_DATABASE_URL", raising=False)
    return tmp_path / "data"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    """An empty run store."""
    empty_store = RunStore(f"sqlite:///{tmp_path}/runs.db")
    yield empty_store
    empty_store.close()


@pytest.fixture
def config() -> RunConfig:
    """A run of a few steps on the bundled digits."""
    return short_run()
