"""The schedule editor in a real browser: it follows the hand, and agrees with the core."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from pages.components.elements.bundle import bundled
from pages.components.explorer.export_panel import downloads
from pages.components.session.lab_state import defaults
from pruning_core import Schedule, kept_weights, schedule_from_config, update_steps
from pruning_core.errors import ScheduleError
from pruning_core.runs.config import RunConfig
from pruning_core.schedules import PolynomialDecay
from tests.browser.conftest import MILLISECONDS_TO_WAIT
from tests.browser.editor import fill, handle, middle, parameter, staircase
from tests.server import Server

DIGITS = "/?dataset=digits&num_examples=1437&batch_size=6&epochs=1"
TRAP = f"{DIGITS}&begin_step=38&end_step=192&frequency=100"


@pytest.fixture
def editor(page: Page) -> Page:
    """The explorer with a schedule of 192 steps that misses its target."""
    return open_editor(page)


def open_editor(page: Page) -> Page:
    """Open the explorer, and wait until the core has answered."""
    page.goto(TRAP)
    staircase(page)
    expect(page.locator(".lab-fix").first).to_be_visible()
    expect(page).to_have_url(re.compile("schedule=PolynomialDecay"))
    return page


def sentence(page: Page) -> str:
    """What the editor says of the selected schedule."""
    return page.locator(".lab-sentence").inner_text()


def test_a_dragged_handle_redraws_the_curve_at_every_move_and_sends_nothing(page: Page) -> None:
    sent: list[Any] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(frame))  # noqa: PLW0108  (Playwright takes no builtin)

    page.on("websocket", listen)
    editor = open_editor(page)
    editor.wait_for_timeout(2_000)
    x, y = middle(handle(editor, "end"))
    editor.mouse.move(x, y)
    editor.mouse.down()
    sent.clear()
    shapes = set()
    for move in range(1, 11):
        editor.mouse.move(x - 12 * move, y + 6 * move)
        shapes.add(staircase(editor))
    assert len(shapes) == 10
    assert sent == []
    end = parameter(editor, "end_step").input_value()
    editor.mouse.up()
    expect(editor).to_have_url(re.compile(rf"end_step={end}(&|$)"))
    assert int(end) < 192
    assert sent != []


def test_the_bend_follows_the_pointer_and_sets_the_power(editor: Page) -> None:
    x, y = middle(handle(editor, "bend"))
    editor.mouse.move(x, y)
    editor.mouse.down()
    editor.mouse.move(x, y + 60, steps=4)
    editor.mouse.up()
    assert middle(handle(editor, "bend"))[1] == pytest.approx(y + 60, abs=4)
    assert 0 < float(parameter(editor, "power").input_value()) < 3


def test_handles_and_ranges_are_moved_by_keys_and_say_so_in_words(editor: Page) -> None:
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
    assert slider.get_attribute("aria-valuetext") == "prunes every 16 steps, 12 updates"
    slider.press("Shift+ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "prunes every 26 steps, 7 updates"
    number = parameter(editor, "initial_sparsity")
    number.press("Shift+ArrowUp")
    assert number.input_value() == "0.11"


def test_every_control_is_reached_with_the_tab_key(editor: Page) -> None:
    wanted = {"initial_sparsity", "final_sparsity", "power", "begin_step", "end_step", "frequency"}
    editor.locator(".lab-chip").first.focus()
    reached = set()
    for _press in range(60):
        editor.keyboard.press("Tab")
        reached.add(
            editor.evaluate(
                """() => { const focused = document.activeElement;
                return focused.labels?.[0]?.textContent ?? focused.dataset.handle ?? ""; }"""
            )
        )
    assert wanted | {"start", "end", "bend"} <= reached


def test_undo_and_redo_go_through_what_has_settled(editor: Page) -> None:
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
    ("name", "value", "said"),
    [
        ("power", "-1", "power must be a number, 0 or more"),
        ("final_sparsity", "1", "final_sparsity must be a number from 0 to below 1"),
        ("begin_step", "1.5", "begin_step must be a whole number"),
        ("end_step", "38", "end_step must be greater than begin_step, which is 38"),
        ("frequency", "", "frequency must be a whole number"),
    ],
)
def test_a_bad_value_is_said_at_its_field_and_the_last_good_curve_stays(
    editor: Page, name: str, value: str, said: str
) -> None:
    before, url = staircase(editor), editor.url
    parameter(editor, name).fill(value)
    field = editor.locator(".lab-field", has=parameter(editor, name))
    expect(field.get_by_role("alert")).to_contain_text(said)
    expect(parameter(editor, name)).to_have_attribute("aria-invalid", "true")
    editor.wait_for_timeout(600)  # longer than the editor waits before it tells the core
    assert staircase(editor) == before
    assert editor.url == url
    parameter(editor, name).fill("100" if name == "end_step" else "0")
    if name != "frequency":
        expect(field.get_by_role("alert")).to_have_count(0)


def test_a_fix_is_shown_dashed_before_it_is_taken_and_can_be_undone(editor: Page) -> None:
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
    add = editor.get_by_role("button", name="Add a schedule")
    for _more in range(5):
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


def test_keyframes_are_edited_on_the_curve_and_in_the_table(editor: Page) -> None:
    editor.get_by_role("radio", name="Keyframes").check()
    editor.get_by_role("button", name="Add a point").click()
    expect(editor.locator("[data-handle]")).to_have_count(3)
    editor.get_by_label("sparsity of point 2").fill("0.2")
    editor.get_by_label("way on from point 2").select_option("hold")
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


def test_the_chart_is_saved_as_svg_and_png(editor: Page) -> None:
    with editor.expect_download() as saved:
        editor.get_by_role("button", name="Save the chart as SVG").click()
    text = Path(saved.value.path()).read_text("utf-8")
    assert text.startswith("<svg")
    assert staircase(editor) in text
    assert "lab-handle" not in text
    with editor.expect_download() as saved:
        editor.get_by_role("button", name="Save the chart as PNG").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")


def test_a_finger_moves_a_handle_and_a_tap_reads_a_step_until_the_next(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(
        base_url=server.url, has_touch=True, viewport={"width": 400, "height": 900}
    )
    tab = context.new_page()
    tab.set_default_timeout(MILLISECONDS_TO_WAIT)
    tab.goto(TRAP)
    staircase(tab)
    handle(tab, "end").scroll_into_view_if_needed()
    x, y = middle(handle(tab, "end"))
    touch = context.new_cdp_session(tab)
    for kind, left in (("touchStart", 0), ("touchMove", 20), ("touchMove", 60), ("touchEnd", None)):
        points = [] if left is None else [{"x": x - left, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert int(parameter(tab, "end_step").input_value()) < 180
    x, y = middle(tab.locator(".lab-chart"))
    reading = tab.locator(".lab-reading")
    for shown in (True, False, True):
        tab.touchscreen.tap(x, y)
        expect(reading).to_be_visible(visible=shown)
    context.close()


def test_what_was_drawn_is_kept_also_when_the_next_key_makes_it_wrong(editor: Page) -> None:
    parameter(editor, "frequency").fill("5")
    parameter(editor, "frequency").fill("")
    expect(editor).to_have_url(re.compile(r"frequency=5(&|$)"))
    assert "every 5 steps" in sentence(editor)
    editor.get_by_role("button", name="Add a schedule").click()
    expect(editor).to_have_url(re.compile("schedule.2=PolynomialDecay"))


def test_keys_on_a_number_stop_at_its_limits(editor: Page) -> None:
    sparsity = parameter(editor, "final_sparsity")
    for _press in range(3):
        sparsity.press("Shift+ArrowUp")
    assert sparsity.input_value() == "0.999"
    parameter(editor, "frequency").fill("3")
    for _press in range(5):
        parameter(editor, "frequency").press("ArrowDown")
    assert parameter(editor, "frequency").input_value() == "1"
    expect(editor).to_have_url(re.compile(r"final_sparsity=0\.999&.*frequency=1(&|$)"))


def test_an_edit_that_ends_where_it_began_leaves_nothing_dimmed(editor: Page) -> None:
    parameter(editor, "power").press("ArrowUp")
    parameter(editor, "power").press("ArrowDown")
    expect(editor.locator(".lab-findings-frame.lab-stale")).to_have_count(0)


def test_a_fix_of_what_was_before_the_latest_edit_cannot_be_taken(editor: Page) -> None:
    parameter(editor, "final_sparsity").fill("0.6")
    assert editor.locator(".lab-fix").first.is_disabled()
    expect(editor.locator(".lab-fix").first).to_be_enabled()
    editor.locator(".lab-fix").first.click()
    assert parameter(editor, "final_sparsity").input_value() == "0.6"


def test_undo_right_after_an_edit_takes_back_that_edit(editor: Page) -> None:
    fill(editor, "power", "2")
    parameter(editor, "power").press("ArrowUp")
    parameter(editor, "power").press("Control+z")
    assert parameter(editor, "power").input_value() == "2"
    parameter(editor, "power").press("Control+Shift+z")
    assert parameter(editor, "power").input_value() == "2.1"


def test_a_name_is_typed_in_peace(editor: Page) -> None:
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


def test_the_focus_stays_in_the_editor_when_what_had_it_is_gone(editor: Page) -> None:
    editor.locator(".lab-fix").first.press("Enter")
    expect(editor.get_by_text("No trap found: the masks")).to_be_visible()
    editor.keyboard.press("Control+z")
    expect(editor.locator(".lab-fix").first).to_be_visible()
    editor.get_by_role("radio", name="Keyframes").check()
    editor.get_by_role("button", name="Add a point").press("Enter")
    expect(editor.get_by_role("button", name="Add a point")).to_be_focused()


def test_an_edit_just_before_leaving_the_page_is_kept(editor: Page) -> None:
    handle(editor, "end").press("ArrowLeft")
    editor.get_by_role("link", name="Traps").click()
    expect(editor.get_by_role("heading", name="What can go wrong")).to_be_visible()
    editor.get_by_role("link", name="Explorer", exact=True).click()
    expect(parameter(editor, "end_step")).to_have_value("191")


def test_a_button_pressed_just_after_an_edit_acts_on_the_edit(editor: Page) -> None:
    handle(editor, "end").press("ArrowLeft")
    editor.get_by_role("button", name="Train this schedule").click()
    expect(editor.get_by_role("heading", name="Training", exact=True)).to_be_visible()
    expect(editor.get_by_text("from step 38 to 191")).to_be_visible()


def test_back_returns_to_the_schedule_before(editor: Page) -> None:
    fill(editor, "power", "1")
    expect(editor).to_have_url(re.compile(r"power=1(&|$)"))
    editor.wait_for_timeout(2_000)
    editor.go_back()
    expect(parameter(editor, "power")).to_have_value("3")
    expect(editor).to_have_url(re.compile(r"power=3(&|$)"))


def test_the_way_to_the_lesson_leads_to_its_section_and_back_to_this_schedule(
    editor: Page,
) -> None:
    with editor.expect_popup() as opened:
        editor.get_by_role("link", name="Why it matters").first.click()
    lesson = opened.value
    expect(lesson.get_by_role("heading", name="The network ends less sparse")).to_be_in_viewport()
    expect(lesson).to_have_url(re.compile("#target_missed$"))
    lesson.get_by_role("link", name="Try it in the explorer").click()
    expect(parameter(lesson, "begin_step")).to_have_value("38")


def test_names_in_a_link_make_no_links(page: Page) -> None:
    page.goto(
        f"{DIGITS}&name=www.evil.example&power=%20https://evil.example/x&name.2=a@evil.example"
    )
    expect(page.get_by_text("The schedules in numbers")).to_be_visible()
    staircase(page)
    for made in ('a[href*="//evil"]', 'a[href*="//www.evil"]', 'a[href^="mailto"]'):
        assert page.locator(made).count() == 0


# The offline page.


@pytest.fixture
def offline(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The self-contained page, opened from disk in a browser that refuses every network."""
    state = defaults("digits")
    training = RunConfig(schedule=None, plan=state.plan, dataset="digits")
    made = {item.file_name: item.content().read() for item in downloads(state, training, None)}
    file = tmp_path / "pruning-schedules.html"
    file.write_bytes(made[file.name])
    assert len(made[file.name]) < 200_000
    context = browser.new_context(offline=True)
    tab = context.new_page()
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("console", lambda message: problems.append(message.text))
    tab.on("request", lambda request: problems.append(request.url))
    tab.goto(file.as_uri())
    yield tab
    ours = [problem for problem in problems if not problem.startswith(("file:", "data:", "blob:"))]
    assert ours == []
    context.close()


