"""The live element in a real browser: what it says of masks and weights, and how it draws long runs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pruning_core import ConstantSparsity
from pruning_core.runs.config import RunConfig
from pruning_core.runs.event_json import event_to_json
from pruning_core.runs.events import (
    EpochMeasured,
    MasksMeasured,
    RunEvent,
    RunStopped,
    StepMeasured,
    WeightsMeasured,
)
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from pruning_core.training.measuring.expectations import Expectations
from tests.browser.conftest import at_rest
from tests.examples import claimed, short_run, started
from tests.faults.served_runs import training
from tests.run_logs import finished_log
from tests.server import Server

MILLISECONDS_TO_TRAIN = 240_000
STEPS = 45
TRAINING = (
    "/training?dataset=digits&num_examples=1437&batch_size=32&epochs=1&validation_split=0"
    "&schedule=PolynomialDecay&initial_sparsity=0.2&final_sparsity=0.8&power=3"
    "&begin_step=10&end_step=40&frequency=10"
)
LAYERS = ("conv2d", "conv2d_1", "dense", "dense_1")
LONG = 10_000
DRAWING_AREA = """() => {
    const plot = document.querySelector(".live-run-plot");
    plot.first ??= plot.querySelector(".main-svg");
    return [plot.layout.xaxis.range, plot.first === plot.querySelector(".main-svg")];
}"""


@contextmanager
def store_of(server: Server) -> Iterator[RunStore]:
    """The server's own store."""
    store = RunStore(f"sqlite:///{server.log_file.parent}/runs.db")
    yield store
    store.close()


def stopped_run(server: Server, config: RunConfig) -> str:
    """A run that was stopped before it began."""
    with store_of(server) as store:
        run_id = store.create(config)
        store.request_stop(run_id)
    return run_id


def show(page: Page, run_id: str, events: Sequence[str]) -> None:
    """Open the page of a run, and let the browser receive these events instead of its own."""
    messages = [
        f'id: {number}\ndata: {{"at": {number / 100}, "event": {event}}}\n\n'
        for number, event in enumerate(events, start=1)
    ]
    page.route(
        "**/lab/runs/*/events*",
        lambda route: route.fulfill(content_type="text/event-stream", body="".join(messages)),
    )
    page.goto(f"/training?run={run_id}")
    expect(page.locator(".live-run-state")).to_have_text("Stopped")


def measured(step: int, *, kept: int, predicted: int) -> MasksMeasured:
    """Masks of the ConvNet whose dense layer keeps something else than was predicted."""
    return MasksMeasured(
        step=step,
        kept=(288, 18432, kept, 2560),
        predicted=(288, 18432, predicted, 2560),
        scheduled_sparsity=(0.1,) * 4,
        measured_sparsity=(0.1,) * 4,
        thresholds=(0.01,) * 4,
        pruned=(0, 0, 7, 0),
        regrown=(0, 0, 3, 0),
    )


def stepped(step: int, *, loss: float = 1.0) -> StepMeasured:
    return StepMeasured(step=step, loss=loss, accuracy=0.5, scheduled_sparsity=0.1)


def curve(page: Page, *, chart: int, trace: int) -> tuple[list[int], list[float]]:
    """The points of a curve as it is drawn."""
    page.wait_for_function(
        "chart => document.querySelectorAll('.live-run-plot')[chart]?.data", arg=chart
    )
    found: dict[str, Any] = page.evaluate(
        """([chart, trace]) => {
            const { x, y } = document.querySelectorAll(".live-run-plot")[chart].data[trace];
            return { x: [...x], y: [...y] };
        }""",
        [chart, trace],
    )
    return found["x"], found["y"]


def drag_over(page: Page, start: float, end: float) -> None:
    """Zoom the first chart into a part of what it shows, with the mouse."""
    plot = page.locator(".live-run-plot .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * start, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, middle, steps=5)
    page.mouse.up()


def test_a_training_shows_that_all_steps_are_as_predicted_and_what_is_inside_the_weights(
    page: Page,
) -> None:
    page.goto(TRAINING)
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
    at_rest(page)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".live-run-state")).to_have_text("Finished", timeout=MILLISECONDS_TO_TRAIN)
    expect(page.locator(".live-run-comparison")).to_have_text(
        f"Predicted and measured sparsity are equal at all {STEPS} steps."
    )
    rows = page.locator(".live-run-table tbody tr, .live-run-table table > tr")
    expect(rows).to_have_count(1 + len(LAYERS))
    dense = rows.nth(3).locator("th, td").all_text_contents()
    assert dense[:7] == ["dense", "409,600", *["0.8000"] * 3, "81,920", "81,920"]
    assert all(float(number) > 0 for number in dense[7:9])
    assert int(dense[9].replace(",", "")) > 0

    inside = page.locator(".live-run-weights")
    slider = inside.get_by_role("slider", name="Update")
    assert slider.get_attribute("aria-valuetext") == "step 40, update 4 of 4"
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "step 10, update 1 of 4")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "step 20, update 2 of 4")
    page.keyboard.press("End")
    mask = inside.locator("canvas")
    for layer in LAYERS:
        inside.get_by_role("combobox", name="Layer").select_option(label=layer)
        words = f"{layer} keeps 20."
        page.wait_for_function(
            "words => document.querySelector('.live-run canvas').ariaLabel.startsWith(words)",
            arg=words,
        )
        assert inside.get_by_role("img").first.get_attribute("aria-label") is not None
    assert mask.evaluate("canvas => [canvas.width, canvas.height]") == [
        5 * 11 - 1,
        52,
    ]  # 256 x 10 cells in five strips


