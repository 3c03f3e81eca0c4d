"""The offline page works from a disk without a network, and ignores a hostile address."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pages.components.explorer.export_panel import make_downloads
from pages.components.session.lab_state import defaults
from pruning_core.runs.config import RunConfig
from tests.browser.editor.editor import (
    handle,
    middle,
    staircase,
)


@pytest.fixture
def offline(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The offline page, opened from disk in a browser without a network."""
    state = defaults("digits")
    training = RunConfig(schedule=None, plan=state.plan, dataset="digits")
    files = {
        item.file_name: item.content().read() for item in make_downloads(state, training, None)
    }
    file = tmp_path / "pruning-schedules.html"
    file.write_bytes(files[file.name])
    assert len(files[file.name]) < 200_000
    context = browser.new_context(offline=True)
    tab = context.new_page()
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("console", lambda message: problems.append(message.text))
    tab.on("request", lambda request: problems.append(request.url))
    tab.goto(file.as_uri())
    yield tab
    unexpected_problems = [
        problem for problem in problems if not problem.startswith(("file:", "data:", "blob:"))
    ]
    assert unexpected_problems == []
    context.close()


def test_the_offline_page_edits_schedules_saves_pictures_and_keeps_its_state(offline: Page) -> None:
    before = staircase(offline)
    x, y = middle(handle(offline, "end"))
    offline.mouse.move(x, y)
    offline.mouse.down()
    offline.mouse.move(x - 80, y, steps=4)
    offline.mouse.up()
    after = staircase(offline)
    assert after != before
    offline.wait_for_function("location.hash.length > 2")
    offline.reload()
    assert staircase(offline) == after
    with offline.expect_download() as download_info:
        offline.get_by_role("button", name="Save the chart as PNG").click()
    assert Path(download_info.value.path()).read_bytes().startswith(b"\x89PNG")


HOSTILE = [
    {"findings": [{"schedule": 0, "severity": "error", "message": "Sign in", "why": "//evil"}]},
    {"settled": {"selected": 0, "schedules": []}},
    {"settled": {"selected": 5, "schedules": [{"name": "A", "class_name": "Evil", "config": {}}]}},
    {"settled": {"selected": 0, "schedules": 7}},
    [],
    "{",
]


@pytest.mark.parametrize("hash_", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_address_of_the_offline_page_changes_nothing(offline: Page, hash_: object) -> None:
    before = staircase(offline)
    text = hash_ if isinstance(hash_, str) else json.dumps(hash_)
    offline.evaluate("text => { location.hash = encodeURIComponent(text); }", text)
    offline.wait_for_load_state()
    assert staircase(offline) == before
    assert offline.get_by_text("Sign in").count() == 0