def test_the_offline_page_edits_saves_pictures_and_keeps_its_state(offline: Page) -> None:
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
    with offline.expect_download() as saved:
        offline.get_by_role("button", name="Save the chart as PNG").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")


HOSTILE = [
    {"findings": [{"schedule": 0, "severity": "error", "message": "Sign in", "why": "//evil"}]},
    {"settled": {"selected": 0, "schedules": []}},
    {"settled": {"selected": 5, "schedules": [{"name": "A", "class_name": "Evil", "config": {}}]}},
    {"settled": {"selected": 0, "schedules": 7}},
    [],
    "{",
]


@pytest.mark.parametrize("hash_", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_address_of_the_offline_page_changes_nothing(
    offline: Page, hash_: object
) -> None:
    before = staircase(offline)
    text = hash_ if isinstance(hash_, str) else json.dumps(hash_)
    offline.evaluate("text => { location.hash = encodeURIComponent(text); }", text)
    offline.wait_for_load_state()
    assert staircase(offline) == before
    assert offline.get_by_text("Sign in").count() == 0


# schedule_math.js against the core.

KERNELS = (1, 7, 288, 18_432, 409_600, 10_000_019)


def golden_schedules() -> list[dict[str, Any]]:
    """Schedules of every class, at random and with round numbers, as get_config forms."""
    generator = np.random.default_rng(0)
    drawn: list[dict[str, Any]] = []
    for index in range(300):
        begin, span = int(generator.integers(0, 10**6)), int(generator.integers(1, 10**6))
        window = {
            "begin_step": begin * (index % 3 > 0),
            "end_step": begin + span,
            "frequency": int(generator.integers(1, 2 * span + 1)),
        }
        low, high = sorted(generator.random(2).tolist())
        power = [0, 0.5, 1, 2, 3, float(generator.random() * 10)][index % 6]
        ends = {"initial_sparsity": low, "final_sparsity": high}
        if index % 5 == 0:
            ends = {"initial_sparsity": high, "final_sparsity": low}
        drawn.append({"class_name": "PolynomialDecay", "config": ends | window | {"power": power}})
        drawn.append(
            {
                "class_name": "ConstantSparsity",
                "config": {"target_sparsity": high}
                | window
                | {"end_step": [-1, begin + span][index % 2]},
            }
        )
        steps = sorted({int(step) for step in generator.integers(0, 10**6, 6)})
        points = [
            [step, float(generator.random()), ["linear", "smooth", "hold"][place % 3]]
            for place, step in enumerate(steps)
        ]
        drawn.append({"class_name": "KeyframeSchedule", "config": window | {"keyframes": points}})
    return drawn


def expected(schedule: Schedule, total: int, steps: list[int]) -> dict[str, Any]:
    """What the core computes."""
    turns = update_steps(schedule, total)
    return {
        "sparsity": schedule.sparsity(steps).astype(float).tolist(),
        "kept": [[kept_weights(schedule, step, size) for size in KERNELS] for step in steps],
        "updates": [int(turns.size), *map(int, turns[:1]), *map(int, turns[-1:])],
    }


COMPUTED = """cases => cases.map(({ schedule, total, steps, sizes }) => {
    const draft = { class_name: schedule.class_name, ...schedule.config };
    const turns = lab.updates(draft, total);
    return {
        sparsity: steps.map((step) => lab.sparsityAt(draft, step)),
        kept: steps.map((step) => sizes.map((size) => lab.keptWeights(draft, step, size))),
        updates: turns.count ? [turns.count, turns.first, turns.last] : [0],
        problem: lab.problemOf(draft),
    };
})"""


@pytest.fixture(scope="module")
def math(browser: Browser) -> Iterator[Page]:
    """A page that holds schedule_math.js as `lab`."""
    tab = browser.new_page()
    script = bundled("schedule_editor/math/problems.js")
    names = "updates, sparsityAt, keptWeights, problemOf"
    tab.add_script_tag(type="module", content=f"{script}\nwindow.lab = {{ {names} }};")
    tab.wait_for_function("window.lab")
    yield tab
    tab.close()


def test_the_browser_computes_what_the_core_computes(math: Page) -> None:
    generator = np.random.default_rng(1)
    cases, answers, exact = [], [], []
    for config in golden_schedules():
        schedule = schedule_from_config(config)
        total = int(generator.integers(1, 2 * 10**6))
        end = max(schedule.end_step, schedule.begin_step)
        steps = sorted(
            {0, 1, schedule.begin_step, end, end + 1, *generator.integers(0, end + 2, 6).tolist()}
        )
        cases.append({"schedule": config, "total": total, "steps": steps, "sizes": KERNELS})
        answers.append(expected(schedule, total, steps))
        power = schedule.power if isinstance(schedule, PolynomialDecay) else 1
        exact.append(power in (0, 0.5, 1, 2, 3))
    computed = math.evaluate(COMPUTED, json.loads(json.dumps(cases)))
    for case, answer, found, is_exact in zip(cases, answers, computed, exact, strict=True):
        assert found["problem"] is None, case
        assert found["updates"] == answer["updates"], case
        if is_exact:
            assert found["sparsity"] == answer["sparsity"], case
            assert found["kept"] == answer["kept"], case
        else:  # JavaScript's power is not the C library's: they may differ in the last bit
            theirs, ours = (np.array(side["sparsity"], np.float32) for side in (found, answer))
            np.testing.assert_array_max_ulp(theirs, ours, maxulp=1)


BAD: list[tuple[str, Any]] = [
    ("power", -1), ("power", 1e300), ("begin_step", -1), ("begin_step", 1.5), ("end_step", 5),
    ("end_step", -1), ("end_step", -2), ("end_step", 2**54), ("frequency", 0),
    ("initial_sparsity", 1.0), ("final_sparsity", -0.1), ("power", None), ("frequency", "x"),
]  # fmt: skip


def test_the_browser_refuses_what_the_core_refuses(math: Page) -> None:
    good = {
        "initial_sparsity": 0.0, "final_sparsity": 0.5, "power": 3,
        "begin_step": 5, "end_step": 50, "frequency": 5,
    }  # fmt: skip
    for name, value in BAD:
        config = {"class_name": "PolynomialDecay", "config": good | {name: value}}
        with pytest.raises(ScheduleError) as refused:
            schedule_from_config(config)
        case = {"schedule": config, "total": 9, "steps": [], "sizes": []}
        found = math.evaluate(COMPUTED, [case])[0]["problem"]
        assert found["field"] == refused.value.field == name


@pytest.mark.parametrize(
    "points",
    [[], [[5, 0.1], [5, 0.2]], [[5, 0.1], [3, 0.2]], [[-1, 0.1]], [[1.5, 0.1]], [[1, 1.0]]],
)
def test_the_browser_refuses_the_keyframes_that_the_core_refuses(
    math: Page, points: list[list[float]]
) -> None:
    config = {
        "class_name": "KeyframeSchedule",
        "config": {"keyframes": points, "begin_step": 0, "end_step": 9, "frequency": 1},
    }
    with pytest.raises(ScheduleError):
        schedule_from_config(config)
    case = {"schedule": config, "total": 9, "steps": [], "sizes": []}
    assert math.evaluate(COMPUTED, [case])[0]["problem"]["field"] == "keyframes"
