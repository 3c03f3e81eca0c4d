"""The schedule editor and its page: links, the lesson, the back button, and files."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.editor.editor import (
    DIGITS,
    fill,
    handle,
    parameter,
    staircase,
)


def test_the_chart_is_saved_as_svg_and_png(editor: Page) -> None:
    with editor.expect_download() as download_info:
        editor.get_by_role("button", name="Save the chart as SVG").click()
    text = Path(download_info.value.path()).read_text("utf-8")
    assert text.startswith("<svg")
    assert staircase(editor) in text
    assert "lab-handle" not in text
    with editor.expect_download() as download_info:
        editor.get_by_role("button", name="Save the chart as PNG").click()
    assert Path(download_info.value.path()).read_bytes().startswith(b"\x89PNG")


def test_an_edit_is_stored_if_the_visitor_leaves_the_page_immediately(editor: Page) -> None:
    handle(editor, "end").press("ArrowLeft")
    editor.get_by_role("link", name="Traps").click()
    expect(editor.get_by_role("heading", name="What can go wrong")).to_be_visible()
    editor.get_by_role("link", name="Explorer", exact=True).click()
    expect(parameter(editor, "end_step")).to_have_value("191")


def test_a_button_that_is_pressed_right_after_an_edit_uses_the_edited_schedule(
    editor: Page,
) -> None:
    handle(editor, "end").press("ArrowLeft")
    editor.get_by_role("button", name="Train this schedule").click()
    expect(editor.get_by_role("heading", name="Train", exact=True)).to_be_visible()
    expect(editor.get_by_text("from step 38 to 191")).to_be_visible()


def test_the_back_button_restores_the_previous_schedule(editor: Page) -> None:
    fill(editor, "power", "1")
    expect(editor).to_have_url(re.compile(r"power=1(&|$)"))
    editor.wait_for_timeout(2_000)
    editor.go_back()
    expect(parameter(editor, "power")).to_have_value("3")
    expect(editor).to_have_url(re.compile(r"power=3(&|$)"))


def test_a_finding_links_to_its_section_of_the_lesson_which_links_back_to_the_schedule(
    editor: Page,
) -> None:
    with editor.expect_popup() as popup:
        editor.get_by_role("link", name="Why it matters").first.click()
    lesson = popup.value
    expect(lesson.get_by_role("heading", name="The network ends less sparse")).to_be_in_viewport()
    expect(lesson).to_have_url(re.compile("#target_missed$"))
    lesson.get_by_role("link", name="Try a schedule in the explorer").click()
    expect(parameter(lesson, "begin_step")).to_have_value("38")


def test_addresses_in_the_names_of_a_link_do_not_become_links(page: Page) -> None:
    page.goto(
        f"{DIGITS}&name=www.evil.example&power=%20https://evil.example/x&name.2=a@evil.example"
    )
    expect(page.get_by_text("The schedules in numbers")).to_be_visible()
    staircase(page)
    for selector in ('a[href*="//evil"]', 'a[href*="//www.evil"]', 'a[href^="mailto"]'):
        assert page.locator(selector).count() == 0
