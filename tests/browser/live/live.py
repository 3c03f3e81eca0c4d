"""Functions for browser tests that open runs and read the live element."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, expect

from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import (
    MasksMeasured,
    StepMeasured,
)
from pruning_core.store.store import RunStore
from tests.server import Server


@contextmanager
def open_store(server: Server) -> Iterator[RunStore]:
    """Open the store of the server."""
    store = RunStore(f"sqlite:///{server.log_file.parent}/runs.db")
    yield store
    store.close()


def train_button(page: Page) -> Locator:
    """The button that starts the run of the form. Its label may name the expected time of the run."""
    return page.get_by_role("button", name=re.compile(r"^Train( · |$)"))


def create_stopped_run(server: Server, config: RunConfig) -> str:
    """Create a run and stop it before it begins. Return its id."""
    with open_store(server) as store:
        run_id = store.create(config)
        store.request_stop(run_id)
    return run_id


def open_run_with_events(page: Page, run_id: str, events: Sequence[str]) -> None:
    """Open the page of a run, and send these events to the browser instead of the stored events."""
    messages = [
        f'id: {number}\ndata: {{"at": {number / 100}, "event": {event}}}\n\n'
        for number, event in enumerate(events, start=1)
    ]
    page.route(
        "**/lab/runs/*/events*",
        lambda route: route.fulfill(content_type="text/event-stream", body="".join(messages)),
    )
    page.goto(f"/run?run={run_id}")
    expect(page.locator(".live-run-state")).to_have_text("Stopped")


def masks_event(step: int, *, kept: int, predicted: int) -> MasksMeasured:
    """The event of measured masks of the ConvNet. In the dense layer, `kept` and `predicted` may differ."""
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


def step_event(step: int, *, loss: float = 1.0) -> StepMeasured:
    return StepMeasured(step=step, loss=loss, accuracy=0.5, scheduled_sparsity=0.1)


def points_of_curve(page: Page, *, chart: int, trace: int) -> tuple[list[int], list[float]]:
    """The points of a drawn curve."""
    page.wait_for_function(
        "chart => document.querySelectorAll('.live-run-plot')[chart]?.data", arg=chart
    )
    points: dict[str, Any] = page.evaluate(
        """([chart, trace]) => {
            const { x, y } = document.querySelectorAll(".live-run-plot")[chart].data[trace];
            return { x: [...x], y: [...y] };
        }""",
        [chart, trace],
    )
    return points["x"], points["y"]


def drag_over(page: Page, start: float, end: float) -> None:
    """Zoom into a part of the first chart with the mouse."""
    plot = page.locator(".live-run-plot .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * start, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, middle, steps=5)
    page.mouse.up()
