"""The drawing pad in a real browser: it makes an image as in MNIST, and the networks classify the image."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from pruning_core.data.datasets import load_dataset
from pruning_core.data.facts import DATASETS
from pruning_core.results.model_results import FLOAT
from pruning_core.results.results import artifacts_folder
from pruning_core.store.store import RunStore
from pruning_core.training.artifacts import inference_time
from tests.browser.conftest import start_server_for_pages
from tests.browser.drawing_pad import (
    SHOWN_PROBABILITIES,
    Lab,
    copy_run,
    create_finished_run,
    draw,
    network_input,
    open_pad,
    truncate,
    wait_for_answers,
)
from tests.examples import short_run
from tests.server import Server


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """Four runs, all trained on the bundled digits. Two configs name another data set: MNIST or Fashion-MNIST."""
    data_dir = tmp_path_factory.mktemp("lab")
    store = RunStore(f"sqlite:///{data_dir}/runs.db")
    config = short_run()
    configs_of_other_data_sets = [
        replace(config, dataset=dataset) for dataset in ("mnist", "fashion_mnist")
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inference_time, "SECONDS_PER_REPETITION", 0.05)  # no test reads the times
        pruned, dense, mnist, fashion = [
            create_finished_run(store, data_dir, config, seed)
            for seed, config in enumerate([config, config.dense, *configs_of_other_data_sets])
        ]
    store.close()
    return Lab(
        data_dir=data_dir, pruned_id=pruned, dense_id=dense, mnist_id=mnist, fashion_id=fashion
    )


@pytest.fixture(scope="module")
def server(lab: Lab, cluster: str) -> Iterator[Server]:
    """A server with these runs."""
    with start_server_for_pages(lab.data_dir, cluster=cluster) as server:
        yield server


def test_page_shows_the_exact_outputs_of_both_networks_for_a_drawing(page: Page, lab: Lab) -> None:
    open_pad(page, lab.pruned_id)
    draw(page, (0.5, 0.2), (0.5, 0.8))
    assert network_input(page).max() > 100
    wait_for_answers(page, lab.network(lab.pruned_id), lab.network(lab.dense_id))
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
    run_id, folder = copy_run(lab, lab.pruned_id)
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
    open_pad(page, lab.pruned_id)
    page.get_by_role("button", name="Example: 7").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Example: 7")).to_have_attribute("aria-pressed", "true")
    dataset = load_dataset("digits")
    assert np.array_equal(network_input(page), dataset.x_test[int(np.argmax(dataset.y_test == 7))])
    wait_for_answers(page, lab.network(lab.pruned_id), lab.network(lab.dense_id))


def test_drawing_in_a_corner_is_scaled_and_centred_as_in_mnist(page: Page, lab: Lab) -> None:
    open_pad(page, lab.mnist_id, "mnist")
    draw(page, (0.1, 0.1), (0.4, 0.1), (0.4, 0.4))
    image = network_input(page).astype(float)
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    pixel_centres = np.arange(28) + 0.5
    assert abs((image.sum(axis=0) * pixel_centres).sum() / image.sum() - 14) <= 0.5
    assert abs((image.sum(axis=1) * pixel_centres).sum() / image.sum() - 14) <= 0.5
    wait_for_answers(page, lab.network(lab.mnist_id))


def test_drawing_of_clothes_fills_the_image_as_in_fashion_mnist(page: Page, lab: Lab) -> None:
    open_pad(page, lab.fashion_id, "fashion_mnist")
    draw(page, (0.1, 0.1), (0.4, 0.1), (0.4, 0.3))
    inked_pixels = network_input(page) > 0
    rows, columns = (
        np.flatnonzero(inked_pixels.any(axis=1)),
        np.flatnonzero(inked_pixels.any(axis=0)),
    )
    assert (columns[0], columns[-1]) == (0, 27)
    assert abs(rows[0] + rows[-1] - 27) <= 1
    expect(page.locator(".draw-digit-note").last).to_contain_text("As in Fashion-MNIST")
    wait_for_answers(page, lab.network(lab.fashion_id))


def test_network_stops_answering_if_its_file_is_replaced(server: Server, lab: Lab) -> None:
    run_id, folder = copy_run(lab, lab.pruned_id)
    url = f"{server.url}/lab/runs/{run_id}/answers"
    request = urllib.request.Request(url, data=bytes(784), method="POST")
    with urllib.request.urlopen(request, timeout=30) as response:
        assert len(json.loads(response.read())["answer"]) == 10
    shutil.copy(artifacts_folder(lab.data_dir, lab.dense_id) / FLOAT, folder / FLOAT)
    with pytest.raises(urllib.error.HTTPError) as error_info:
        urllib.request.urlopen(request, timeout=30)
    assert error_info.value.read().startswith(b"model.tflite is damaged or was changed")
    error_info.value.close()


def test_each_data_set_has_its_own_note() -> None:
    assert len({row.drawing.note for row in DATASETS.values()}) == len(DATASETS)


def test_drawing_for_the_bundled_digits_has_eight_by_eight_pixels(page: Page, lab: Lab) -> None:
    open_pad(page, lab.pruned_id)
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
    url = f"{server.url}/lab/runs/{run_id or lab.pruned_id}/answers"
    request = urllib.request.Request(url, data=body, method="POST")
    with pytest.raises(urllib.error.HTTPError) as error_info:
        urllib.request.urlopen(request, timeout=30)
    error_info.value.close()
    assert error_info.value.code == status


def test_simultaneous_requests_get_the_right_answers(server: Server, lab: Lab) -> None:
    images = load_dataset("digits").x_test[:100]
    expected = lab.network(lab.pruned_id).compute(images)
    url = f"{server.url}/lab/runs/{lab.pruned_id}/answers"

    def request_answer(image: np.ndarray) -> list[float]:
        request = urllib.request.Request(url, data=image.tobytes(), method="POST")
        with urllib.request.urlopen(request, timeout=30) as response:
            answer: list[float] = json.loads(response.read())["answer"]
        return answer

    with ThreadPoolExecutor(8) as executor:
        assert list(executor.map(request_answer, images)) == expected.tolist()
