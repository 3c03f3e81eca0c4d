"""How browser tests read and drive the schedule editor."""

from playwright.sync_api import Locator, Page


def parameter(page: Page, name: str) -> Locator:
    """The number input of a parameter."""
    return page.get_by_role("spinbutton", name=name, exact=True)


def fill(page: Page, name: str, value: str) -> None:
    """Type a value into a parameter's input, and leave it."""
    parameter(page, name).fill(value)
    parameter(page, name).press("Enter")


def staircase(page: Page) -> str:
    """What the masks of the selected schedule hold, as it is drawn."""
    drawn = page.locator(".lab-chart .lab-selected .lab-stairs")
    drawn.wait_for(state="attached")
    return drawn.get_attribute("d") or ""


def handle(page: Page, name: str) -> Locator:
    """A handle on the curve."""
    return page.locator(f'[data-handle="{name}"]')


def middle(locator: Locator) -> tuple[float, float]:
    """The middle of an element on the page."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
