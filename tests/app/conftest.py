"""Pages under AppTest: real services, a fresh set for every test."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import services
from pruning_core.engine.engine import start_cluster
from pruning_core.errors import PruningLabError

ROOT = Path(__file__).parents[2]
SECONDS_A_PAGE_MAY_TAKE = 60


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one cluster for all tests: its worker loads TensorFlow once."""
    running = start_cluster(1, tmp_path_factory.mktemp("cluster") / "engine.log")
    yield running.address
    running.close()


@pytest.fixture(autouse=True)
def fresh_services(cluster: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Services are cached for a server's life: here, for a test's. Clearing the cache closes them."""
    monkeypatch.setenv("PRUNELAB_DASK_SCHEDULER", cluster)
    yield
    with suppress(PruningLabError):  # some tests take the store away
        for run in services.run_store().recent():
            services.run_store().request_stop(run.id)  # the worker is the next test's
    for service in (
        services.download_slot,
        services.engine,
        services.run_store,
        services.settings,
    ):
        service.clear()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app at its start page, not run yet."""
    return new_session(monkeypatch)


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Another visitor of the same server."""
    return new_session(monkeypatch)


def new_session(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A session of the app, not run yet."""
    monkeypatch.chdir(ROOT)
    return AppTest.from_file(
        str(ROOT / "pages" / "navigation.py"), default_timeout=SECONDS_A_PAGE_MAY_TAKE
    )
