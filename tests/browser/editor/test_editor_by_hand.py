"""The schedule editor is used with mouse, finger and keyboard."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from tests.browser.conftest import MILLISECONDS_TO_WAIT
from tests.browser.editor.editor import (
    LINK_WITH_TRAP,
    fill,
    handle,
    middle,
    open_editor,
    parameter,
    staircase,
)
from tests.server import Server


def test_dragging_a_handle_redraws_the_curve_and_sends_nothing(page: Page) -> None:
    frames: list[Any] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(frame))  # noqa: PLW0108  (Playwright does not accept a builtin function)

    page.on("websocket", listen)
    editor = open_editor(page)
    editor.wait_for_timeout(2_000)
    x, y = middle(handle(editor, "end"))
    editor.mouse.move(x, y)
    editor.mouse.down()
    frames.clear()
    shapes = set()
    for move in range(1, 11):
        editor.mouse.move(x - 12 * move, y + 6 * move)
        shapes.add(staircase(editor))
    assert len(shapes) == 10
    assert frames == []
    end = parameter(editor, "end_step").input_value()
    editor.mouse.up()
    expect(editor).to_have_url(re.compile(rf"end_step={end}(&|$)"))
    assert int(end) < 192
    assert frames != []


def test_dragging_the_bend_handle_sets_the_power(editor: Page) -> None:
    x, y = middle(handle(editor, "bend"))
    editor.mouse.move(x, y)
    editor.mouse.down()
    editor.mouse.move(x, y + 60, steps=4)
    editor.mouse.up()
    assert middle(handle(editor, "bend"))[1] == pytest.approx(y + 60, abs=4)
    assert 0 < float(parameter(editor, "power").input_value()) < 3


def test_keys_move_handles_and_sliders_and_the_values_are_announced(editor: Page) -> None:
    start = handle(editor, "start")
    start.focus()
    for key, text in (
        ("ArrowRight", "begin_step 39, initial_sparsity 0 %"),
        ("Shift+ArrowRight", "begin_step 49, initial_sparsity 0 %"),
        ("ArrowUp", "begin_step 49, initial_sparsity 1 %"),
        ("PageUp", "begin_step 53, initial_sparsity 1 %"),
        ("Home", "begin_step 0, initial_sparsity 1 %"),
    ):
        start.press(key)
        assert start.get_attribute("aria-valuetext") == text
    bend = handle(editor, "bend")
    bend.press("End")
    assert bend.get_attribute("aria-valuetext") == "power 20"
    fill(editor, "frequency", "16")
    slider = editor.get_by_role("slider", name="frequency, slider")
    assert slider.get_attribute("aria-valuetext") == "every 16 steps, 12 updates"
    slider.press("Shift+ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "every 26 steps, 7 updates"
    number = parameter(editor, "initial_sparsity")
    number.press("Shift+ArrowUp")
    assert number.input_value() == "0.11"


def test_the_tab_key_reaches_every_control(editor: Page) -> None:
    expected_names = {
        "initial_sparsity",
        "final_sparsity",
        "power",
        "begin_step",
        "end_step",
        "frequency",
    }
    editor.locator(".lab-chip").first.focus()
    focused_names = set()
    for _press in range(60):
        editor.keyboard.press("Tab")
        focused_names.add(
            editor.evaluate(
                """() => { const focused = document.activeElement;
                return focused.labels?.[0]?.textContent ?? focused.dataset.handle ?? ""; }"""
            )
        )
    assert expected_names | {"start", "end", "bend"} <= focused_names


def test_keyframes_are_edited_on_the_curve_and_in_the_table(editor: Page) -> None:
    editor.get_by_role("radio", name="Keyframes").check()
    editor.get_by_role("button", name="Add a point").click()
    expect(editor.locator("[data-handle]")).to_have_count(3)
    editor.get_by_label("sparsity of point 2").fill("0.2")
    editor.get_by_label("shape of the curve after point 2").select_option("hold")
    expect(editor).to_have_url(re.compile(r"keyframes=38_0_smooth~115_0\.2_hold~192_0\.875_linear"))
    x, y = middle(handle(editor, "point 1"))
    editor.mouse.move(x, y)
    editor.mouse.down()
    editor.mouse.move(x + 30, y - 30, steps=3)
    editor.mouse.up()
    assert int(editor.get_by_label("step of point 2").input_value()) > 115
    editor.get_by_label("step of point 2").fill("10")
    expect(editor.get_by_text("point 2 must come after point 1")).to_be_visible()
    box = editor.locator(".lab-chart").bounding_box()
    assert box is not None
    editor.mouse.dblclick(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.5)
    expect(editor.locator("[data-handle]")).to_have_count(4)
    editor.get_by_role("button", name="Delete point 4").click()
    expect(editor.locator("[data-handle]")).to_have_count(3)


def test_the_second_view_shows_what_each_update_removes(editor: Page) -> None:
    button = editor.get_by_role("button", name="Show how many weights")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert staircase(editor).count("M") == 2
    expect(editor.locator("[data-handle]")).to_have_count(0)


def test_finger_moves_a_handle_and_a_tap_shows_or_hides_the_values_at_a_step(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(
        base_url=server.url, has_touch=True, viewport={"width": 400, "height": 900}
    )
    tab = context.new_page()
    tab.set_default_timeout(MILLISECONDS_TO_WAIT)
    tab.goto(LINK_WITH_TRAP)
    staircase(tab)
    handle(tab, "end").scroll_into_view_if_needed()
    x, y = middle(handle(tab, "end"))
    touch = context.new_cdp_session(tab)
    for kind, offset in (
        ("touchStart", 0),
        ("touchMove", 20),
        ("touchMove", 60),
        ("touchEnd", None),
    ):
        points = [] if offset is None else [{"x": x - offset, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert int(parameter(tab, "end_step").input_value()) < 180
    x, y = middle(tab.locator(".lab-chart"))
    readout = tab.locator(".lab-reading")
    for is_visible in (True, False, True):
        tab.touchscreen.tap(x, y)
        expect(readout).to_be_visible(visible=is_visible)
    context.close()


def test_arrow_keys_stop_at_the_limits_of_a_number(editor: Page) -> None:
    sparsity = parameter(editor, "final_sparsity")
    for _press in range(3):
        sparsity.press("Shift+ArrowUp")
    assert sparsity.input_value() == "0.999"
    parameter(editor, "frequency").fill("3")
    for _press in range(5):
        parameter(editor, "frequency").press("ArrowDown")
    assert parameter(editor, "frequency").input_value() == "1"
    expect(editor).to_have_url(re.compile(r"final_sparsity=0\.999&.*frequency=1(&|$)"))
