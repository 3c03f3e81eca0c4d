"""The live element shows the numbers of masks and weights, and compares them with the prediction."""

from dataclasses import replace

from playwright.sync_api import Page, expect

from pruning_core import ConstantSparsity
from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import (
    RunEvent,
    RunStopped,
    WeightsMeasured,
)
from pruning_core.runs.layers import LayerSchedule
from pruning_core.training.measuring.expectations import Expectations
from tests.browser.conftest import wait_until_idle
from tests.browser.live.live import (
    create_stopped_run,
    masks_event,
    open_run_with_events,
    step_event,
    train_button,
)
from tests.examples import short_run, started_event
from tests.run_logs import finished_log
from tests.server import Server

MILLISECONDS_TO_TRAIN = 240_000
STEPS = 45
TRAINING_LINK = (
    "/train?dataset=digits&num_examples=1437&batch_size=32&epochs=1&validation_split=0"
    "&schedule=PolynomialDecay&initial_sparsity=0.2&final_sparsity=0.8&power=3"
    "&begin_step=10&end_step=40&frequency=10"
)
LAYERS = ("conv2d", "conv2d_1", "dense", "dense_1")


def test_finished_run_shows_equal_predictions_and_the_mask_of_each_layer(
    page: Page,
) -> None:
    page.goto(TRAINING_LINK)
    expect(train_button(page)).to_be_visible()
    wait_until_idle(page)
    train_button(page).click()
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

    weights_panel = page.locator(".live-run-weights")
    slider = weights_panel.get_by_role("slider", name="Update")
    assert slider.get_attribute("aria-valuetext") == "step 40, update 4 of 4"
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "step 10, update 1 of 4")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "step 20, update 2 of 4")
    page.keyboard.press("End")
    mask = weights_panel.locator("canvas")
    for layer in LAYERS:
        weights_panel.get_by_role("combobox", name="Layer").select_option(label=layer)
        start = f"{layer} keeps 20."
        page.wait_for_function(
            "start => document.querySelector('.live-run canvas').ariaLabel.startsWith(start)",
            arg=start,
        )
        assert weights_panel.get_by_role("img").first.get_attribute("aria-label") is not None
    assert mask.evaluate("canvas => [canvas.width, canvas.height]") == [
        5 * 11 - 1,
        52,
    ]  # 256 x 10 cells in five strips


def test_run_with_more_updates_than_pictures_shows_both_numbers(page: Page, server: Server) -> None:
    """The run has 47 updates and 40 pictures. At three of the updates, another layer is updated too."""
    run = short_run(epochs=4, seed=2)
    frequent = ConstantSparsity(target_sparsity=0.5, begin_step=6, end_step=-1, frequency=1)
    rare = ConstantSparsity(target_sparsity=0.5, begin_step=8, end_step=16, frequency=4)
    config = replace(
        run,
        schedule=frequent,
        layers=(LayerSchedule(layer="dense", schedule=rare),),
    )
    picture_steps = Expectations(config).picture_steps
    events = [
        event
        for event in finished_log(config)[:-1]
        if not isinstance(event, WeightsMeasured) or event.step in picture_steps
    ]
    # Masks are also read at the first step, which is not an update.
    events = [*events[:3], masks_event(1, kept=9, predicted=9), *events[3:], RunStopped(step=52)]
    open_run_with_events(
        page, create_stopped_run(server, config), [event_to_json(event) for event in events]
    )
    slider = page.locator(".live-run-weights").get_by_role("slider", name="Update")
    expect(slider).to_have_attribute("aria-valuetext", "step 52, picture 40 of 40 (47 updates)")
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "step 6, picture 1 of 40 (47 updates)")


def test_the_table_has_scheduled_predicted_and_measured_sparsity_of_each_layer(
    page: Page, server: Server
) -> None:
    masks = replace(
        masks_event(2, kept=368_641, predicted=368_640),
        scheduled_sparsity=(0.25, 0.5, 0.1234, 0.75),
        measured_sparsity=(0.0, 0.0, 0.0999, 0.0),
    )
    events: list[RunEvent] = [started_event(), step_event(2), masks, RunStopped(step=2)]
    open_run_with_events(
        page, create_stopped_run(server, short_run()), [event_to_json(event) for event in events]
    )
    table = page.locator(".live-run-table")
    headings = table.locator("tr").first.locator("th").all_text_contents()
    cells = table.locator("tr").nth(3).locator("th, td").all_text_contents()
    dense = dict(zip(headings, cells, strict=True))
    assert dense["Layer"] == "dense"
    assert dense["Scheduled sparsity"] == "0.1234"
    assert dense["Predicted sparsity"] == "0.1000"
    assert dense["Measured sparsity"] == "0.0999"
    assert (dense["Predicted kept weights"], dense["Kept weights"]) == ("368,640", "368,641")


def test_a_mask_that_differs_from_the_prediction_is_reported_and_unknown_events_are_ignored(
    page: Page, server: Server
) -> None:
    events = [event_to_json(started_event()), '{"kind": "moon_landed", "step": 3}']
    for step, kept in enumerate([409_600, 368_640, 368_641, 368_639], start=1):
        predicted = 409_600 if step == 1 else 368_640
        masks = masks_event(step, kept=kept, predicted=predicted)
        events += [event_to_json(step_event(step)), event_to_json(masks)]
    events.append(event_to_json(RunStopped(step=4)))
    open_run_with_events(page, create_stopped_run(server, short_run()), events)
    comparison = page.locator(".live-run-comparison")
    expect(comparison).to_contain_text(
        "first differ at step 3: the mask of dense keeps 368,641 weights, 368,640 were predicted"
    )
    expect(comparison).to_have_attribute("role", "status")
    expect(page.locator(".live-run-where")).to_contain_text("step 4 of 13")
