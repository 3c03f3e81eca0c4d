"""Every page requests only addresses that exist, and every page has a different title."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.bare_server import bare_server
from tests.browser.conftest import MILLISECONDS_TO_WAIT, start_server_for_pages, wait_until_idle
from tests.examples import short_run
from tests.faults.served_runs import store_of
from tests.server import ROOT, Server

PAGES = {
    "": "Explorer · Pruning Schedule Lab",
    "train": "Train · Pruning Schedule Lab",
    "run": "Run · Pruning Schedule Lab",
    "runs": "Runs · Pruning Schedule Lab",
    "compare": "Compare · Pruning Schedule Lab",
    "experiments": "Experiments · Pruning Schedule Lab",
    "results": "Results · Pruning Schedule Lab",
    "lesson": "Traps · Pruning Schedule Lab",
}


@pytest.fixture(scope="module", params=["", "/school/lab"], ids=["at the root", "under a path"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, cluster: str
) -> Iterator[Server]:
    """The server, at the root of its host and under a path."""
    data_dir = tmp_path_factory.mktemp("server")
    with start_server_for_pages(data_dir, cluster=cluster, base_path=request.param) as server:
        yield server


def load_and_list_failed_requests(tab: Page, address: str) -> list[str]:
    """Load a page. Return the requests that failed."""
    failed_requests: list[str] = []

    def on_response(answer: Response) -> None:
        if not answer.ok:
            failed_requests.append(f"{answer.status} {answer.url}")

    tab.on("response", on_response)
    tab.on("requestfailed", lambda request: failed_requests.append(request.url))
    tab.goto(address)
    wait_until_idle(tab)
    return failed_requests


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A visitor's tab with an empty cache."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS_TO_WAIT)
    yield page
    context.close()


def test_every_page_of_the_navigation_is_in_this_test() -> None:
    source = (ROOT / "pages" / "navigation.py").read_text("utf-8")
    titles = {
        ast.literal_eval(keyword.value.args[0])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.Page"
        for keyword in node.keywords
        if keyword.arg == "title" and isinstance(keyword.value, ast.Call)  # gettext("...")
    }
    assert {f"{title} · Pruning Schedule Lab" for title in titles} == set(PAGES.values())


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_every_request_of_a_page_succeeds_and_the_title_names_the_page(
    server: Server, tab: Page, path: str, title: str
) -> None:
    assert load_and_list_failed_requests(tab, f"{server.url}/{path}") == []
    expect(tab).to_have_title(title)


def test_title_of_the_page_of_a_run_names_the_run(server: Server, tab: Page) -> None:
    store = store_of(server.log_file.parent)
    run_id = store.create(short_run())
    assert load_and_list_failed_requests(tab, f"{server.url}/run?run={run_id}") == []
    expect(tab).to_have_title(f"Run {run_id} · Pruning Schedule Lab")
    store.close()


def test_links_of_older_versions_open_the_run_or_the_form(server: Server, tab: Page) -> None:
    store = store_of(server.log_file.parent)
    run_id = store.create(short_run())
    store.close()
    old_link = f"{server.url}/training?run={run_id}&epochs=7"
    assert load_and_list_failed_requests(tab, old_link) == [f"307 {old_link}"]  # then no other
    expect(tab).to_have_title(f"Run {run_id} · Pruning Schedule Lab")
    assert tab.url.startswith(f"{server.url}/run?")
    tab.goto(f"{server.url}/training?dataset=digits&num_examples=500&epochs=7&seed=21")
    expect(tab.get_by_role("spinbutton", name="seed")).to_have_value("21")
    expect(tab.get_by_text("7 epochs")).to_be_visible()
    assert tab.url.startswith(f"{server.url}/train?")


def test_title_changes_with_the_page(server: Server, tab: Page) -> None:
    tab.goto(f"{server.url}/lesson")
    for link, title in (("Explorer", PAGES[""]), ("Traps", PAGES["lesson"])):
        tab.get_by_role("link", name=link, exact=True).first.click()
        expect(tab).to_have_title(title)
        assert tab.url.startswith(f"{server.url}/")


def test_page_requests_wrong_addresses_first_without_the_patch(tmp_path: Path, tab: Page) -> None:
    """When this fails, delete `server_workarounds.page_routes`."""
    with bare_server(tmp_path) as bare:
        failed_requests = load_and_list_failed_requests(tab, f"{bare.url}/second")
    assert f"404 {bare.url}/second/_stcore/health" in failed_requests
