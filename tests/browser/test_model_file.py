"""A model file in a real browser: the page shows the layers, and the file never leaves the visitor's machine."""

import json
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from pages.components.explorer.network.model_file import has_jsfive
from tests.browser.conftest import wait_until_idle
from tests.server import Server

WEIGHTS = np.random.default_rng(0).bytes(3_000_000)
MAX_BYTES_SENT = 100_000
ADDRESS = (
    "/?schedule=ConstantSparsity&target_sparsity=0.875&begin_step=0&frequency=10"
    "&dataset=digits&num_examples=1437&batch_size=6&epochs=1"
)
INPUT = {"class_name": "InputLayer", "config": {"name": "images", "batch_input_shape": [None, 784]}}


def dense(name: str, *, inputs: int, units: int) -> dict[str, Any]:
    """The config of a Dense layer."""
    build_config = {"input_shape": [None, inputs]}
    config = {"name": name, "units": units}
    return {"class_name": "Dense", "config": config, "build_config": build_config}


LAYERS = [INPUT, dense("hidden", inputs=784, units=300), dense("output", inputs=300, units=10)]
CONFIG = json.dumps({"class_name": "Sequential", "config": {"name": "small", "layers": LAYERS}})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a `.keras` file and an `.h5` file of the same model, and a damaged file."""
    folder = tmp_path_factory.mktemp("models")
    with zipfile.ZipFile(folder / "model.keras", "w") as archive:
        archive.writestr("config.json", CONFIG, zipfile.ZIP_DEFLATED)
        archive.writestr("model.weights.h5", WEIGHTS)
    with h5py.File(folder / "model.h5", "w") as file:
        file.attrs["model_config"] = CONFIG.encode()
        for layer, shape in {"hidden": (784, 300), "output": (300, 10)}.items():
            file[f"model_weights/{layer}/{layer}/kernel:0"] = np.ones(shape, np.float32)
    (folder / "cut.keras").write_bytes((folder / "model.keras").read_bytes()[:-100])
    return folder


@pytest.fixture
def network_page(page: Page) -> Page:
    """The explorer with the field for the visitor's own network."""
    bytes_sent: list[int] = []
    page.on("websocket", lambda socket: count_bytes(socket, bytes_sent))
    page.goto(ADDRESS)
    wait_until_idle(page)
    menu = page.get_by_role("combobox", name="Network")
    # At the edge of the window, the list would close again, because the page scrolls.
    menu.evaluate("each => each.scrollIntoView({ block: 'center' })")
    menu.click()
    page.get_by_role("option", name="My network").click()
    expect(page.locator(".model-file")).to_be_visible()
    page.bytes_sent = bytes_sent  # type: ignore[attr-defined]
    return page


def count_bytes(socket: WebSocket, sizes: list[int]) -> None:
    """Add the size of each message that the page sends to a list."""
    socket.on("framesent", lambda frame: sizes.append(len(frame)))


def open_file(page: Page, path: Path) -> None:
    """Choose a file."""
    page.locator(".model-file input").set_input_files(path)


def kept_weights(page: Page, layer: str) -> Any:  # noqa: ANN401  (a locator's expectation)
    """The cell with the kept weights of a layer."""
    row = page.locator(".layer-table tbody tr").filter(has=page.get_by_text(layer, exact=True))
    return expect(row.locator(".layer-number").first)


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_layers_of_a_file_are_edited_by_keyboard_and_the_file_is_not_sent(
    network_page: Page, files: Path, name: str
) -> None:
    open_file(network_page, files / name)
    if name.endswith("h5") and not has_jsfive():
        expect(network_page.get_by_role("alert")).to_contain_text("jsfive is not installed")
        return
    kept_weights(network_page, "hidden").to_have_text("29,400 of 235,200")
    sparsity = network_page.get_by_label("Final sparsity of hidden", exact=True)
    sparsity.focus()
    network_page.keyboard.type("0.5")
    network_page.keyboard.press("Enter")
    kept_weights(network_page, "hidden").to_have_text("117,600 of 235,200")
    expect(sparsity).to_be_focused()
    network_page.get_by_label("output is pruned", exact=True).focus()
    network_page.keyboard.press("Space")
    kept_weights(network_page, "output").to_have_text("3,000 of 3,000")
    assert sum(network_page.bytes_sent) < MAX_BYTES_SENT  # type: ignore[attr-defined]


def test_error_about_a_damaged_file_is_shown_and_the_network_stays(
    network_page: Page, files: Path
) -> None:
    open_file(network_page, files / "model.keras")
    kept_weights(network_page, "output").to_have_text("375 of 3,000")
    open_file(network_page, files / "cut.keras")
    expect(network_page.locator(".model-file-error")).to_contain_text(
        "cut.keras: this .keras file is cut or damaged."
    )
    kept_weights(network_page, "output").to_have_text("375 of 3,000")


def test_network_that_is_too_large_for_a_link_survives_a_reload_in_its_browser_only(
    network_page: Page, browser: Browser, server: Server
) -> None:
    digits = np.random.default_rng(0).integers(16, size=(300, 60))
    names = ["".join(f"{digit:x}" for digit in row) for row in digits]
    text = "\n".join(f"n{name} Dense 10x{index + 5}" for index, name in enumerate(names))
    network_page.get_by_role("textbox", name="Type or paste the layers").fill(text)
    network_page.get_by_role("button", name="Read these layers").click()
    expect(network_page.get_by_text("This browser keeps it")).to_be_visible()
    wait_until_idle(network_page)
    network_page.reload()
    kept_weights(network_page, f"n{names[0]}").to_have_text("6 of 50")
    with browser.new_context(base_url=server.url) as context:
        other_page = context.new_page()
        other_page.goto(network_page.url)
        expect(other_page.get_by_text("this browser does not have it")).to_be_visible()
