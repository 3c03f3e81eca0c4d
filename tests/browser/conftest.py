"""A real Chromium, and a real server for it to visit."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from pruning_core.store.store import RunStore
from tests.browser.editor.editor import open_editor
from tests.server import Server, serving

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MILLISECONDS_TO_WAIT = 60_000
expect.set_options(timeout=MILLISECONDS_TO_WAIT)


MILLISECONDS_AT_REST = 1_000
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"


def at_rest(page: Page) -> None:
    """Wait until the page is complete and its script does not run again."""
    for _look in range(MILLISECONDS_TO_WAIT // MILLISECONDS_AT_REST):
        page.locator(AT_REST).wait_for(state="attached")
        page.wait_for_timeout(MILLISECONDS_AT_REST)
        if page.locator(AT_REST).count():
            return
    raise AssertionError("the script of the page runs again and again")


def chromium() -> str | None:
    """The machine's own Chromium, or None for the one that Playwright installed."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@contextmanager
def serving_pages(data_dir: Path, *, cluster: str, base_path: str = "") -> Iterator[Server]:
    """A server that trains on a shared cluster; all runs are stopped after the block."""
    with serving(data_dir, base_path=base_path, PRUNELAB_DASK_SCHEDULER=cluster) as running:
        try:
            yield running
        finally:
            stop_runs(data_dir)


def stop_runs(data_dir: Path) -> None:
    """Ask every run to stop: the next server needs the worker."""
    store = RunStore(f"sqlite:///{data_dir}/runs.db")
    for run in [*store.queued(), *store.running()]:
        store.request_stop(run.id)
    store.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, cluster: str) -> Iterator[Server]:
    """One server for all tests of a file."""
    with serving_pages(tmp_path_factory.mktemp("server"), cluster=cluster) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for all tests of a file, not of the session: while Playwright runs, no other event loop can."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A visitor."""
    opened = browser.new_context(viewport={"width": 1280, "height": 1000}, base_url=server.url)
    opened.set_default_timeout(MILLISECONDS_TO_WAIT)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """The visitor's tab; an error in a script or a request to another host fails the test."""
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("requestfailed", lambda request: errors.append(request.url))
    yield tab
    ours = [
        error for error in errors if "/lab/runs/" not in error
    ]  # a closed event stream is not an error
    assert ours == []


@pytest.fixture
def editor(page: Page) -> Page:
    """The explorer with a schedule of 192 steps that misses its target."""
    return open_editor(page)
