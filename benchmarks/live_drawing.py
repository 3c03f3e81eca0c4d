"""Measures the time in which a browser draws a new point, early in a run and after 10,000 steps."""

import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from benchmarks.report import print_line, print_ratio, print_values
from pruning_core import PolynomialDecay, TrainingPlan
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import MasksMeasured, RunEvent, RunStarted, StepMeasured
from pruning_core.store.store import RunStore
from tests.browser.conftest import FLAGS, chromium
from tests.server import start_server

TURNS = 5
POINTS_PER_TURN = 12
EARLY, LATE = 10, 10_000
FREQUENCY = 100
MILLISECONDS_TO_PAINT = 100
OWNER = "benchmark"
RECORD_DRAWINGS = """() => {
    if (window.drawings) return;
    window.drawings = [];
    const react = window.Plotly.react;
    let startedAt = null;
    window.Plotly.react = (...values) => {
        if (startedAt === null) {
            startedAt = performance.now();
            // The time ends when the browser has laid out and painted the drawing.
            requestAnimationFrame(() => setTimeout(() => {
                window.drawings.push(performance.now() - startedAt);
                startedAt = null;
            }));
        }
        return react(...values);
    };
}"""


def main() -> None:
    """Measure both times alternately. Print the milliseconds and their ratio."""
    early_times: list[float] = []
    late_times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        with start_server(data_dir) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            store = RunStore(f"sqlite:///{data_dir}/runs.db")
            page = browser.new_page(base_url=server.url)
            runs = {length: run_of(store, length) for length in (EARLY, LATE)}
            steps = {length: length for length in runs}
            for turn in range(TURNS + 1):
                for length, medians in ((EARLY, early_times), (LATE, late_times)):
                    times = drawing_times(page, store, runs[length], steps[length])
                    steps[length] += POINTS_PER_TURN
                    if turn:  # the first turn is a warm-up: the browser loads and compiles scripts
                        medians.append(median(times))
            store.close()
            browser.close()
    print_values(f"a drawing after about {EARLY} steps", early_times, "ms")
    print_values(f"a drawing after {LATE:,} steps", late_times, "ms")
    print_ratio("late divided by early", late_times, early_times, "1: the same cost at any length")


def run_of(store: RunStore, length: int) -> str:
    """Create a run with `length` steps in its log. Return its id."""
    schedule = PolynomialDecay(
        initial_sparsity=0.0,
        final_sparsity=0.8,
        begin_step=0,
        end_step=20_000,
        frequency=FREQUENCY,
    )
    plan = TrainingPlan(num_examples=1_000, batch_size=10, epochs=300)
    run_id = store.create(RunConfig(schedule=schedule, plan=plan, dataset="digits"))
    store.claim(run_id, OWNER)
    events: list[RunEvent] = [
        RunStarted(total_steps=30_000, steps_per_epoch=100, kernels=ARTICLE_CONVNET, versions={})
    ]
    for step in range(1, length + 1):
        events += events_of(step)
    store.append(run_id, OWNER, events)
    print_line(f"  a run of {length:,} steps is ready")
    return run_id


def events_of(step: int) -> list[RunEvent]:
    """The events of a step: its loss and accuracy, and the masks if it is an update."""
    events: list[RunEvent] = [
        StepMeasured(
            step=step, loss=1 + step % 7 / 10, accuracy=step % 11 / 11, scheduled_sparsity=0.5
        )
    ]
    if step == 1 or step % FREQUENCY == 0:
        sparsity = min(0.8, step / 20_000)
        kept = tuple(round(kernel.n_weights * (1 - sparsity)) for kernel in ARTICLE_CONVNET)
        events.append(
            MasksMeasured(
                step=step,
                kept=kept,
                predicted=kept,
                scheduled_sparsity=(sparsity,) * 4,
                measured_sparsity=(sparsity,) * 4,
                thresholds=(0.01,) * 4,
                pruned=(1,) * 4,
                regrown=(0,) * 4,
            )
        )
    return events


def drawing_times(page: Page, store: RunStore, run_id: str, last_step: int) -> list[float]:
    """For each new point, the milliseconds from the start of its drawing to the painted frame."""
    page.goto(f"/training?run={run_id}")
    is_step_visible = "step => document.querySelector('.live-run-where')?.textContent.startsWith(`step ${step} of`)"
    page.wait_for_function(is_step_visible, arg=f"{last_step:,}")
    page.wait_for_function("document.querySelector('.live-run-plot').data")
    page.evaluate(RECORD_DRAWINGS)
    for step in range(last_step + 1, last_step + 1 + POINTS_PER_TURN):
        store.append(run_id, OWNER, events_of(step))
        page.wait_for_function(is_step_visible, arg=f"{step:,}")
        page.wait_for_timeout(MILLISECONDS_TO_PAINT)
    times: list[float] = page.evaluate("window.drawings")
    return times
