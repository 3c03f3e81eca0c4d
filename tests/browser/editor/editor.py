"""Functions for browser tests that read and use the schedule editor."""

import re

from playwright.sync_api import Locator, Page, expect

DIGITS = "/?dataset=digits&num_examples=1437&batch_size=6&epochs=1"
LINK_WITH_TRAP = f"{DIGITS}&begin_step=38&end_step=192&frequency=100"


def parameter(page: Page, name: str) -> Locator:
    """The number input of a parameter."""
    return page.get_by_role("spinbutton", name=name, exact=True)


def fill(page: Page, name: str, value: str) -> None:
    """Type a value into a parameter's input, and leave the input."""
    parameter(page, name).fill(value)
    parameter(page, name).press("Enter")


def staircase(page: Page) -> str:
    """The path of the staircase in the chart: the sparsity of the masks with the selected schedule."""
    stairs = page.locator(".lab-chart .lab-selected .lab-stairs")
    stairs.wait_for(state="attached")
    return stairs.get_attribute("d") or ""


def handle(page: Page, name: str) -> Locator:
    """A handle on the curve, by its name."""
    return page.locator(f'[data-handle="{name}"]')


def middle(locator: Locator) -> tuple[float, float]:
    """The coordinates of the middle of an element."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def open_editor(page: Page) -> Page:
    """Open the explorer, and wait until the page shows the findings of the core."""
    page.goto(LINK_WITH_TRAP)
    staircase(page)
    expect(page.locator(".lab-fix").first).to_be_visible()
    expect(page).to_have_url(re.compile("schedule=PolynomialDecay"))
    return page


def sentence(page: Page) -> str:
    """The sentence in which the editor describes the selected schedule."""
    return page.locator(".lab-sentence").inner_text()