def test_a_run_with_more_updates_than_pictures_says_how_many_it_has(
    page: Page, server: Server
) -> None:
    """47 updates, three of them at steps at which another layer has one too; 40 have a picture."""
    run = short_run(epochs=4, seed=2)
    every = ConstantSparsity(target_sparsity=0.5, begin_step=6, end_step=-1, frequency=1)
    fourth = ConstantSparsity(target_sparsity=0.5, begin_step=8, end_step=16, frequency=4)
    config = replace(run, schedule=every, layers=(LayerSchedule(layer="dense", schedule=fourth),))
    pictured = Expectations(config).pictured
    events = [
        event
        for event in finished_log(config)[:-1]
        if not isinstance(event, WeightsMeasured) or event.step in pictured
    ]
    # Masks are read at the first step too: no update.
    events = [*events[:3], measured(1, kept=9, predicted=9), *events[3:], RunStopped(step=52)]
    show(page, stopped_run(server, config), [event_to_json(event) for event in events])
    slider = page.locator(".live-run-weights").get_by_role("slider", name="Update")
    expect(slider).to_have_attribute("aria-valuetext", "step 52, picture 40 of 40 (47 updates)")
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "step 6, picture 1 of 40 (47 updates)")


def test_each_layer_has_what_was_scheduled_predicted_and_measured_beside_one_another(
    page: Page, server: Server
) -> None:
    masks = replace(
        measured(2, kept=368_641, predicted=368_640),
        scheduled_sparsity=(0.25, 0.5, 0.1234, 0.75),
        measured_sparsity=(0.0, 0.0, 0.0999, 0.0),
    )
    events: list[RunEvent] = [started(), stepped(2), masks, RunStopped(step=2)]
    show(page, stopped_run(server, short_run()), [event_to_json(event) for event in events])
    table = page.locator(".live-run-table")
    heads = table.locator("tr").first.locator("th").all_text_contents()
    cells = table.locator("tr").nth(3).locator("th, td").all_text_contents()
    dense = dict(zip(heads, cells, strict=True))
    assert dense["Layer"] == "dense"
    assert dense["Scheduled sparsity"] == "0.1234"
    assert dense["Predicted sparsity"] == "0.1000"
    assert dense["Measured sparsity"] == "0.0999"
    assert (dense["Predicted to be kept"], dense["Kept"]) == ("368,640", "368,641")


def test_the_loss_on_the_validation_examples_is_told_and_drawn(page: Page, server: Server) -> None:
    epoch = EpochMeasured(
        epoch=1,
        step=13,
        loss=0.5,
        accuracy=0.5,
        validation_loss=0.6789,
        validation_accuracy=0.5,
    )
    events: list[RunEvent] = [started(), stepped(13), epoch, RunStopped(step=13)]
    show(page, stopped_run(server, short_run()), [event_to_json(event) for event in events])
    expect(page.locator(".live-run-numbers > div", has_text="Validation loss")).to_contain_text(
        "0.6789"
    )
    assert curve(page, chart=0, trace=3) == ([13], [0.6789])


def test_charts_that_are_folded_away_are_drawn_when_they_are_opened(
    page: Page, server: Server
) -> None:
    events: list[RunEvent] = [started(), stepped(1), measured(1, kept=9, predicted=9)]
    events.append(RunStopped(step=1))
    show(page, stopped_run(server, short_run()), [event_to_json(event) for event in events])
    curve(page, chart=1, trace=0)
    drawn = "[...document.querySelectorAll('.live-run-plot')].map(plot => Boolean(plot.data))"
    assert page.evaluate(drawn) == [True, True, False, False]
    page.locator(".live-run-more summary").click()
    assert curve(page, chart=3, trace=0) == ([1], [7])
    assert curve(page, chart=3, trace=1) == ([1], [3])


def test_a_mask_that_holds_something_else_is_said_and_unknown_events_break_nothing(
    page: Page, server: Server
) -> None:
    events = [event_to_json(started()), '{"kind": "moon_landed", "step": 3}']
    for step, kept in enumerate([409_600, 368_640, 368_641, 368_639], start=1):
        predicted = 409_600 if step == 1 else 368_640
        masks = measured(step, kept=kept, predicted=predicted)
        events += [event_to_json(stepped(step)), event_to_json(masks)]
    events.append(event_to_json(RunStopped(step=4)))
    show(page, stopped_run(server, short_run()), events)
    found = page.locator(".live-run-comparison")
    expect(found).to_contain_text(
        "differ from step 3 on: the mask of dense keeps 368,641 weights, 368,640 were predicted"
    )
    expect(found).to_have_attribute("role", "status")
    expect(page.locator(".live-run-where")).to_contain_text("step 4 of 13")


