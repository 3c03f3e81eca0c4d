"""The drawing pad in a real browser: it makes an image as in MNIST, and the networks classify the image."""

import json
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
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
from tests.browser.conftest import MILLISECONDS_TO_WAIT, start_server_for_pages
from tests.examples import FINISHED, short_run, started_event
from tests.server import Server

MILLISECONDS_WITHOUT_MOVEMENT = 700
MAX_ATTEMPTS = 60
NETWORK_INPUT = """() => {
    const canvas = document.querySelector(".draw-digit-seen");
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    return Array.from({ length: 784 }, (_, index) => data[index * 4]);
}"""
SHOWN_PROBABILITIES = """() => [...document.querySelectorAll(".draw-digit-network")].map(
    (network) => [...network.querySelectorAll("b")].map((share) => share.textContent))"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lab:
    """A data directory with finished runs and their model files."""

    data_dir: Path
    pruned: str
    dense: str
    mnist: str
    fashion: str

    def network(self, run_id: str) -> LiteNetwork:
        """The network in the model file of a run."""
        return LiteNetwork((artifacts_folder(self.data_dir, run_id) / FLOAT).read_bytes())


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Four runs, all trained on the bundled digits. Two configs name another data set: MNIST or Fashion-MNIST."""
    data_dir = tmp_path_factory.mktemp("lab")
    store = RunStore(f"sqlite:///{data_dir}/runs.db")
    config = short_run()
    configs_of_other_data_sets = [
        replace(config, dataset=dataset) for dataset in ("mnist", "fashion_mnist")
    ]
    pruned, dense, mnist, fashion = [
        create_finished_run(store, data_dir, config, seed)
        for seed, config in enumerate([config, config.dense, *configs_of_other_data_sets])
    ]
    store.close()
    return Lab(data_dir=data_dir, pruned=pruned, dense=dense, mnist=mnist, fashion=fashion)


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


@pytest.fixture(scope="module")
def server(lab: Lab, cluster: str) -> Iterator[Server]:
    """A server with these runs."""
    with start_server_for_pages(lab.data_dir, cluster=cluster) as server:
        yield server


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
    page.goto(f"/training?run={run_id}")
    page.get_by_text(DATASETS[dataset].drawing.title, exact=True).click()
    expect(page.locator(".draw-digit-spoken")).to_have_text(
        DATASETS[dataset].drawing.prompt, timeout=MILLISECONDS_TO_WAIT
    )


def rectangle_of(pad: Locator) -> FloatRect:
    """Wait until the pad is in view and does not move. Return its rectangle."""
    for _attempt in range(MAX_ATTEMPTS):
        pad.scroll_into_view_if_needed()  # an element above the pad can load late, and push the pad out of view
        before = pad.bounding_box()
        pad.page.wait_for_timeout(MILLISECONDS_WITHOUT_MOVEMENT)
        rectangle, window = pad.bounding_box(), pad.page.viewport_size
        if rectangle is not None and window is not None and rectangle == before:
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
            f"{share * 100:.1f}"
            for share in network.compute(network_input(page)[np.newaxis])[0].tolist()
        ]
        for network in networks
    ]
    page.wait_for_function(
        f"""(expected) => JSON.stringify(({SHOWN_PROBABILITIES})().map((network) => network.map(
            (share) => share.replace(" %", "")))) === JSON.stringify(expected)""",
        arg=expected,
    )


def test_page_shows_the_exact_outputs_of_both_networks_for_a_drawing(page: Page, lab: Lab) -> None:
    open_pad(page, lab.pruned)
    draw(page, (0.5, 0.2), (0.5, 0.8))
    assert network_input(page).max() > 100
    wait_for_answers(page, lab.network(lab.pruned), lab.network(lab.dense))
    expect(page.locator(".draw-digit-spoken")).to_contain_text("Pruned: ")
    expect(page.locator(".draw-digit-spoken")).to_contain_text("Dense: ")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".draw-digit-spoken")).to_have_text(DATASETS["digits"].drawing.prompt)
    assert network_input(page).max() == 0


@pytest.mark.parametrize(
    ("damage", "message"),
    [(truncate, "model.tflite is damaged"), (Path.unlink, "model.tflite is not stored here")],
    ids=["truncated", "missing"],
)
def test_page_shows_the_reason_if_one_network_cannot_answer(
    page: Page, lab: Lab, damage: Callable[[Path], None], message: str
) -> None:
    run_id, folder = copy_run(lab, lab.pruned)
    damage(folder / FLOAT)
    open_pad(page, run_id)
    page.get_by_role("button", name="Example: 7").click()
    expect(page.locator(".draw-digit-spoken")).to_contain_text(f"Pruned: {message}")
    expect(page.locator(".draw-digit-spoken")).to_contain_text("run the training again to get it")
    expect(page.locator(".draw-digit-spoken")).to_contain_text("Dense: ")
    assert page.evaluate(SHOWN_PROBABILITIES)[0] == ["–"] * 10


