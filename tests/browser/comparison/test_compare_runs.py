"""A visitor compares runs: differences, charts with one common hover line, groups of seeds, and files."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from tests.browser.live.live import open_store
from tests.compared_runs import DECAY, config_of, store_finished_run
from tests.run_logs import finished_log
from tests.server import Server

PHONE = {"width": 400, "height": 900}
CHARTS = 7


@pytest.fixture
def store(server: Server) -> Iterator[RunStore]:
    """The store of the server."""
    with open_store(server) as store:
        yield store


@pytest.fixture
def run_ids(store: RunStore) -> list[str]:
    """Two seeds of one schedule, and the dense baseline of another size."""
    config = with_learning_rates(config_of(schedule=DECAY))
    return [
        store_finished_run(store, config, accuracy=0.9, size=500),
        store_finished_run(store, replace(config, seed=1), accuracy=0.92, size=510),
        store_finished_run(store, config.dense, accuracy=0.95, size=2_000),
    ]


def with_learning_rates(config: RunConfig) -> RunConfig:
    """A config that no other test of this file uses."""
    return replace(config, learning_rate=0.004)


def open_comparison(page: Page, run_ids: list[str]) -> Locator:
    """Open the comparison, and wait for its charts."""
    page.goto(f"/compare?runs={','.join(run_ids)}")
    comparison = page.locator(".comparison")
    expect(comparison.locator(".comparison-loading")).to_be_hidden()
    expect(comparison.locator(".comparison-plot canvas").first).to_be_visible()
    return comparison


def chart(comparison: Locator, title: str) -> Locator:
    """The chart with this title."""
    return comparison.locator(".comparison-chart", has_text=title).first


def values_at_hover(comparison: Locator, row: str) -> list[str]:
    """The cells of a line in the legend."""
    return (
        comparison.locator(".comparison-legend tbody tr", has_text=row)
        .locator("td")
        .all_inner_texts()
    )


def test_visitor_compares_runs_and_takes_files_away(page: Page, run_ids: list[str]) -> None:
    comparison = open_comparison(page, run_ids)
    table = comparison.locator(".comparison-differences table")
    expect(table.get_by_role("row", name="Seed 0 1 0")).to_be_visible()
    expect(table.get_by_role("row", name="Batch size")).to_have_count(0)
    comparison.get_by_label("Show all settings and results").check()
    expect(table.get_by_role("row", name="Batch size")).to_be_visible()

    accuracy = chart(comparison, "Training accuracy")
    accuracy.locator(".comparison-plot").press("Home")
    expect(comparison.get_by_role("status").filter(has_text="Values at")).to_have_text(
        "Values at step 1"
    )
    assert values_at_hover(comparison, "1 ·")[1:3] == ["5 %", "2.3"]
    page.keyboard.press("End")
    expect(comparison.locator("caption")).to_have_text("Values at step 32")
    visible_lines = comparison.locator(".comparison-hover[visibility=visible]")
    expect(visible_lines).to_have_count(CHARTS - 3)  # all curves; the runs have no learning rates
    accuracy.locator(".comparison-plot").hover(position={"x": 200, "y": 60})
    expect(comparison.locator("caption")).not_to_have_text("Values at step 32")
    expect(visible_lines).to_have_count(CHARTS - 3)

    comparison.get_by_label("Horizontal axis").select_option("epoch")
    chart(comparison, "Training loss").locator(".comparison-plot").press("End")
    expect(comparison.locator("caption")).to_have_text("Values at epoch 4")

    comparison.get_by_label("Group by all but the seed").check()
    legend = comparison.locator(".comparison-legend tbody tr")
    expect(legend).to_have_count(2)
    expect(legend.first).to_contain_text("2 runs")

    name, svg = saved_file(page, accuracy.get_by_role("button", name="SVG"))
    assert name == "comparison-training-accuracy.svg"
    assert svg.startswith(b"<svg")
    assert b"G1" in svg
    name, png = saved_file(page, accuracy.get_by_role("button", name="PNG"))
    assert png.startswith(b"\x89PNG")
    name, csv = saved_file(page, page.get_by_role("button", name="Settings and results as CSV"))
    assert csv.decode().count("\r\n") == len(run_ids) + 1
    name, report = saved_file(page, page.get_by_role("button", name="Report"))
    assert b"Comparison of 3 runs" in report
    link = page.get_by_test_id("stCode").inner_text()
    assert link.endswith(f"/compare?runs={','.join(run_ids)}")


def saved_file(page: Page, button: Locator) -> tuple[str, bytes]:
    """The name and the content of the file that a button saves."""
    with page.expect_download() as saved:
        button.click()
    download: Download = saved.value
    return download.suggested_filename, Path(download.path()).read_bytes()


def test_legend_hides_lines_and_the_choice_survives_a_reload(
    page: Page, run_ids: list[str]
) -> None:
    comparison = open_comparison(page, run_ids)
    first = comparison.locator(".comparison-legend button").first
    first.click()
    expect(first).to_have_attribute("aria-pressed", "false")
    expect(chart(comparison, "Training loss").locator(".comparison-plot")).to_have_attribute(
        "aria-label",
        "Training loss over step, 2 lines. The arrow keys move the hover line, and the "
        "legend shows the values; + and - zoom.",
    )
    page.reload()
    expect(page.locator(".comparison-legend button").first).to_have_attribute(
        "aria-pressed", "false"
    )
    page.get_by_role("button", name="Show all lines").click()
    expect(page.locator(".comparison-legend button").first).to_have_attribute(
        "aria-pressed", "true"
    )


def test_dragged_part_of_the_axis_is_shown_in_all_charts(page: Page, run_ids: list[str]) -> None:
    comparison = open_comparison(page, run_ids)
    plot = chart(comparison, "Training loss").locator(".comparison-plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 20, y, steps=4)
    page.mouse.up()
    whole = comparison.get_by_role("button", name="Show the whole axis")
    expect(whole).to_be_enabled()
    chart(comparison, "Training accuracy").locator(".comparison-plot").press("Home")
    middle = re.compile("^Values at step 1[0-9]$")
    expect(comparison.locator("caption")).to_have_text(middle)
    whole.click()
    chart(comparison, "Training accuracy").locator(".comparison-plot").press("Home")
    expect(comparison.locator("caption")).to_have_text("Values at step 1")


def test_growing_run_is_followed_until_its_end(
    page: Page, run_ids: list[str], store: RunStore
) -> None:
    config = with_learning_rates(config_of(seed=8))
    growing = store.create(config)
    store.claim(growing, "worker")
    events = finished_log(config)
    store.append(growing, "worker", events[:10])
    comparison = open_comparison(page, [run_ids[0], growing])
    expect(comparison.locator(".comparison-notes")).to_contain_text("Run 2 has not ended")
    store.append(growing, "worker", events[10:])
    expect(comparison.locator(".comparison-notes")).to_be_hidden()
    assert values_at_hover(comparison, "2 ·")[0] == "50 %"


def test_phone_shows_a_card_for_each_setting(page: Page, run_ids: list[str]) -> None:
    page.set_viewport_size(PHONE)
    comparison = open_comparison(page, run_ids)
    expect(comparison.locator(".comparison-differences table")).to_have_count(0)
    seed = comparison.locator(".comparison-card", has_text="Seed").first
    expect(seed.locator("dd").first).to_have_text("1, 3")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
