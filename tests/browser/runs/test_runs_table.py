"""The list of runs in a browser: a visitor finds runs, renames, deletes and restores them, and sees new runs."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from pruning_core.runs.run_list.query import RunQuery
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from tests.browser.conftest import (
    MILLISECONDS_TO_WAIT,
    start_server_for_pages,
    wait_until_idle,
)
from tests.examples import short_run
from tests.faults.served_runs import store_of
from tests.many_runs import KEY, add_many_runs
from tests.server import Server

N_RUNS = 1_000
ENDED = tuple(state for state in RunState if state.ended)
KEYS_IN_BROWSER = "pruning schedule lab: keys of runs"
HOSTILE_NAME = "<img src=x onerror=alert(1)> =1+1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, cluster: str) -> Iterator[Server]:
    """A server with a thousand runs that have ended."""
    data_dir: Path = tmp_path_factory.mktemp("server")
    store = store_of(data_dir)
    add_many_runs(store, N_RUNS, states=ENDED)
    store.close()
    with start_server_for_pages(data_dir, cluster=cluster) as server:
        yield server


@pytest.fixture
def server_store(server: Server) -> Iterator[RunStore]:
    """The store of the server."""
    store = store_of(server.log_file.parent)
    yield store
    store.close()


def open_runs(page: Page, query: str = "") -> None:
    """Open the list, and wait for its first row."""
    page.goto(f"/runs{query}")
    expect(page.locator(".runs-name").first).to_be_visible()
    wait_until_idle(page)


def status(page: Page, text: str) -> None:
    """Check the number of runs that the page shows."""
    expect(page.locator(".runs-status")).to_have_text(text)


def names(page: Page) -> list[str]:
    """The names or schedules of the rows, from the top of the list."""
    texts: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".runs-canvas .runs-row")]
            .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
            .map(row => row.querySelector(".runs-name").textContent)"""
    )
    return texts


def give_keys(page: Page, run_ids: list[str]) -> None:
    """Store keys in the browser, as if this browser had started the runs."""
    keys = json.dumps(dict.fromkeys(run_ids, KEY))
    page.evaluate("([name, keys]) => localStorage.setItem(name, keys)", [KEYS_IN_BROWSER, keys])


def test_visitor_finds_runs_and_the_address_keeps_filter_order_and_columns(page: Page) -> None:
    open_runs(page)
    status(page, "1,000 runs")
    page.get_by_placeholder("Name, tag, note or id").fill("straße")
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("finished").check()
    page.get_by_label("Final sparsity in %, from").fill("90")
    page.get_by_role("button", name="Accuracy").click()
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("Loss").check()
    page.get_by_label("Data", exact=True).last.uncheck()
    expect(page).to_have_url(
        re.compile(r"columns=run%2Cstate%2Ccreated%2Cnet%2Csparsity%2Cseed%2Caccuracy")
    )
    expect(page).to_have_url(re.compile(r"sparsity=0\.9\.\."))
    expect(page).to_have_url(re.compile(r"sort=-accuracy"))
    expect(page.locator(".runs-status")).to_have_text(re.compile(r"^\d+ runs$"))
    found = page.locator(".runs-status").inner_text()
    assert set(names(page)) == {"Straße 100 %"}
    accuracies = page.locator(".runs-canvas .runs-row > :nth-child(8)").all_inner_texts()
    assert accuracies == sorted(accuracies, reverse=True)
    assert len(accuracies) > 3

    page.reload()
    status(page, found)
    expect(page.get_by_role("columnheader", name="Loss")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Accuracy")).to_have_attribute(
        "aria-sort", "descending"
    )
    wait_until_idle(page)
    page.locator(".runs-name").first.click()
    expect(page).to_have_url(re.compile(r"/run\?.*run=\w+"))
    expect(page.get_by_role("heading", name="Straße 100 %")).to_be_visible()
    page.go_back()
    status(page, found)
    page.get_by_role("link", name="Traps", exact=True).first.click()
    expect(page).to_have_url(re.compile("/lesson"))
    page.get_by_role("link", name="Runs", exact=True).first.click()
    status(page, found)
    page.get_by_role("button", name="Clear filters").click()
    status(page, "1,000 runs")