def test_example_is_selected_by_keyboard_and_is_an_image_of_the_test_set(
    page: Page, lab: Lab
) -> None:
    open_pad(page, lab.pruned)
    page.get_by_role("button", name="Example: 7").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Example: 7")).to_have_attribute("aria-pressed", "true")
    dataset = load_dataset("digits")
    assert np.array_equal(network_input(page), dataset.x_test[int(np.argmax(dataset.y_test == 7))])
    wait_for_answers(page, lab.network(lab.pruned), lab.network(lab.dense))


def test_drawing_in_a_corner_is_scaled_and_centred_as_in_mnist(page: Page, lab: Lab) -> None:
    open_pad(page, lab.mnist, "mnist")
    draw(page, (0.1, 0.1), (0.4, 0.1), (0.4, 0.4))
    image = network_input(page).astype(float)
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    pixel_centres = np.arange(28) + 0.5
    assert abs((image.sum(axis=0) * pixel_centres).sum() / image.sum() - 14) <= 0.5
    assert abs((image.sum(axis=1) * pixel_centres).sum() / image.sum() - 14) <= 0.5
    wait_for_answers(page, lab.network(lab.mnist))


def test_drawing_of_clothes_fills_the_image_as_in_fashion_mnist(page: Page, lab: Lab) -> None:
    open_pad(page, lab.fashion, "fashion_mnist")
    draw(page, (0.1, 0.1), (0.4, 0.1), (0.4, 0.3))
    inked_pixels = network_input(page) > 0
    rows, columns = (
        np.flatnonzero(inked_pixels.any(axis=1)),
        np.flatnonzero(inked_pixels.any(axis=0)),
    )
    assert (columns[0], columns[-1]) == (0, 27)
    assert abs(rows[0] + rows[-1] - 27) <= 1
    expect(page.locator(".draw-digit-note").last).to_contain_text("As in Fashion-MNIST")
    wait_for_answers(page, lab.network(lab.fashion))


def test_network_stops_answering_if_its_file_is_replaced(server: Server, lab: Lab) -> None:
    run_id, folder = copy_run(lab, lab.pruned)
    url = f"{server.url}/lab/runs/{run_id}/answers"
    request = urllib.request.Request(url, data=bytes(784), method="POST")
    with urllib.request.urlopen(request, timeout=30) as response:
        assert len(json.loads(response.read())["answer"]) == 10
    shutil.copy(artifacts_folder(lab.data_dir, lab.dense) / FLOAT, folder / FLOAT)
    with pytest.raises(urllib.error.HTTPError) as error_info:
        urllib.request.urlopen(request, timeout=30)
    assert error_info.value.read().startswith(b"model.tflite is damaged or was changed")
    error_info.value.close()


def test_each_data_set_has_its_own_pad() -> None:
    assert len({row.drawing.note for row in DATASETS.values()}) == len(DATASETS)


def test_drawing_for_the_bundled_digits_has_eight_by_eight_pixels(page: Page, lab: Lab) -> None:
    open_pad(page, lab.pruned)
    draw(page, (0.2, 0.2), (0.8, 0.3), (0.3, 0.8))
    image = network_input(page)
    cells = image[2:26, 2:26].reshape(8, 3, 8, 3)
    assert np.array_equal(cells, np.broadcast_to(cells[:, :1, :, :1], cells.shape))
    assert image.sum() == cells.sum()


@pytest.mark.parametrize(
    ("run_id", "body", "status"),
    [
        ("nope", bytes(784), 404),
        (None, bytes(783), 400),
        (None, bytes(785), 400),
        (None, b"", 400),
    ],
)
def test_invalid_request_for_an_answer_is_refused(
    server: Server, lab: Lab, run_id: str | None, body: bytes, status: int
) -> None:
    url = f"{server.url}/lab/runs/{run_id or lab.pruned}/answers"
    request = urllib.request.Request(url, data=body, method="POST")
    with pytest.raises(urllib.error.HTTPError) as error_info:
        urllib.request.urlopen(request, timeout=30)
    error_info.value.close()
    assert error_info.value.code == status


def test_simultaneous_requests_get_the_right_answers(server: Server, lab: Lab) -> None:
    images = load_dataset("digits").x_test[:100]
    expected = lab.network(lab.pruned).compute(images)
    url = f"{server.url}/lab/runs/{lab.pruned}/answers"

    def request_answer(image: np.ndarray) -> list[float]:
        request = urllib.request.Request(url, data=image.tobytes(), method="POST")
        with urllib.request.urlopen(request, timeout=30) as response:
            answer: list[float] = json.loads(response.read())["answer"]
        return answer

    with ThreadPoolExecutor(8) as visitors:
        assert list(visitors.map(request_answer, images)) == expected.tolist()
