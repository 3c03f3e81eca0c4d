"""After the start of a run, its page stays open, also if the browser sends a message from the page before."""

import pytest

from pages.components.session import run_start
from pages.components.session.run_start import RunStart

TRAIN_PAGE = {"epochs": "3"}


@pytest.fixture
def start() -> RunStart:
    """The record after the start of the run "abc" on the train page."""
    record = RunStart()
    record.press("train")
    record.store_started_run("abc", address=TRAIN_PAGE)
    return record


def test_started_run_is_opened_until_its_page_is_shown(start: RunStart) -> None:
    assert start.pressed_button == ""
    assert start.run_to_open({}) == "abc"
    assert start.run_to_open(TRAIN_PAGE) == "abc"
    assert start.run_to_open({"run": "abc"}) is None
    assert start.run_to_open({"run": "another"}) is None


def test_late_message_from_the_page_that_started_the_run_leads_back_to_the_run(
    start: RunStart, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert start.run_to_open({"run": "abc"}) is None
    assert start.run_to_open(TRAIN_PAGE) == "abc"
    monkeypatch.setattr(run_start, "MAX_BROWSER_DELAY_SECONDS", 0.0)
    assert start.run_to_open(TRAIN_PAGE) is None


def test_visitor_can_leave_the_page_of_a_started_run_at_once(start: RunStart) -> None:
    start.run_to_open({"run": "abc"})
    assert start.run_to_open({}) is None
    assert start.run_to_open({"epochs": "4"}) is None
