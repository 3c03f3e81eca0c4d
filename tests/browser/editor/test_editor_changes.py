"""Edits in the schedule editor are undone, refused, corrected by a fix, or stored."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor.editor import (
    fill,
    middle,
    parameter,
    sentence,
    staircase,
)


def test_undo_and_redo_restore_the_stored_schedules(editor: Page) -> None:
    first = staircase(editor)
    fill(editor, "power", "1")
    second = staircase(editor)
    fill(editor, "frequency", "7")
    parameter(editor, "frequency").press("Control+z")
    assert staircase(editor) == second
    parameter(editor, "frequency").press("Control+z")
    assert staircase(editor) == first
    expect(editor.get_by_role("button", name="Undo")).to_be_disabled()
    editor.get_by_role("button", name="Redo").click()
    assert staircase(editor) == second
    expect(editor).to_have_url(re.compile(r"power=1(&|$)"))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("power", "-1", "power must be a number, 0 or more"),
        ("final_sparsity", "1", "final_sparsity must be a number from 0 to below 1"),
        ("begin_step", "1.5", "begin_step must be a whole number"),
        ("end_step", "38", "end_step must be greater than begin_step, which is 38"),
        ("frequency", "", "frequency must be a whole number"),
    ],
)
def test_an_invalid_value_shows_an_error_at_its_field_and_the_last_valid_curve_stays(
    editor: Page, name: str, value: str, message: str
) -> None:
    before, url = staircase(editor), editor.url
    parameter(editor, name).fill(value)
    field = editor.locator(".lab-field", has=parameter(editor, name))
    expect(field.get_by_role("alert")).to_contain_text(message)
    expect(parameter(editor, name)).to_have_attribute("aria-invalid", "true")
    editor.wait_for_timeout(600)  # longer than the editor waits before it sends an edit to the core
    assert staircase(editor) == before
    assert editor.url == url
    parameter(editor, name).fill("100" if name == "end_step" else "0")
    if name != "frequency":
        expect(field.get_by_role("alert")).to_have_count(0)


def test_fix_is_previewed_as_a_dashed_curve_and_can_be_undone(editor: Page) -> None:
    before = staircase(editor)
    fix = editor.locator(".lab-fix").first
    fix.focus()
    preview = editor.locator(".lab-preview")
    expect(preview).to_have_attribute("visibility", "visible")
    assert staircase(editor) == before
    fix.press("Enter")
    expect(preview).to_have_attribute("visibility", "hidden")
    assert "end at 87.5 %" in sentence(editor)
    expect(editor.get_by_text("No trap found: the masks")).to_be_visible()
    editor.get_by_role("button", name="Undo").click()
    assert staircase(editor) == before
    expect(editor.locator(".lab-fix").first).to_be_visible()


def test_six_schedules_are_named_selected_and_read_at_a_step(editor: Page) -> None:
    add = editor.get_by_role("button", name="Add a copy of this schedule")
    for _click in range(5):
        add.click()
    expect(add).to_be_disabled()
    name = editor.get_by_role("textbox", name="name")
    name.fill("<b onclick=alert(1)>bold</b>")
    name.press("Enter")
    chips = editor.locator(".lab-chip")
    expect(chips).to_have_count(6)
    assert "<b onclick=alert(1)>bold</b>" in chips.last.inner_text()
    assert editor.locator(".lab-chip b").count() == 0
    expect(editor).to_have_url(re.compile(r"name\.6=%3Cb"))
    x, y = middle(editor.locator(".lab-chart"))
    editor.mouse.move(x, y)
    expect(editor.locator(".lab-reading tr")).to_have_count(7)
    editor.get_by_role("button", name="Remove this schedule").click()
    expect(chips).to_have_count(5)


def test_a_valid_value_is_stored_if_the_next_key_makes_the_input_invalid(editor: Page) -> None:
    parameter(editor, "frequency").fill("5")
    parameter(editor, "frequency").fill("")
    expect(editor).to_have_url(re.compile(r"frequency=5(&|$)"))
    assert "every 5 steps" in sentence(editor)
    editor.get_by_role("button", name="Add a copy of this schedule").click()
    expect(editor).to_have_url(re.compile("schedule.2=PolynomialDecay"))


def test_findings_are_not_dimmed_after_an_edit_that_restores_the_old_value(editor: Page) -> None:
    parameter(editor, "power").press("ArrowUp")
    parameter(editor, "power").press("ArrowDown")
    expect(editor.locator(".lab-findings-frame.lab-stale")).to_have_count(0)


def test_fix_for_an_earlier_schedule_cannot_be_applied(editor: Page) -> None:
    parameter(editor, "final_sparsity").fill("0.6")
    assert editor.locator(".lab-fix").first.is_disabled()
    expect(editor.locator(".lab-fix").first).to_be_enabled()
    editor.locator(".lab-fix").first.click()
    assert parameter(editor, "final_sparsity").input_value() == "0.6"


def test_undo_right_after_an_edit_removes_that_edit(editor: Page) -> None:
    fill(editor, "power", "2")
    parameter(editor, "power").press("ArrowUp")
    parameter(editor, "power").press("Control+z")
    assert parameter(editor, "power").input_value() == "2"
    parameter(editor, "power").press("Control+Shift+z")
    assert parameter(editor, "power").input_value() == "2.1"


def test_name_does_not_change_while_it_is_typed(editor: Page) -> None:
    name = editor.get_by_role("textbox", name="name")
    name.fill("my ")
    editor.wait_for_timeout(1_000)
    name.press_sequentially("own\u202e name")
    name.press("Enter")
    expect(name).to_have_value("my own name")
    name.fill("")
    editor.wait_for_timeout(1_000)
    expect(name).to_have_value("")
    name.press("Tab")
    expect(name).to_have_value("my own name")


def test_the_focus_stays_in_the_editor_if_the_focused_button_is_removed(editor: Page) -> None:
    editor.locator(".lab-fix").first.press("Enter")
    expect(editor.get_by_text("No trap found: the masks")).to_be_visible()
    editor.keyboard.press("Control+z")
    expect(editor.locator(".lab-fix").first).to_be_visible()
    editor.get_by_role("radio", name="Keyframes").check()
    editor.get_by_role("button", name="Add a point").press("Enter")
    expect(editor.get_by_role("button", name="Add a point")).to_be_focused()
