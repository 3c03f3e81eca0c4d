"""Fixtures for tests of pages in Streamlit's AppTest, without a browser. Each test has new services."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import services
from pruning_core.errors import PruningLabError

ROOT = Path(__file__).parents[2]
MAX_SECONDS_OF_A_PAGE = 60


@pytest.fixture(autouse=True)
def fresh_services(cluster: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test new services. A server caches services until it ends. Clearing the cache closes them."""
    monkeypatch.setenv("PRUNELAB_DASK_SCHEDULER", cluster)
    yield
    with suppress(PruningLabError):  # some tests remove the store
        for run in services.run_store().recent():
            services.run_store().request_stop(run.id)  # the next test needs the worker
    for service in (
        services.download_slot,
        services.engine,
        services.run_store,
        services.settings,
    ):
        service.clear()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A session of the app at its start page. The app has not run yet."""
    return new_session(monkeypatch)


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The session of another visitor of the same server."""
    return new_session(monkeypatch)


def new_session(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A session of the app. The app has not run yet."""
    monkeypatch.chdir(ROOT)
    return AppTest.from_file(
        str(ROOT / "pages" / "navigation.py"), default_timeout=MAX_SECONDS_OF_A_PAGE
    )