def test_keyboard_moves_through_all_runs_selects_and_opens(page: Page) -> None:
    open_runs(page)
    grid = page.get_by_role("grid")
    grid.focus()
    page.keyboard.press("End")
    expect(grid).to_have_attribute("aria-activedescendant", "runs-row-999")
    expect(page.locator("#runs-row-999 .runs-name")).not_to_be_empty()
    expect(page.locator("#runs-row-999")).to_have_attribute("aria-rowindex", "1001")
    assert page.locator(".runs-canvas .runs-row").count() < 60
    page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator(".runs-count")).to_have_text("2 selected")
    expect(page.locator("#runs-row-998")).to_have_attribute("aria-selected", "true")
    page.get_by_role("link", name="Compare", exact=True).last.click()
    expect(page.get_by_role("heading", name="Compare runs")).to_be_visible()
    expect(page).to_have_url(re.compile(r"runs=\w{16}%2C\w{16}$"))
    page.go_back()
    grid.focus()
    page.keyboard.press(" ")
    expect(page.locator(".runs-count")).to_have_text("1 selected")
    page.keyboard.press("Escape")
    expect(page.locator(".runs-count")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/run\?"))


def test_owner_renames_deletes_and_restores_runs_and_others_cannot(
    page: Page, server_store: RunStore
) -> None:
    rows = server_store.search_runs(RunQuery(limit=500)).rows
    own = next(row.id for row in rows if row.group_id is None)
    own_of_experiment = next(row.id for row in rows if row.group_id is not None)
    open_runs(page)
    page.get_by_role("checkbox", name=re.compile("^Select")).first.check()
    expect(page.get_by_text("started by another browser")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_be_disabled()
    give_keys(page, [own, own_of_experiment])
    open_runs(page, f"?find={own}")

    page.get_by_role("checkbox", name=re.compile("^Select")).check()
    page.get_by_role("button", name="Name, tags and notes").click()
    page.get_by_label("Name", exact=True).fill("x" * 10_000)
    page.get_by_role("button", name="Save").click()
    expect(
        page.get_by_text("the name must have at most 100 characters, got 10,000")
    ).to_be_visible()
    page.get_by_label("Name", exact=True).fill(HOSTILE_NAME)
    page.get_by_label("Tags, with commas").fill("slow, תגית")
    page.get_by_role("textbox", name="Notes").fill("Two\nlines.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".runs-name")).to_have_text(HOSTILE_NAME)
    expect(page.get_by_text("slow, תגית")).to_be_visible()
    assert server_store.get(own).notes == "Two\nlines."

    page.get_by_placeholder("Name, tag, note or id").fill("")
    page.get_by_label("Mine").check()
    status(page, "2 runs")
    for box in page.get_by_role("checkbox", name=re.compile("^Select")).all():
        box.check()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("belongs to an experiment")).to_be_visible()
    expect(page.get_by_text("1 run is deleted.")).to_be_visible()
    status(page, "1 run")
    assert "key" not in page.url
    page.reload()
    page.get_by_role("button", name="Undo").click()
    status(page, "2 runs")
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    assert server_store.get(own).name == HOSTILE_NAME


def test_new_run_appears_by_itself_and_its_state_changes(
    page: Page, server_store: RunStore
) -> None:
    open_runs(page)
    before = page.locator(".runs-status").inner_text()
    run_id = server_store.create(short_run(seed=7), name="Just now")
    first = page.locator("#runs-row-0")
    expect(first.locator(".runs-name")).to_have_text("Just now", timeout=5_000)
    assert page.locator(".runs-status").inner_text() != before
    server_store.request_stop(run_id)
    expect(first).to_have_attribute("data-state", re.compile("stopped|running"))


@pytest.mark.parametrize(
    ("query", "status_code"),
    [
        ("limit=2", 200),
        ("limit=501", 400),
        ("offset=-1", 400),
        ("offset=1e3", 400),
        ("sparsity=half", 400),
        ("find=%00", 400),
        ("offset=999999999", 200),
        ("unknown=1&limit=1", 200),
    ],
)
def test_route_of_the_list_answers_any_request(
    server: Server, query: str, status_code: int
) -> None:
    with suppress(HTTPError):
        answer = json.loads(server.get(f"/lab/runs/list?{query}"))
        assert status_code == 200
        assert answer["total"] >= N_RUNS
        return
    with pytest.raises(HTTPError) as caught:
        server.get(f"/lab/runs/list?{query}")
    assert caught.value.code == status_code == 400
    problem = json.loads(caught.value.read())
    assert problem["field"] == query.partition("=")[0]
    assert problem["problem"].startswith(problem["field"])


def test_hostile_headers_select_no_runs(server: Server, server_store: RunStore) -> None:
    run_id = server_store.search_runs(RunQuery(limit=1)).rows[0].id
    for visitor, own_ids, total in (
        ("", "", 0),
        ("' OR 1=1 --", "%,'", 0),
        ("nobody", f"{run_id},{run_id},nope", 1),
        ("x" * 5_000, ",".join(["a"] * 5_000), 0),
    ):
        request = Request(
            f"{server.url}/lab/runs/list?mine=yes",
            headers={"X-Lab-Visitor": visitor, "X-Lab-Runs": own_ids},
        )
        with urlopen(request) as answer:
            assert json.loads(answer.read())["total"] == total


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_runs_are_cards_on_a_phone(browser: Browser, server: Server, scheme: str) -> None:
    context = browser.new_context(
        base_url=server.url, viewport={"width": 400, "height": 800}, color_scheme=scheme
    )
    tab = context.new_page()
    tab.set_default_timeout(MILLISECONDS_TO_WAIT)
    tab.goto("/runs?state=flying")
    tab.get_by_role("button", name="Remove this filter").click()
    first = tab.locator("#runs-row-0")
    expect(first.locator(".runs-name")).to_be_visible()
    expect(first.locator("[data-header=Accuracy]")).to_be_visible()
    box = first.bounding_box()
    assert box is not None
    assert box["width"] <= 400
    assert tab.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 400
    context.close()
