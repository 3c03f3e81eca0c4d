"""Measures the page with all runs: 10,000 runs in its store, their first paint, filters, and the news of a new run."""

import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.editor_pages import RECORD_FIRST_PAINT, TITLE, page_server
from benchmarks.report import print_line, print_ratio, print_values
from pruning_core.runs.run_list.query import NumberRange, RunQuery
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from tests.browser.conftest import FLAGS, chromium
from tests.examples import short_run
from tests.many_runs import add_many_runs
from tests.server import start_server

RUNS = 10_000
FIRST_PAINTS = 8
FILTERS = 60
NEW_RUNS = 8
ENDED = tuple(state for state in RunState if state.ended)
FIRST_ROW = "#runs-row-0:not(.runs-loading) .runs-name"
QUERIES = {
    "no filter": RunQuery(),
    "the end of the list": RunQuery(offset=RUNS - 100),
    "sorted by accuracy": RunQuery(sort="accuracy"),
    "two words": RunQuery(text="strasse falls"),
    "four filters": RunQuery(
        states=("finished",),
        datasets=("digits",),
        sparsity=NumberRange(least=0.6),
        accuracy=NumberRange(least=0.8),
    ),
}
TIME_OF_FILTER = """async ([group, value]) => {
  const frame = () => new Promise(requestAnimationFrame);
  const box = [...document.querySelectorAll(".runs-choices input")].find(
    (input) => input.value === value && input.closest("fieldset").textContent.includes(group));
  const start = performance.now();
  box.click();
  await frame();
  await frame();
  while (document.querySelector(".runs-loading")) await frame();
  return performance.now() - start;
}"""


def main() -> None:
    """Print every measurement with its target."""
    with (
        tempfile.TemporaryDirectory() as folder,
        page_server(Path(folder), "bare_page") as bare,
        sync_playwright() as playwright,
    ):
        data_dir = Path(folder) / "lab"
        data_dir.mkdir()
        store = RunStore(f"sqlite:///{data_dir}/runs.db")
        add_many_runs(store, RUNS, states=ENDED)
        measure_queries(store)
        with start_server(data_dir) as server:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            measure_first_paint(browser, f"{server.url}/runs", bare)
            page = browser.new_page(base_url=server.url)
            page.goto("/runs")
            page.locator(FIRST_ROW).wait_for()
            page.wait_for_timeout(2_000)
            measure_filters(page)
            measure_news(page, store)
            browser.close()
        store.close()


def measure_queries(store: RunStore) -> None:
    """Measure the processor time of queries, and their ratio to reading the rows of the last hundred runs."""
    times = {
        name: [processor_ms(store, query) for _ in range(9)] for name, query in QUERIES.items()
    }
    for name, milliseconds in times.items():
        print_line(f"query, {name}: {median(milliseconds):.1f} ms of processor time")
    slowest = max(times.values(), key=median)
    print_ratio(
        "slowest query divided by the first rows", slowest, times["no filter"], "at most 20"
    )


def processor_ms(store: RunStore, query: RunQuery) -> float:
    """The processor time of a query in milliseconds, which other programs do not change much."""
    started_at = time.process_time()
    store.search_runs(query)
    return 1000 * (time.process_time() - started_at)


def measure_first_paint(browser: Browser, runs: str, bare: str) -> None:
    """Measure the first row of the list and a bare Streamlit page alternately, with empty caches."""
    runs_times, bare_times = [], []
    for _ in range(FIRST_PAINTS + 1):
        runs_times.append(first_paint(browser, runs, FIRST_ROW))
        bare_times.append(first_paint(browser, bare, TITLE))
    print_values(f"first paint of {RUNS:,} runs (target 1,500)", runs_times[1:], "ms")
    print_values("first paint of a bare Streamlit page", bare_times[1:], "ms")
    print_ratio("list divided by bare page", runs_times[1:], bare_times[1:], "at most 1.5")


def first_paint(browser: Browser, address: str, selector: str) -> float:
    """Open a page in a new context. Return the milliseconds from the answer of the server to the first paint."""
    context = browser.new_context()
    context.add_init_script(f"({RECORD_FIRST_PAINT})({selector!r})")
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("window.firstPaint")
    milliseconds: float = page.evaluate("window.firstPaint")
    context.close()
    return milliseconds


def measure_filters(page: Page) -> None:
    """Click on filters. Measure the time until every row in the window is loaded and painted."""
    choices = [
        ("State", "finished"),
        ("Data", "digits"),
        ("Schedule", "dense"),
        ("State", "failed"),
        ("Network", "mlp"),
    ]
    times: list[float] = [
        page.evaluate(TIME_OF_FILTER, choices[index % len(choices)]) for index in range(FILTERS)
    ]
    print_line(
        f"click on a filter to painted rows: p50 {median(times):.0f} ms, "
        f"p95 {np.percentile(times, 95):.0f} ms (target 300)"
    )


def measure_news(page: Page, store: RunStore) -> None:
    """Create runs. Measure the time until the page shows each of them."""
    page.goto("/runs?find=news")
    page.locator(".runs-table").wait_for()
    page.wait_for_timeout(2_000)
    seconds = []
    for index in range(NEW_RUNS):
        started_at = time.monotonic()
        run_id = store.create(short_run(seed=index), name=f"news {index}")
        page.get_by_role("link", name=f"news {index}", exact=True).wait_for()
        seconds.append(time.monotonic() - started_at)
        store.request_stop(run_id)
    print_values("a new run appears (target 1)", seconds, "s")
