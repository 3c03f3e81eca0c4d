"""The pages on which the editor benchmark presses keys, and the scripts that record the times."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from pages.components.schedule_editor import EDITOR, STYLE
from pages.components.schedule_editor.value import EditorValue, describe
from pages.components.session.lab_state import NamedSchedule
from pages.components.session.layer_plan import LayerPlan
from pruning_core import ConstantSparsity, LayerTable, PolynomialDecay, Schedule, TrainingPlan
from pruning_core.exports import offline_page
from tests.browser.editor.editor import staircase
from tests.server import ROOT, Server, free_port, wait_until_healthy

RECORD_TIMES = """selector => {
    window.times = [];
    let pressedAt = null;
    const recordPaint = () => requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => {
            if (pressedAt === null) return;
            window.times.push(performance.now() - pressedAt);
            pressedAt = null;
        };
        after.port2.postMessage(null);
    });
    document.addEventListener("keydown", (event) => { pressedAt = event.timeStamp; }, true);
    new MutationObserver(recordPaint).observe(document.querySelector(selector), {
        subtree: true, childList: true, attributes: true, attributeFilter: ["d"] });
}"""
RECORD_FIRST_PAINT = """selector => {
    const findElement = () => {
        if (!document.querySelector(selector)) { requestAnimationFrame(findElement); return; }
        requestAnimationFrame(() => {
            const [navigation] = performance.getEntriesByType("navigation");
            window.firstPaint = performance.now() - navigation.responseEnd;
        });
    };
    requestAnimationFrame(findElement);
}"""
CURVE, TITLE = ".lab-stairs[d^=M]", "[data-testid=stMain] h1"
"""The elements whose first paint is measured: the curve of the explorer, and the title of the bare page."""
MINIMAL_PAGE = """
    <input type="number" aria-label="power" value="3" step="0.1">
    <svg class="lab-chart" width="600" height="400"><path fill="none" stroke="currentColor"/></svg>
    <script>
    const path = document.querySelector("path");
    document.querySelector("input").addEventListener("input", ({ target }) => {
        path.setAttribute("d", `M0 0L600 ${20 * target.value}`);
    });
    </script>"""
"""No page can be faster. Its times are the times that the browser needs for a key and a frame."""
ADDRESS = "/?dataset=digits&num_examples=1437&batch_size=23&epochs=200&" + "&".join(
    [
        "begin_step=1000&end_step=9000&frequency=100",
        "schedule.2=PolynomialDecay&begin_step.2=500&end_step.2=8000&frequency.2=100",
        "schedule.3=ConstantSparsity&begin_step.3=2000&end_step.3=-1&frequency.3=100",
    ]
)


@contextmanager
def page_server(folder: Path, script: str) -> Iterator[str]:
    """Serve a script of this folder as a page, and yield its address."""
    port, log_file = free_port(), folder / f"{script}.log"
    command = [sys.executable, "-m", "streamlit", "run", f"benchmarks/{script}.py"]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    with log_file.open("wb") as log:
        process = subprocess.Popen([*command, *options], cwd=ROOT, stdout=log, stderr=log)
    server = Server(process=process, url=f"http://127.0.0.1:{port}", log_file=log_file)
    try:
        wait_until_healthy(server)
        yield server.url
    finally:
        server.terminate()


def open_explorer(browser: Browser, server: Server) -> Page:
    """The explorer with three schedules."""
    page = browser.new_page(base_url=server.url)
    page.goto(ADDRESS)
    staircase(page)
    return page


def open_minimal_page(browser: Browser) -> Page:
    """The page that changes one attribute of one path."""
    page = browser.new_page()
    page.set_content(MINIMAL_PAGE)
    return page


def open_fragment(browser: Browser, address: str) -> Page:
    """The page with `st.plotly_chart` in a fragment."""
    page = browser.new_page()
    page.goto(address)
    page.locator(".js-plotly-plot .trace path.js-line").first.wait_for(state="attached")
    return page


def open_offline_page(browser: Browser, folder: Path, total: int, n_layers: int = 1) -> Page:
    """The offline page with three schedules, for a training of `total` steps and a network of some layers."""
    schedules: tuple[Schedule, ...] = (
        PolynomialDecay(
            initial_sparsity=0.0, final_sparsity=0.875, begin_step=total // 10, end_step=total
        ),
        PolynomialDecay(
            initial_sparsity=0.2, final_sparsity=0.7, begin_step=0, end_step=total, frequency=1
        ),
        ConstantSparsity(target_sparsity=0.5, begin_step=total // 5),
    )
    table = LayerTable.read("\n".join(f"{64 + layer}x{100 + layer}" for layer in range(n_layers)))
    value = EditorValue(
        schedules=tuple(
            NamedSchedule(name=name, schedule=schedule)
            for name, schedule in zip("ABC", schedules, strict=True)
        ),
        plan=TrainingPlan(num_examples=total // 10, batch_size=1, epochs=10),
        layers=LayerPlan(title="Benchmark", table=table),
    )
    data = {"edition": 0, "errors": None, **describe(value), "findings": None, "scope": None}
    file = folder / f"offline-{total}-{n_layers}.html"
    text = offline_page(script=EDITOR.read(), style=STYLE, data=data, title="Benchmark")
    file.write_text(text, "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    staircase(page)
    page.evaluate(RECORD_TIMES, ".lab-chart")
    return page