def test_a_long_run_is_drawn_by_its_extremes_and_in_full_where_one_looks_closer(
    page: Page, server: Server
) -> None:
    run = short_run()
    config = replace(
        run, plan=replace(run.plan, num_examples=1250, batch_size=1, epochs=10), seed=1
    )
    losses = [1 + step % 7 / 10 for step in range(1, LONG + 1)]
    losses[4321], losses[8765] = 9.0, 0.5
    steps = (stepped(step, loss=loss) for step, loss in enumerate(losses, start=1))
    events: list[RunEvent] = [started(), *steps, RunStopped(step=LONG)]
    show(page, stopped_run(server, config), [event_to_json(event) for event in events])
    page.wait_for_function("document.querySelector('.live-run-plot')?.data?.[2].x.length > 500")
    drawn_steps, drawn_losses = curve(page, chart=0, trace=2)
    assert len(drawn_steps) <= 1000
    assert drawn_steps == sorted(drawn_steps)
    assert all(
        losses[step - 1] == loss for step, loss in zip(drawn_steps, drawn_losses, strict=True)
    )
    assert (4322, 9.0) in zip(drawn_steps, drawn_losses, strict=True)
    assert (8766, 0.5) in zip(drawn_steps, drawn_losses, strict=True)

    drag_over(page, 0.5, 0.55)
    page.wait_for_function(
        "document.querySelector('.live-run-plot').data[2].x.every((step, place, steps) =>"
        " place === 0 || step === steps[place - 1] + 1)"
    )
    closer, _losses = curve(page, chart=0, trace=2)
    low, high = page.evaluate("document.querySelector('.live-run-plot').layout.xaxis.range")
    assert 4000 < low < high < 6500
    assert closer[0] <= low < high <= closer[-1]


def test_new_points_leave_the_zoom_and_the_drawing_area_as_they_are(
    page: Page, server: Server
) -> None:
    with store_of(server) as store:
        run_id = claimed(store, short_run(seed=6))
        store.append(run_id, "worker", [started(), *map(stepped, range(1, 6))])
        page.goto(f"/training?run={run_id}")
        assert curve(page, chart=0, trace=0)[0] == [1, 2, 3, 4, 5]
        drag_over(page, 0.2, 0.7)
        page.wait_for_function("document.querySelector('.live-run-plot').layout.xaxis.range[0] > 1")
        before = page.evaluate(DRAWING_AREA)
        for step in range(6, 10):
            store.append(run_id, "worker", [stepped(step)])
            page.wait_for_function(
                "step => document.querySelector('.live-run-plot').data[0].x.includes(step)",
                arg=step,
            )
            assert page.evaluate(DRAWING_AREA) == before
        store.append(run_id, "worker", [RunStopped(step=9)])


@pytest.mark.parametrize("width", [400, 2560])
def test_nothing_is_wider_than_its_place(page: Page, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    events: list[RunEvent] = [started(), stepped(1), measured(1, kept=9, predicted=9)]
    events.append(RunStopped(step=1))
    show(page, stopped_run(server, short_run()), [event_to_json(event) for event in events])
    expect(page.locator(".live-run-table")).to_be_visible()
    wider = page.locator(".live-run").evaluate(
        """element => {
            const found = [];
            for (let part = element; part; part = part.parentElement)
                if (part.clientWidth && part.scrollWidth > part.clientWidth) found.push(part.className);
            return found;
        }"""
    )
    assert wider == []


def test_a_waiting_runs_words_follow_the_queue(page: Page, server: Server) -> None:
    with store_of(server) as store:
        first = training(store)
        second, third = store.create(short_run()), store.create(short_run())
        page.goto(f"/training?run={third}")
        words = page.get_by_text("1 run waits before this one")
        expect(words).to_be_visible()
        store.request_pause(second)
        expect(words).to_have_count(0)
        assert store.get(third).state is RunState.QUEUED
        for run_id in (third, second, first):
            store.request_stop(run_id)


def test_a_paused_run_is_called_so_and_its_silence_is_not_held_against_it(
    page: Page, server: Server
) -> None:
    with store_of(server) as store:
        run_id = store.create(short_run(seed=5))
        store.request_pause(run_id)
    page.goto(f"/training?run={run_id}")
    expect(page.locator(".live-run-state")).to_have_text("Paused")
    expect(page.locator(".live-run-message")).to_be_hidden()


def test_a_run_that_cannot_go_on_says_why(page: Page, server: Server) -> None:
    with store_of(server) as store:
        run_id = claimed(store, short_run(seed=7))
        store.release(
            run_id, "worker", pause_reason="mnist.npz is damaged. Resume it when it is mended."
        )
    page.goto(f"/training?run={run_id}")
    expect(page.locator(".live-run-state")).to_have_text("Paused")
    expect(page.locator(".live-run-message")).to_contain_text("mnist.npz is damaged")
