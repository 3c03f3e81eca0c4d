"""Several elements of the same kind on a page do not affect each other."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import RunStopped
from tests.browser.conftest import wait_until_idle
from tests.examples import started_event, step
from tests.server import Server, start_server

EDITORS = ("first", "second", "third")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of the test pages."""
    folder = tmp_path_factory.mktemp("server")
    with start_server(folder, app="tests/browser/elements_app/app.py", PYTHONPATH=".") as server:
        yield server


def element_of(page: Page, key: str) -> Locator:
    """The part of the page with the editor of this key."""
    return page.locator(f".st-key-place-of-{key}")


def number(page: Page, key: str, name: str) -> Locator:
    """A number input of one editor."""
    return element_of(page, key).get_by_role("spinbutton", name=name, exact=True)


def staircase_of(page: Page, key: str) -> str | None:
    """The path of the staircase in the chart of an editor."""
    stairs = element_of(page, key).locator(".lab-selected .lab-stairs")
    stairs.wait_for(state="attached")
    return stairs.get_attribute("d")


def stored_config(page: Page, key: str) -> dict[str, Any]:
    """The config of an editor's schedule, as the server has stored it."""
    text = element_of(page, key).locator("[data-testid=stText]").inner_text()
    config: dict[str, Any] = json.loads(text)[0]["config"]
    return config


def wait_until_stored(page: Page, key: str, name: str, value: float) -> None:
    """Wait until the server has stored a parameter."""
    text = element_of(page, key).locator("[data-testid=stText]")
    expect(text).to_contain_text(f'"{name}": {value}')


@pytest.fixture
def editors(page: Page) -> Page:
    """The page with three editors."""
    page.goto("/")
    for key in EDITORS:
        staircase_of(page, key)
    wait_until_idle(page)
    return page


def test_an_edit_in_one_editor_does_not_change_the_others(editors: Page) -> None:
    before = {key: (staircase_of(editors, key), stored_config(editors, key)) for key in EDITORS}
    number(editors, "second", "power").fill("1")
    wait_until_stored(editors, "second", "power", 1.0)
    assert staircase_of(editors, "second") != before["second"][0]
    for key in ("first", "third"):
        assert (staircase_of(editors, key), stored_config(editors, key)) == before[key]


def test_undo_in_one_editor_does_not_change_the_others(editors: Page) -> None:
    for key, power in zip(EDITORS, ("1", "2", "4"), strict=True):
        number(editors, key, "power").fill(power)
        wait_until_stored(editors, key, "power", float(power))
    element_of(editors, "second").get_by_role("button", name="Undo").click()
    wait_until_stored(editors, "second", "power", 3.0)
    assert [number(editors, key, "power").input_value() for key in EDITORS] == ["1", "3", "4"]
    expect(element_of(editors, "second").get_by_role("button", name="Undo")).to_be_disabled()
    number(editors, "third", "power").press("Control+z")
    wait_until_stored(editors, "third", "power", 3.0)
    assert number(editors, "first", "power").input_value() == "1"


def test_an_error_is_shown_in_its_own_editor_only(editors: Page) -> None:
    number(editors, "first", "frequency").fill("0")
    expect(
        element_of(editors, "first").get_by_text("frequency must be a whole number")
    ).to_be_visible()
    for key in ("second", "third"):
        expect(element_of(editors, key).locator(".lab-error:not(:empty)")).to_have_count(0)


def test_click_in_another_editor_right_after_an_edit_is_not_delayed(editors: Page) -> None:
    number(editors, "first", "power").fill("2")
    element_of(editors, "third").get_by_role("button", name="Add a copy of this schedule").click()
    expect(element_of(editors, "third").locator(".lab-chip")).to_have_count(2, timeout=1_000)
    wait_until_stored(editors, "first", "power", 2.0)


def test_edits_in_two_editors_are_stored_if_the_visitor_leaves_the_page_immediately(
    editors: Page,
) -> None:
    number(editors, "first", "power").fill("2")
    number(editors, "third", "power").fill("4")
    editors.get_by_role("link", name="Runs").click()
    expect(editors.locator(".live-run")).to_have_count(2)
    editors.get_by_role("link", name="editors").click()
    expect(number(editors, "first", "power")).to_have_value("2")
    expect(number(editors, "second", "power")).to_have_value("3")
    expect(number(editors, "third", "power")).to_have_value("4")


def test_two_live_runs_show_their_own_events(page: Page) -> None:
    def answer(route: Route) -> None:
        is_left = "/left/" in route.request.url
        steps = [step(number) for number in range(1, 4 if is_left else 8)]
        events = [started_event(), *steps, RunStopped(step=len(steps))]
        lines = [
            f'id: {number}\ndata: {{"at": {number}, "event": {event_to_json(event)}}}\n\n'
            for number, event in enumerate(events, start=1)
        ]
        route.fulfill(content_type="text/event-stream", body="".join(lines))

    page.route("**/lab/runs/*/events*", answer)
    page.goto("/runs")
    expect(page.locator(".live-run-state")).to_have_text(["Stopped", "Stopped"])
    step_text = page.locator(".live-run-where")
    expect(step_text).to_have_text([re.compile("step 3 of 200"), re.compile("step 7 of 200")])
    page.wait_for_function(
        "[...document.querySelectorAll('.live-run')]"
        ".every((run) => run.querySelector('.live-run-plot').data)"
    )
    lengths = page.evaluate(
        "[...document.querySelectorAll('.live-run')]"
        ".map((run) => run.querySelector('.live-run-plot').data[0].x.length)"
    )
    assert lengths == [3, 7]
