"""A step is typed in the editor as a number, a percentage or an epoch of the training that the page plans."""

import re

from playwright.sync_api import Page, expect

from tests.browser.editor.editor import fill, parameter

PLAN = "plan=mine&my_known=steps_per_epoch&my_steps_per_epoch=100&my_epochs=50&dataset=digits"
DECAY = "begin_step=0&end_step=500&frequency=100&final_sparsity=0.5"
POINTS = "schedule=KeyframeSchedule&keyframes=0_0~1000_0.5&begin_step=0&end_step=-1&frequency=10"


def test_percentage_and_epoch_become_steps_of_the_plan_and_reach_the_link(page: Page) -> None:
    page.goto(f"/?{PLAN}&{DECAY}")
    end = parameter(page, "end_step")
    for text, step, part in (
        ("80%", "4000", "epoch 40, 80 %"),
        ("epoch 24", "2400", "epoch 24, 48 %"),
        ("1.5 ep", "150", "epoch 1.5, 3 %"),
    ):
        end.fill(text)
        expect(page.locator(".lab-field", has=end).locator(".lab-part")).to_have_text(part)
        assert end.input_value() == text
        end.press("Enter")
        assert end.input_value() == step
    expect(page).to_have_url(re.compile(r"end_step=150(&|$)"))
    end.press("Shift+ArrowUp")
    assert (end.input_value(), end.get_attribute("aria-valuenow")) == ("160", "160")
    fill(page, "frequency", "0.5 epochs")
    assert parameter(page, "frequency").input_value() == "50"


def test_text_that_is_not_a_step_stays_in_the_field_and_the_error_has_the_way_out(
    page: Page,
) -> None:
    page.goto(f"/?{PLAN}&{DECAY}")
    fill(page, "end_step", "soon")
    expect(
        page.get_by_role("alert").filter(has_text="or a part such as 80% or epoch 24")
    ).to_be_visible()
    assert parameter(page, "end_step").input_value() == "soon"


def test_step_of_a_point_is_typed_as_an_epoch(page: Page) -> None:
    page.goto(f"/?{PLAN}&{POINTS}")
    second = page.get_by_role("spinbutton", name="step of point 2")
    second.fill("epoch 24")
    second.press("Enter")
    assert second.input_value() == "2400"
    second.press("ArrowDown")
    expect(page.locator(".lab-keyframes .lab-part").nth(1)).to_have_text("epoch 23.99, 47.98 %")
    second.press("Tab")
    expect(page).to_have_url(re.compile("keyframes=0_0_linear~2399_0.5"))
