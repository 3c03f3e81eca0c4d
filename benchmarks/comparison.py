"""Measures the page that compares runs: from the click on its link to its table and its charts, and the hover line."""

import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

from playwright.sync_api import Page, sync_playwright

from benchmarks.report import print_line, print_values
from pruning_core import PolynomialDecay, TrainingPlan
from pruning_core.prediction.masks import update_steps
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import EpochMeasured, RunEvent, StepMeasured
from pruning_core.store.store import RunStore
from tests.browser.conftest import FLAGS, chromium, wait_until_idle
from tests.run_logs import end_of, masks, start_of
from tests.server import start_server

TURNS = 3
MANY_RUNS, RUNS_OF_CURVES = 50, 6
STEPS, SHORT_STEPS = 5_000, 200
HOVERS = 120
TWENTY = 20
OWNER = "benchmark"
SCHEDULE = PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=STEPS, frequency=100
)
CLICK_AND_WAIT = """([label, selector]) => new Promise(resolve => {
    const clickedAt = performance.now();
    const look = () => {
        if (!document.querySelector(selector)) { requestAnimationFrame(look); return; }
        // The time ends when the browser has laid out and painted the element.
        requestAnimationFrame(() => setTimeout(() => resolve((performance.now() - clickedAt) / 1000)));
    };
    [...document.querySelectorAll("a")].find(link => link.textContent.includes(label)).click();
    look();
})"""
RECORD_HOVERS = """() => {
    window.hovers = [];
    let movedAt = null;
    document.addEventListener("pointermove", event => { movedAt ??= event.timeStamp; }, true);
    // The page draws in an animation frame. The message arrives after this frame is painted.
    new MutationObserver(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => {
            if (movedAt === null) return;
            window.hovers.push(performance.now() - movedAt);
            movedAt = null;
        };
        after.port2.postMessage(null);
    }).observe(document.querySelector(".comparison-charts"), {
        subtree: true, attributes: true, attributeFilter: ["d"] });
}"""
TABLE = ".comparison-differences table"
CHARTS = ".comparison-loading[hidden]"


def main() -> None:
    """Print the seconds to the table of 50 runs and to the charts of 6 runs, and the time of a hover line."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        with start_server(data_dir) as server, sync_playwright() as playwright:
            store = RunStore(f"sqlite:///{data_dir}/runs.db")
            many = store_runs(store, plan_of(SHORT_STEPS), MANY_RUNS, first_seed=0)
            sets = [
                store_runs(store, plan_of(STEPS), RUNS_OF_CURVES, learning_rate=0.001 * (turn + 1))
                for turn in range(TURNS)
            ]
            store.close()
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = browser.new_page(base_url=server.url, viewport={"width": 1280, "height": 1000})
            tables = [seconds_to(page, many, TABLE) for _turn in range(TURNS + 1)][1:]
            charts = [seconds_to(page, run_id, CHARTS) for run_id in sets]
            hovers = hover_times(page)
            browser.close()
    print_values(f"differences of {MANY_RUNS} runs after the click (target 1 s)", tables, "s")
    print_values(
        f"charts of {RUNS_OF_CURVES} runs of {STEPS:,} steps after the click (target 1.0 s)",
        charts,
        "s",
    )
    p95 = quantiles(hovers, n=TWENTY)[-1]
    print_line(f"hover line in all charts: p95 {p95:.1f} ms of {len(hovers)} (target 16.7 ms)")


def plan_of(steps: int) -> TrainingPlan:
    """A plan of ten epochs with this number of steps."""
    return TrainingPlan(num_examples=steps // 10, batch_size=1, epochs=10, validation_split=0.0)


def store_runs(
    store: RunStore,
    plan: TrainingPlan,
    n_runs: int,
    *,
    first_seed: int = 0,
    learning_rate: float = 0.001,
) -> str:
    """Store finished runs that differ only in their seed. Return the id of one of them."""
    config = RunConfig(
        schedule=SCHEDULE, plan=plan, dataset="digits", network="mlp", learning_rate=learning_rate
    )
    run_id = ""
    for seed in range(first_seed, first_seed + n_runs):
        run_id = store.create(replace(config, seed=seed))
        store.claim(run_id, OWNER)
        store.append(run_id, OWNER, events_of(config, seed))
    return run_id


def events_of(config: RunConfig, seed: int) -> list[RunEvent]:
    """The events of a run, with numbers that jump as those of real batches."""
    plan = config.plan
    updates = set(update_steps(SCHEDULE, plan.total_steps).tolist())
    events: list[RunEvent] = [start_of(config)]
    for step in range(1, plan.total_steps + 1):
        loss = 2 / step**0.5 + (step * 7 + seed) % 13 / 100
        accuracy = 0.9 - 0.5 / step**0.5 + (step * 5 + seed) % 11 / 200
        events.append(StepMeasured(step=step, loss=loss, accuracy=accuracy, scheduled_sparsity=0.5))
        if step in updates:
            events.append(masks(config, step))
        if step % plan.steps_per_epoch == 0:
            events.append(
                EpochMeasured(
                    epoch=step // plan.steps_per_epoch,
                    step=step,
                    loss=loss,
                    accuracy=accuracy,
                    validation_loss=loss,
                    validation_accuracy=accuracy,
                )
            )
    return [*events, end_of(config)]


def seconds_to(page: Page, run_id: str, selector: str) -> float:
    """The seconds from the click on a run's link to its comparison until an element is painted."""
    page.goto(f"/run?run={run_id}")
    page.get_by_text("of other seeds").wait_for()
    wait_until_idle(page)
    seconds: float = page.evaluate(CLICK_AND_WAIT, ["of other seeds", selector])
    return seconds


def hover_times(page: Page) -> list[float]:
    """The milliseconds from each movement of the mouse until the hover line is painted in all charts."""
    plot = page.locator(".comparison-plot").first
    plot.scroll_into_view_if_needed()
    wait_until_idle(page)
    box = plot.bounding_box()
    if box is None:
        return []
    page.evaluate(RECORD_HOVERS)
    for number in range(HOVERS):
        x = box["x"] + 70 + (number * 37) % (box["width"] - 100)
        page.mouse.move(x, box["y"] + box["height"] / 2)
        page.wait_for_timeout(30)
    times: list[float] = page.evaluate("window.hovers")
    return times
