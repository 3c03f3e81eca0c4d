"""Fixtures for tests in a real browser: Chromium, and a real server that it visits."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from pruning_core.store.store import RunStore
from tests.browser.editor.editor import open_editor
from tests.server import Server, start_server

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
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


MILLISECONDS_WITHOUT_A_SCRIPT_RUN = 1_000
IDLE_PAGE = "[data-testid=stApp][data-test-script-state=notRunning]"


def wait_until_idle(page: Page) -> None:
    """Wait until the page is complete and its script does not run."""
    for _attempt in range(MILLISECONDS_TO_WAIT // MILLISECONDS_WITHOUT_A_SCRIPT_RUN):
        page.locator(IDLE_PAGE).wait_for(state="attached")
        page.wait_for_timeout(MILLISECONDS_WITHOUT_A_SCRIPT_RUN)
        if page.locator(IDLE_PAGE).count():
            return
    raise AssertionError("the script of the page runs again and again")


def chromium() -> str | None:
    """The path of Chromium on this machine; None if only Playwright's Chromium is installed."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@contextmanager
def start_server_for_pages(
    data_dir: Path, *, cluster: str, base_path: str = ""
) -> Iterator[Server]:
    """Start a server that trains on a shared cluster. All runs are stopped after the `with` block."""
    with start_server(data_dir, base_path=base_path, PRUNELAB_DASK_SCHEDULER=cluster) as server:
        try:
            yield server
        finally:
            stop_runs(data_dir)


def stop_runs(data_dir: Path) -> None:
    """Ask every run to stop, because the next server needs the worker."""
    store = RunStore(f"sqlite:///{data_dir}/runs.db")
    for run in [*store.queued(), *store.running()]:
        store.request_stop(run.id)
    store.close()


@pytest.fixture(scope="package")
def shared_server(tmp_path_factory: pytest.TempPathFactory, cluster: str) -> Iterator[Server]:
    """One server for all browser tests of a process, because each start takes seconds."""
    with start_server_for_pages(tmp_path_factory.mktemp("server"), cluster=cluster) as server:
        yield server


@pytest.fixture(scope="module")
def server(shared_server: Server) -> Iterator[Server]:
    """The server of a file. After the file, all runs are stopped, because the next file needs the worker."""
    yield shared_server
    stop_runs(shared_server.log_file.parent)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser for all browser tests of a process.

    It ends before the first test of another folder, because Playwright blocks all other event loops.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> dict[str, BrowserContext]:
    """The browser contexts by the address of their server. A context caches the compiled scripts of Streamlit."""
    return {}


@pytest.fixture(scope="module")
def shared_context(
    browser: Browser, contexts: dict[str, BrowserContext], server: Server
) -> BrowserContext:
    """The browser context for the server of a file."""
    if server.url not in contexts:
        context = browser.new_context(viewport={"width": 1280, "height": 1000}, base_url=server.url)
        context.set_default_timeout(MILLISECONDS_TO_WAIT)
        contexts[server.url] = context
    return contexts[server.url]


@pytest.fixture
def context(shared_context: BrowserContext, server: Server) -> Iterator[BrowserContext]:
    """The browser context of one visitor. After the test, all tabs and the stored data are gone."""
    yield shared_context
    last_tab = shared_context.new_page()
    developer_tools = shared_context.new_cdp_session(last_tab)
    address = urlsplit(server.url)
    developer_tools.send(
        "Storage.clearDataForOrigin",
        {
            "origin": f"{address.scheme}://{address.netloc}",
            "storageTypes": "cookies,local_storage,indexeddb",
        },
    )
    for tab in shared_context.pages:
        tab.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """The visitor's tab. A script error or a failed request fails the test."""
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("requestfailed", lambda request: errors.append(request.url))
    yield tab
    errors_of_the_lab = [
        error for error in errors if "/lab/runs/" not in error
    ]  # a closed event stream is not an error
    assert errors_of_the_lab == []


@pytest.fixture
def editor(page: Page) -> Page:
    """The explorer with a schedule of 192 steps that misses its target."""
    return open_editor(page)
