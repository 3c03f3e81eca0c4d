"""The charts of the live element: long runs, zoom, closed charts, narrow pages."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import (
    EpochMeasured,
    RunEvent,
    RunStopped,
)
from tests.browser.live.live import (
    create_stopped_run,
    drag_over,
    masks_event,
    open_run_with_events,
    open_store,
    points_of_curve,
    step_event,
)
from tests.examples import create_and_claim, short_run, started_event
from tests.server import Server

LONG_RUN_STEPS = 10_000
DRAWING_AREA = """() => {
    const plot = document.querySelector(".live-run-plot");
    plot.firstArea ??= plot.querySelector(".main-svg");
    return [plot.layout.xaxis.range, plot.firstArea === plot.querySelector(".main-svg")];
}"""


def test_the_validation_loss_has_a_number_and_a_curve(page: Page, server: Server) -> None:
    epoch = EpochMeasured(
        epoch=1,
        step=13,
        loss=0.5,
        accuracy=0.5,
        validation_loss=0.6789,
        validation_accuracy=0.5,
    )
    events: list[RunEvent] = [started_event(), step_event(13), epoch, RunStopped(step=13)]
    open_run_with_events(
        page, create_stopped_run(server, short_run()), [event_to_json(event) for event in events]
    )
    expect(page.locator(".live-run-numbers > div", has_text="Validation loss")).to_contain_text(
        "0.6789"
    )
    assert points_of_curve(page, chart=0, trace=3) == ([13], [0.6789])


def test_closed_charts_are_drawn_when_they_are_opened(page: Page, server: Server) -> None:
    events: list[RunEvent] = [started_event(), step_event(1), masks_event(1, kept=9, predicted=9)]
    events.append(RunStopped(step=1))
    open_run_with_events(
        page, create_stopped_run(server, short_run()), [event_to_json(event) for event in events]
    )
    points_of_curve(page, chart=1, trace=0)
    js_expression = (
        "[...document.querySelectorAll('.live-run-plot')].map(plot => Boolean(plot.data))"
    )
    assert page.evaluate(js_expression) == [True, True, False, False]
    page.locator(".live-run-more summary").click()
    assert points_of_curve(page, chart=3, trace=0) == ([1], [7])
    assert points_of_curve(page, chart=3, trace=1) == ([1], [3])


def test_chart_of_a_long_run_has_its_extremes_and_all_points_after_a_zoom(
    page: Page, server: Server
) -> None:
    run = short_run()
    config = replace(
        run, plan=replace(run.plan, num_examples=1250, batch_size=1, epochs=10), seed=1
    )
    losses = [1 + step % 7 / 10 for step in range(1, LONG_RUN_STEPS + 1)]
    losses[4321], losses[8765] = 9.0, 0.5
    steps = (step_event(step, loss=loss) for step, loss in enumerate(losses, start=1))
    events: list[RunEvent] = [started_event(), *steps, RunStopped(step=LONG_RUN_STEPS)]
    open_run_with_events(
        page, create_stopped_run(server, config), [event_to_json(event) for event in events]
    )
    page.wait_for_function("document.querySelector('.live-run-plot')?.data?.[2].x.length > 500")
    drawn_steps, drawn_losses = points_of_curve(page, chart=0, trace=2)
    assert len(drawn_steps) <= 1000
    assert drawn_steps == sorted(drawn_steps)
    assert all(
        losses[step - 1] == loss for step, loss in zip(drawn_steps, drawn_losses, strict=True)
    )
    assert (4322, 9.0) in zip(drawn_steps, drawn_losses, strict=True)
    assert (8766, 0.5) in zip(drawn_steps, drawn_losses, strict=True)

    drag_over(page, 0.5, 0.55)
    page.wait_for_function(
        "document.querySelector('.live-run-plot').data[2].x.every((step, index, steps) =>"
        " index === 0 || step === steps[index - 1] + 1)"
    )
    zoomed_steps, _losses = points_of_curve(page, chart=0, trace=2)
    low, high = page.evaluate("document.querySelector('.live-run-plot').layout.xaxis.range")
    assert 4000 < low < high < 6500
    assert zoomed_steps[0] <= low < high <= zoomed_steps[-1]


def test_new_points_change_neither_the_zoom_nor_the_drawing_area(
    page: Page, server: Server
) -> None:
    with open_store(server) as store:
        run_id = create_and_claim(store, short_run(seed=6))
        store.append(run_id, "worker", [started_event(), *map(step_event, range(1, 6))])
        page.goto(f"/run?run={run_id}")
        assert points_of_curve(page, chart=0, trace=0)[0] == [1, 2, 3, 4, 5]
        drag_over(page, 0.2, 0.7)
        page.wait_for_function("document.querySelector('.live-run-plot').layout.xaxis.range[0] > 1")
        before = page.evaluate(DRAWING_AREA)
        for step in range(6, 10):
            store.append(run_id, "worker", [step_event(step)])
            page.wait_for_function(
                "step => document.querySelector('.live-run-plot').data[0].x.includes(step)",
                arg=step,
            )
            assert page.evaluate(DRAWING_AREA) == before
        store.append(run_id, "worker", [RunStopped(step=9)])


@pytest.mark.parametrize("width", [400, 2560])
def test_no_part_is_wider_than_its_parent(page: Page, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    events: list[RunEvent] = [started_event(), step_event(1), masks_event(1, kept=9, predicted=9)]
    events.append(RunStopped(step=1))
    open_run_with_events(
        page, create_stopped_run(server, short_run()), [event_to_json(event) for event in events]
    )
    expect(page.locator(".live-run-table")).to_be_visible()
    wider_classes = page.locator(".live-run").evaluate(
        """element => {
            const found = [];
            for (let part = element; part; part = part.parentElement)
                if (part.clientWidth && part.scrollWidth > part.clientWidth) found.push(part.className);
            return found;
        }"""
    )
    assert wider_classes == []
