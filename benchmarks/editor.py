"""Measures the schedule editor in headless Chromium: from a key press to the painted curve, and the first paint.

The same key presses are measured alternately on the editor, on `st.plotly_chart` in a fragment, and on a
minimal page, which changes one attribute of one path.
"""

import tempfile
from pathlib import Path
from statistics import median

import numpy as np
import psutil
from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from benchmarks.editor_pages import (
    ADDRESS,
    CURVE,
    RECORD_FIRST_PAINT,
    RECORD_TIMES,
    TITLE,
    open_explorer,
    open_fragment,
    open_minimal_page,
    open_offline_page,
    page_server,
)
from benchmarks.report import print_line, print_ratio
from tests.browser.conftest import FLAGS, chromium
from tests.browser.editor.editor import handle, middle, parameter, staircase
from tests.server import Server, start_server

TURNS = 5
PRESSES = 40
SINGLE_PRESSES, HELD_KEY = (100, 160), (33, 36)
"""The minimum and maximum milliseconds between two presses: for single presses, and for a key that is held down."""
FIRST_PAINTS = 15


def main() -> None:
    """Print every measurement with its target."""
    with (
        tempfile.TemporaryDirectory() as folder,
        start_server(Path(folder)) as server,
        page_server(Path(folder), "plotly_fragment") as plotly,
        page_server(Path(folder), "bare_page") as bare,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        measure_first_paint(browser, server.url, bare)
        measure_keys(browser, server, plotly)
        measure_drag(browser, server)
        measure_long_trainings(browser, Path(folder))
        browser.close()
        megabytes = psutil.Process(server.process.pid).memory_info().rss / 2**20
        print_line(f"memory of the idle web server: {megabytes:.0f} MiB (target under 250)")


def measure_first_paint(browser: Browser, explorer: str, bare: str) -> None:
    """Measure the first paint of the explorer and of a bare Streamlit page alternately, with empty caches."""
    explorer_times, bare_times = [], []
    for _ in range(FIRST_PAINTS + 1):
        explorer_times.append(first_paint(browser, explorer, CURVE))
        bare_times.append(first_paint(browser, bare, TITLE))
    print_ratio(
        "first visitor of the server: explorer divided by bare page",
        explorer_times[:1],
        bare_times[:1],
        "at most 1.3",
    )
    explorer_times, bare_times = explorer_times[1:], bare_times[1:]
    print_times("first paint of the explorer", explorer_times, "at most 1,500")
    print_times("first paint of a bare Streamlit page", bare_times, "-")
    print_ratio("explorer divided by bare page", explorer_times, bare_times, "at most 1.0")
    ratio_of_p95 = np.percentile(explorer_times, 95) / np.percentile(bare_times, 95)
    print_line(f"the same at p95: {ratio_of_p95:.2f} (target at most 1.0)")


def first_paint(browser: Browser, address: str, selector: str) -> float:
    """Open a page in a new context. Return the milliseconds from the answer of the server to the first paint."""
    context = browser.new_context(base_url=address)
    context.add_init_script(f"({RECORD_FIRST_PAINT})({selector!r})")
    page = context.new_page()
    page.goto("/")
    page.wait_for_function("window.firstPaint")
    milliseconds: float = page.evaluate("window.firstPaint")
    context.close()
    return milliseconds


def measure_keys(browser: Browser, server: Server, plotly: str) -> None:
    """Press keys on the power, alternately in the editor, on the minimal page and in the fragment."""
    editor = open_explorer(browser, server)
    minimal = open_minimal_page(browser)
    fragment = open_fragment(browser, plotly)
    for page, selector in (
        (editor, ".lab-chart"),
        (minimal, ".lab-chart"),
        (fragment, "[data-testid=stMain]"),
    ):
        page.bring_to_front()
        page.wait_for_timeout(2_000)
        page.evaluate(RECORD_TIMES, selector)
    editor_times, held_times, fragment_times, minimal_times, minimal_held_times = [], [], [], [], []
    for _ in range(TURNS):
        editor_times += press(editor, "power", PRESSES, pause=SINGLE_PRESSES)
        minimal_times += press(minimal, "power", PRESSES, pause=SINGLE_PRESSES)
        held_times += press(editor, "power", PRESSES, pause=HELD_KEY)
        minimal_held_times += press(minimal, "power", PRESSES, pause=HELD_KEY)
        fragment_times += press(fragment, "power", 4, pause=None)
    print_times(
        "key to painted curve, three schedules, 10,000 steps", editor_times, "p95 at most 16.7"
    )
    print_difference("the minimal page", minimal_times, editor_times)
    print_times("the same while a key is held down", held_times, "p95 at most 16.7")
    print_difference("the minimal page, key held down", minimal_held_times, held_times)
    print_times("the same with st.plotly_chart in a fragment", fragment_times, "-")
    print_ratio("fragment divided by editor", fragment_times, editor_times, "at least 20")
    for page in (editor, minimal, fragment):
        page.close()


def press(page: Page, name: str, presses: int, *, pause: tuple[int, int] | None) -> list[float]:
    """Press keys on a parameter of a page. Return the milliseconds from each press to its painted curve.

    With a pause, the keys change a number field of the editor. Without a pause, they move a slider,
    and each press waits until the curve of the previous press is painted.
    """
    page.bring_to_front()
    page.evaluate("window.times = []")
    target = parameter(page, name) if pause else page.get_by_role("slider", name=name).first
    target.focus()
    generator = np.random.default_rng(0)
    for index in range(presses):
        page.keyboard.press("ArrowUp" if index % 2 == 0 else "ArrowDown")
        if pause is None:
            page.wait_for_function("count => window.times.length >= count", arg=index + 1)
        page.wait_for_timeout(float(generator.uniform(*(pause or (300, 400)))))
    times: list[float] = page.evaluate("window.times")
    return times


def measure_drag(browser: Browser, server: Server) -> None:
    """Count the bytes on the websocket while a handle is dragged."""
    page = browser.new_page(base_url=server.url)
    frames: list[int] = []

    def listen(socket: WebSocket) -> None:
        for direction in ("framesent", "framereceived"):
            socket.on(direction, lambda frame: frames.append(len(frame)))

    page.on("websocket", listen)
    page.goto(ADDRESS)
    staircase(page)
    page.wait_for_timeout(2_000)
    x, y = middle(handle(page, "end"))
    page.mouse.move(x, y)
    page.mouse.down()
    frames.clear()
    for move in range(60):
        page.mouse.move(x - 3 * move, y + move)
    print_line(
        f"bytes over the websocket in 60 moves of a dragged handle: {sum(frames)} (target 0)"
    )
    page.mouse.up()
    page.close()


def measure_long_trainings(browser: Browser, folder: Path) -> None:
    """Press the same keys on the offline page, alternately for trainings and networks of different sizes."""
    sizes = ((10_000, 1), (1_000_000, 500), (10_000_000, 1))
    pages = {size: open_offline_page(browser, folder, *size) for size in sizes}
    times: dict[tuple[int, int], list[float]] = {size: [] for size in sizes}
    for _ in range(TURNS):
        for size, page in pages.items():
            times[size] += press(page, "power", PRESSES, pause=SINGLE_PRESSES)
    for (total, n_layers), milliseconds in times.items():
        print_times(
            f"offline page, three schedules, {total:,} steps, layers: {n_layers}",
            milliseconds,
            "p95 at most 16.7",
        )


def print_times(name: str, milliseconds: list[float], target: str) -> None:
    """Print the median and the 95th percentile."""
    p95 = float(np.percentile(milliseconds, 95))
    print_line(
        f"{name}: p50 {median(milliseconds):.1f} ms, p95 {p95:.1f} ms "
        f"of {len(milliseconds)} (target {target} ms)"
    )


def print_difference(name: str, minimal: list[float], editor: list[float]) -> None:
    """Print the times of the minimal page, and the additional time of the editor."""
    median_added, p95_added = np.percentile(editor, [50, 95]) - np.percentile(minimal, [50, 95])
    print_times(name, minimal, "-")
    print_line(f"the editor takes longer by: p50 {median_added:+.1f} ms, p95 {p95_added:+.1f} ms")
