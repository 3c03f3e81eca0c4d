"""A visitor uses the lab: a real browser, a real server, real trainings."""

import os
import re
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pruning_core.data.datasets import locate
from pruning_core.data.paths import dataset_paths
from tests.browser.conftest import MILLISECONDS_TO_WAIT, wait_until_idle
from tests.browser.editor.editor import fill, staircase
from tests.browser.live.live import train_button
from tests.server import Server

EXPLORER_LINK = "?schedule=PolynomialDecay&initial_sparsity=0&final_sparsity=0.875&power=3"
MILLISECONDS_TO_TRAIN = 240_000


def live_text(page: Page) -> dict[str, str]:
    """The numbers of the live element by name."""
    result: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".live-run-numbers > div")].map(
            tile => [tile.querySelector("dt").textContent, tile.querySelector("dd").textContent]))"""
    )
    return result


def step_of(page: Page) -> int:
    """The step that the live element shows."""
    text = page.locator(".live-run-where").text_content() or ""
    result = re.match(r"step ([\d,]+) of", text)
    return int(result.group(1).replace(",", "")) if result else 0


def wait_for_step(page: Page, step: int) -> None:
    """Wait until the live element shows a step."""
    page.wait_for_function(
        """step => {
            const text = document.querySelector(".live-run-where")?.textContent ?? "";
            const found = text.match(/^step ([\\d,]+) of/);
            return found && Number(found[1].replaceAll(",", "")) >= step;
        }""",
        arg=step,
        timeout=MILLISECONDS_TO_TRAIN,
    )


def y_values_of_curves(page: Page, *, chart: int) -> list[list[float]]:
    """The y values of each curve in one of the live charts."""
    heights: list[list[float]] = page.evaluate(
        """chart => [...document.querySelectorAll(".live-run-plot")][chart].data.map(
            trace => [...trace.y])""",
        chart,
    )
    return heights


@pytest.fixture
def plan() -> dict[str, Any]:
    """A short plan. It uses MNIST if MNIST is on this machine, or else the bundled digits."""
    if locate("mnist", dataset_paths(os.environ)) is None:
        return {"dataset": "digits", "num_examples": 1437, "batch_size": 8, "epochs": 3}
    return {"dataset": "mnist", "num_examples": 10_000, "batch_size": 40, "epochs": 3}


def link(path: str, parameters: dict[str, Any]) -> str:
    """A link to a page of the lab."""
    return f"{path}?" + "&".join(f"{name}={value}" for name, value in parameters.items())


def test_visitor_edits_a_schedule_trains_it_reloads_and_reads_the_results(
    page: Page, plan: dict[str, Any]
) -> None:
    page.goto(link("/", plan))
    expect(page.get_by_role("heading", name="Schedule explorer")).to_be_visible()
    first = staircase(page)
    fill(page, "power", "1")
    second = staircase(page)
    assert second != first
    expect(page).to_have_url(re.compile(r"power=1(&|$)"))
    fill(page, "begin_step", "20")
    fill(page, "end_step", "120")
    fill(page, "frequency", "25")
    assert staircase(page) != second
    expect(page).to_have_url(re.compile(r"frequency=25(&|$)"))
    expect(page.locator(".lab-sentence")).to_contain_text("every 25 steps from step 20 to 120")

    page.get_by_role("button", name="Train this schedule").click()
    expect(page.get_by_role("heading", name="Train", exact=True)).to_be_visible()
    expect(train_button(page)).to_be_visible()
    wait_until_idle(page)
    train_button(page).click()
    wait_for_step(page, 30)
    reloaded_at = step_of(page)

    page.reload()
    wait_for_step(page, reloaded_at)
    expect(page.locator(".live-run-state")).to_have_text("Finished", timeout=MILLISECONDS_TO_TRAIN)
    total = step_of(page)
    assert live_text(page)["Measured sparsity"] == "87.5 %"
    page.wait_for_function(
        "total => document.querySelector('.live-run-plot')?.data?.[0].x.length === total", arg=total
    )
    accuracy, validation, loss, validation_loss, _updates = y_values_of_curves(page, chart=0)
    assert [len(accuracy), len(loss)] == [total, total]
    assert [len(validation), len(validation_loss)] == [plan["epochs"], plan["epochs"]]
    assert accuracy[0] < 0.5
    assert validation[-1] > 0.8
    layers = y_values_of_curves(page, chart=1)[0]  # their curves coincide, so they are drawn once
    assert layers[0] == 0
    assert layers[-1] == pytest.approx(0.875, abs=0.01)
    expect(page.get_by_text("Test accuracy, ")).to_be_visible()
    expect(page.get_by_role("button", name="Train the dense baseline of this run")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def test_visitor_controls_the_started_run_after_a_reload_and_others_need_the_control_link(
    browser: Browser, server: Server, page: Page
) -> None:
    page.goto(
        link("/train", {"dataset": "digits", "num_examples": 1437, "batch_size": 8, "epochs": 50})
    )
    expect(train_button(page)).to_be_visible()
    wait_until_idle(page)
    train_button(page).click()
    wait_for_step(page, 10)
    other_context = browser.new_context(base_url=server.url)
    other_page = other_context.new_page()
    other_page.set_default_timeout(MILLISECONDS_TO_WAIT)
    run_id = re.search(r"run=([\w-]+)", page.url)
    assert run_id is not None
    other_page.goto(f"/run?run={run_id.group(1)}")
    wait_for_step(other_page, 20)
    expect(other_page.get_by_text("You are watching")).to_be_visible()
    expect(other_page.get_by_role("button", name="Stop")).to_have_count(0)

    page.reload()
    page.get_by_role("button", name="Pause").click()
    for tab in (page, other_page):
        expect(tab.locator(".live-run-state")).to_have_text("Paused", timeout=MILLISECONDS_TO_TRAIN)
    paused_at = step_of(page)
    page.get_by_role("button", name="Resume").click()
    for tab in (page, other_page):
        wait_for_step(tab, paused_at + 1)
    page.get_by_role("button", name="Control link").click()
    other_page.goto(page.get_by_test_id("stCode").inner_text().replace("\n", ""))
    expect(other_page.get_by_text("You are watching")).to_have_count(0)
    wait_until_idle(other_page)
    other_page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop").click()
    other_page.get_by_role("button", name="Stop this run").click()
    assert "key=" not in other_page.url
    page.keyboard.press("Escape")
    for tab in (page, other_page):
        expect(tab.locator(".live-run-state")).to_have_text("Stopped")
        expect(tab.get_by_role("button", name="Run it again")).to_be_visible()
    assert step_of(page) == step_of(other_page) > paused_at
    other_context.close()


def test_mistakes_in_a_link_are_explained_and_the_page_works(page: Page) -> None:
    page.goto(f"/{EXPLORER_LINK}&frequency=0&begin_step=%3Cscript%3E&what=1&dataset=digits")
    expect(page.get_by_text("The link's begin_step must be a whole number")).to_be_visible()
    expect(page.get_by_text("'what'")).to_be_visible()
    expect(page.get_by_text("frequency must be at least 1, got 0")).to_be_visible()
    fill(page, "frequency", "10")
    expect(page.get_by_text("frequency must be at least 1, got 0")).to_have_count(0)
    staircase(page)


def test_page_reports_a_run_that_does_not_exist(page: Page) -> None:
    page.goto("/run?run=nope")
    expect(page.get_by_text("there is no run 'nope'")).to_be_visible()
    page.get_by_role("link", name="Start a run").click()
    expect(train_button(page)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/train"])
def test_page_fits_on_the_screen_of_a_phone(
    browser: Browser, server: Server, path: str, scheme: Literal["light", "dark"]
) -> None:
    context: BrowserContext = browser.new_context(
        base_url=server.url, viewport={"width": 400, "height": 800}, color_scheme=scheme
    )
    tab = context.new_page()
    tab.goto(path)
    last = "Train this schedule" if path == "/" else "The run of the pruning article"
    tab.get_by_role("button", name=last).wait_for(timeout=MILLISECONDS_TO_WAIT)
    assert tab.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 400
    context.close()
