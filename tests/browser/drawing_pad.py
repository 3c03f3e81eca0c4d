"""Functions for browser tests of the drawing pad: they create runs, draw, and read the predictions."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tf_keras as keras
from playwright.sync_api import FloatRect, Locator, Page, expect

from pruning_core.data.datasets import load_dataset
from pruning_core.data.facts import DATASETS
from pruning_core.results.litert import LiteNetwork, pixels
from pruning_core.results.model_results import FLOAT
from pruning_core.results.results import artifacts_folder, read_results
from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from pruning_core.training.artifacts.artifacts import save_artifacts
from tests.browser.conftest import MILLISECONDS_TO_WAIT
from tests.examples import FINISHED, started_event

MILLISECONDS_WITHOUT_MOVEMENT = 700
MAX_ATTEMPTS = 60
NETWORK_INPUT = """() => {
    const canvas = document.querySelector(".draw-digit-seen");
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    return Array.from({ length: 784 }, (_, index) => data[index * 4]);
}"""
SHOWN_PROBABILITIES = """() => [...document.querySelectorAll(".draw-digit-network")].map(
    (network) => [...network.querySelectorAll("b")].map((probability) => probability.textContent))"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lab:
    """A data directory with finished runs and their model files."""

    data_dir: Path
    pruned_id: str
    dense_id: str
    mnist_id: str
    fashion_id: str

    def network(self, run_id: str) -> LiteNetwork:
        """The network in the model file of a run."""
        return LiteNetwork((artifacts_folder(self.data_dir, run_id) / FLOAT).read_bytes())


def create_finished_run(store: RunStore, data_dir: Path, config: RunConfig, seed: int) -> str:
    """Train a network and store a finished run with its model files. Return the id of the run."""
    dataset = load_dataset("digits")
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Flatten(input_shape=(28, 28, 1)), keras.layers.Dense(10, "softmax")]
    model = keras.Sequential(layers)
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    model.fit(pixels(dataset.x_train), dataset.y_train.astype(np.int64), epochs=5, verbose=0)
    run_id = str(store.create(config))
    store.claim(run_id, "worker")
    folder = artifacts_folder(data_dir, run_id)
    folder.mkdir(parents=True)
    save_artifacts(model, config, dataset, folder)
    models = read_results(folder).without_answers
    store.append(run_id, "worker", [started_event(), FINISHED], models=models)
    return run_id


def copy_run(lab: Lab, run_id: str) -> tuple[str, Path]:
    """Copy a run and its model files. Return the id and the folder of the copy."""
    store = RunStore(f"sqlite:///{lab.data_dir}/runs.db")
    copy = str(store.create(store.get(run_id).config))
    store.claim(copy, "worker")
    folder = artifacts_folder(lab.data_dir, copy)
    shutil.copytree(artifacts_folder(lab.data_dir, run_id), folder)
    models = read_results(folder).without_answers
    store.append(copy, "worker", [started_event(), FINISHED], models=models)
    store.close()
    return copy, folder


def truncate(path: Path) -> None:
    """Cut off the second half of a file."""
    os.truncate(path, path.stat().st_size // 2)


def open_pad(page: Page, run_id: str, dataset: str = "digits") -> None:
    """Open the page of a run, and open the pad on it."""
    page.goto(f"/run?run={run_id}")
    page.get_by_text(DATASETS[dataset].drawing.title, exact=True).click()
    expect(page.locator(".draw-digit-spoken")).to_have_text(
        DATASETS[dataset].drawing.prompt, timeout=MILLISECONDS_TO_WAIT
    )


def rectangle_of(pad: Locator) -> FloatRect:
    """Wait until the pad is in view and does not move. Return its rectangle."""
    for _attempt in range(MAX_ATTEMPTS):
        pad.scroll_into_view_if_needed()  # an element above the pad can load late, and push the pad out of view
        old_rectangle = pad.bounding_box()
        pad.page.wait_for_timeout(MILLISECONDS_WITHOUT_MOVEMENT)
        rectangle, window = pad.bounding_box(), pad.page.viewport_size
        if rectangle is not None and window is not None and rectangle == old_rectangle:
            bottom = rectangle["y"] + rectangle["height"]
            if rectangle["y"] >= 0 and bottom <= window["height"]:
                return rectangle
    raise AssertionError("the pad should be in view and not move")


def draw(page: Page, *points: tuple[float, float]) -> None:
    """Draw a line with the mouse; the coordinates of a point are fractions of the pad's width and height."""
    box = rectangle_of(page.locator(".draw-digit-pad"))
    coordinates = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*coordinates[0])
    page.mouse.down()
    for point in coordinates[1:]:
        page.mouse.move(*point, steps=5)
    page.mouse.up()


def network_input(page: Page) -> np.ndarray:
    """The input of the networks: the image on the page, uint8 (28, 28)."""
    return np.array(page.evaluate(NETWORK_INPUT), np.uint8).reshape(28, 28)


def wait_for_answers(page: Page, *networks: LiteNetwork) -> None:
    """Wait until the bars show the outputs of these networks for the image on the page."""
    expected = [
        [
            f"{probability * 100:.1f}"
            for probability in network.compute(network_input(page)[np.newaxis])[0].tolist()
        ]
        for network in networks
    ]
    page.wait_for_function(
        f"""(expected) => JSON.stringify(({SHOWN_PROBABILITIES})().map((network) => network.map(
            (probability) => probability.replace(" %", "")))) === JSON.stringify(expected)""",
        arg=expected,
    )
