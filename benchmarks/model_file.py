"""Measures how long the explorer needs to list the layers of model files of 100 MB, in headless Chromium.

The time starts when the file is chosen, and ends when the browser has read it. The second time ends when the page
shows the table of layers.
"""

import json
import tempfile
import zipfile
from pathlib import Path

import h5py
import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import print_line, print_values
from tests.browser.conftest import FLAGS, chromium
from tests.server import start_server

TURNS = 5
N_LAYERS, SIDE = 100, 512
"""100 layers of 512 x 512 weights have 105 MB in float32."""
RECORD_TIMES = """() => {
    window.times = {};
    let chosenAt = null;
    document.addEventListener("change", (event) => {
        if (event.target.type === "file") { chosenAt = performance.now(); window.times = {}; }
    }, true);
    new MutationObserver(() => {
        if (chosenAt === null) return;
        const passed = performance.now() - chosenAt;
        const status = document.querySelector(".model-file-status")?.textContent ?? "";
        if (status.endsWith("is read.")) window.times.read ??= passed;
        if (window.times.read && document.querySelector(".layer-table tbody tr")) window.times.shown ??= passed;
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def main() -> None:
    """Measure both formats alternately, each time on a new page."""
    with tempfile.TemporaryDirectory() as folder:
        files = (write_keras_file(Path(folder)), write_h5_file(Path(folder)))
        for file in files:
            print_line(f"{file.name}: {file.stat().st_size / 1e6:.0f} MB, {N_LAYERS} layers")
        times: dict[str, list[dict[str, float]]] = {file.name: [] for file in files}
        with start_server(Path(folder) / "data") as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            for _turn in range(TURNS):
                for file in files:
                    page = browser.new_page(base_url=server.url)
                    times[file.name].append(open_file(page, file))
                    page.close()
            browser.close()
    for name, measured in times.items():
        print_values(
            f"{name}, file chosen to file read (target at most 1,000 ms)",
            [each["read"] for each in measured],
            "ms",
        )
        print_values(
            f"{name}, file chosen to table shown", [each["shown"] for each in measured], "ms"
        )


def open_file(page: Page, file: Path) -> dict[str, float]:
    """Choose a file on a new page of the explorer. Return both times in milliseconds."""
    page.goto("/?dataset=digits&num_examples=1437&batch_size=6&epochs=1")
    menu = page.get_by_role("combobox", name="Network")
    menu.evaluate("each => each.scrollIntoView({ block: 'center' })")
    menu.click()
    page.get_by_role("option", name="My network").click()
    page.locator(".model-file input").wait_for()
    page.wait_for_timeout(1_000)
    page.evaluate(RECORD_TIMES)
    page.locator(".model-file input").set_input_files(file)
    page.wait_for_function("() => window.times.shown")
    times: dict[str, float] = page.evaluate("window.times")
    return times


def config() -> str:
    """The config of a model of Keras with many Dense layers."""
    layers = [
        {
            "class_name": "Dense",
            "config": {"name": f"dense_{index}", "units": SIDE, "activation": "relu"},
            "build_config": {"input_shape": [None, SIDE]},
        }
        for index in range(N_LAYERS)
    ]
    return json.dumps({"class_name": "Sequential", "config": {"name": "deep", "layers": layers}})


def write_keras_file(folder: Path) -> Path:
    """Write a `.keras` file, whose weights are random, so no tool can make them small."""
    path = folder / "model.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", config())
        generator = np.random.default_rng(0)
        archive.writestr("model.weights.h5", generator.bytes(4 * N_LAYERS * SIDE * SIDE))
    return path


def write_h5_file(folder: Path) -> Path:
    """Write an `.h5` file with the config and the weights of the model."""
    path = folder / "model.h5"
    generator = np.random.default_rng(0)
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = config().encode()
        for index in range(N_LAYERS):
            name = f"dense_{index}"
            weights = generator.standard_normal((SIDE, SIDE)).astype(np.float32)
            file[f"model_weights/{name}/{name}/kernel:0"] = weights
    return path
