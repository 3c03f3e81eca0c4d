"""The page of a run: focus, the question before a stop, the end of the run, and what updates do to the accuracy."""

import re
from dataclasses import replace

from playwright.sync_api import Page, expect

from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import RunEvent, RunStopped, StepMeasured
from tests.browser.conftest import wait_until_idle
from tests.browser.live.live import (
    create_stopped_run,
    masks_event,
    open_run_with_events,
    open_store,
    points_of_curve,
    step_event,
)
from tests.examples import DECAY, FINISHED, create_and_claim, short_run, started_event
from tests.server import Server

KEY = "a-secret-of-22-letters"
FAKE_NOTIFICATIONS = """
    window.notices = [];
    window.Notification = class {
        static permission = "default";
        static async requestPermission() { return (this.permission = "granted"); }
        constructor(text) { window.notices.push(text); }
    };
    document.hasFocus = () => false;
"""


def test_click_on_a_run_of_the_list_moves_focus_and_view_to_its_heading(
    page: Page, server: Server
) -> None:
    run_id = create_stopped_run(server, short_run(seed=11))
    page.goto("/train")
    wait_until_idle(page)
    page.get_by_role("link", name=re.compile("seed 11")).click()
    expect(page).to_have_title(f"stopped · Run {run_id} · Pruning Schedule Lab")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(page.get_by_role("heading", level=1)).to_contain_text("PolynomialDecay")


def test_stop_by_keyboard_asks_and_then_stops(page: Page, server: Server) -> None:
    with open_store(server) as store:
        run_id = store.create(short_run(seed=12), key=KEY)
        store.claim(run_id, "worker")
        page.goto(f"/run?run={run_id}&key={KEY}")
        wait_until_idle(page)
        page.get_by_role("button", name="Stop").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("It cannot continue.")).to_be_visible()
        page.get_by_role("button", name="Stop this run").focus()
        page.keyboard.press("Enter")
        wait_until_idle(page)
        store.release(run_id, "worker")
        assert store.get(run_id).state.ended
    expect(page.locator(".live-run-state")).to_have_text("Stopped")


def test_end_of_a_run_is_in_the_title_and_in_a_notification_if_the_visitor_asked(
    page: Page, server: Server
) -> None:
    page.add_init_script(FAKE_NOTIFICATIONS)
    with open_store(server) as store:
        run_id = create_and_claim(store, short_run(seed=13))
        page.goto(f"/run?run={run_id}")
        expect(page).to_have_title(f"Run {run_id} · Pruning Schedule Lab")
        page.get_by_role("button", name="Notify me at the end").click()
        expect(page.get_by_role("button", name="You will be notified")).to_be_visible()
        store.append(run_id, "worker", [started_event(), step_event(13), FINISHED])
    expect(page).to_have_title(f"finished · 93.8 % · Run {run_id} · Pruning Schedule Lab")
    notice = "Finished: 93.8 % of the test images are classified correctly"
    assert page.evaluate("window.notices") == [notice]
    expect(page.get_by_role("button", name="notif")).to_have_count(0)


def test_browser_without_notifications_has_no_button_for_them(page: Page, server: Server) -> None:
    page.add_init_script("delete window.Notification")
    with open_store(server) as store:
        run_id = create_and_claim(store, short_run(seed=14))
        page.goto(f"/run?run={run_id}")
        expect(page.locator(".live-run-head")).to_be_visible()
        expect(page.get_by_role("button", name="Notify me at the end")).to_have_count(0)
        store.request_stop(run_id)
        store.release(run_id, "worker")


def test_updates_are_marked_and_the_fall_after_an_update_is_described(
    page: Page, server: Server
) -> None:
    run = short_run(epochs=8)  # 104 steps
    schedule = replace(DECAY, begin_step=40, end_step=90, frequency=40)
    events: list[RunEvent] = [started_event()]
    for number in range(1, 105):
        accuracy = 0.25 if 40 <= number < 60 else 1.0
        events.append(
            StepMeasured(step=number, loss=1.0, accuracy=accuracy, scheduled_sparsity=0.1)
        )
        if number == 40:
            events.append(masks_event(40, kept=9, predicted=9))
    events.append(RunStopped(step=104))
    run_id = create_stopped_run(server, replace(run, schedule=schedule))
    open_run_with_events(page, run_id, [event_to_json(event) for event in events])
    expect(page.locator(".live-run-falls li")).to_have_text(
        "After the update at step 40, accuracy fell from 100.0 % to 25.0 %, and was back after 20 steps."
    )
    assert points_of_curve(page, chart=0, trace=4) == ([40, 80], [0, 0])
    names = page.evaluate(
        "[...document.querySelectorAll('.live-run-plot')][1].data.map(trace => trace.name)"
    )
    assert names == ["conv2d, conv2d_1, dense, dense_1", "scheduled", "update step"]


def test_charts_have_a_place_before_they_are_drawn(page: Page, server: Server) -> None:
    run_id = create_stopped_run(server, short_run(seed=15))
    page.route("**/lab/live-run-*.js", lambda route: None)  # the script never arrives
    page.goto(f"/run?run={run_id}")
    placeholder = page.locator(".live-run-placeholder")
    expect(placeholder).to_be_visible()
    box = placeholder.bounding_box()
    assert box is not None
    assert box["height"] > 500
