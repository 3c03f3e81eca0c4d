"""Fixtures for all tests: a data directory and a store for each test, and a shared cluster."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from tests.examples import short_run

settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # no test depends on the speed of the machine
)
settings.load_profile("repeatable")

LONGEST_FIRST = ("faults", "browser", "contract", "app")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slowest folders first, so that all test processes end at about the same time."""
    items.sort(key=lambda item: [folder not in item.path.parts for folder in LONGEST_FIRST])


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster with one worker. All tests of a process share this cluster.

    The worker loads TensorFlow once. A test that kills or counts workers starts another cluster.
    """
    from pruning_core.engine.embedded_cluster import start_cluster  # noqa: PLC0415  (unit tests load no Dask)

    embedded_cluster = start_cluster(1, tmp_path_factory.mktemp("cluster") / "engine.log")
    yield embedded_cluster.address
    embedded_cluster.close()


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
