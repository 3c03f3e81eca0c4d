"""An engineer pastes a summary and a call, applies a fix, and runs the code. The masks keep the predicted weights."""

import json
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_until_idle

ADDRESS = "/?dataset=digits&num_examples=1437&batch_size=6&epochs=1"
STEPS = 192
SUMMARY = """\
Model: "sequential"
_________________________________________________________________
 Layer (type)                Output Shape              Param #
=================================================================
 conv2d (Conv2D)             (None, 6, 6, 8)           80
 flatten (Flatten)           (None, 288)               0
 dense (Dense)               (None, 10)                2890
=================================================================
Total params: 2970 (11.60 KB)
"""
TRAINING = """\
import numpy as np
from tensorflow_model_optimization.sparsity import keras as sparsity

batch_size, epochs, n_images = 6, 1, 1150
end_step = np.ceil(n_images / batch_size).astype(int) * epochs
schedule = sparsity.PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=end_step, frequency=50
)
"""
TRAIN_MODEL = """\
import json, runpy, sys
import numpy as np
import tensorflow_model_optimization as tfmot
import tf_keras as keras

layers = keras.layers
model = keras.Sequential(
    [keras.Input((8, 8, 1)), layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(10)]
)
model.summary()
code = runpy.run_path(sys.argv[1])
model = code["pruned"](model)
model.compile("sgd", "mse")
inputs = np.random.default_rng(0).normal(size=(int(sys.argv[2]), 8, 8, 1)).astype(np.float32)
targets = np.zeros((len(inputs), 10), np.float32)
callbacks = [tfmot.sparsity.keras.UpdatePruningStep()]
model.fit(inputs, targets, batch_size=1, verbose=0, callbacks=callbacks)
print(json.dumps(code["kept_weights"](model)))
"""


def select_own_network(page: Page) -> None:
    """Select the visitor's own network in the menu of networks."""
    menu = page.get_by_role("combobox", name="Network")
    # At the edge of the window, the list would close again, because the page scrolls.
    menu.evaluate("each => each.scrollIntoView({ block: 'center' })")
    menu.click()
    page.get_by_role("option", name="My network").click()


def kept_weights(page: Page, layer: str) -> int:
    """The kept weights of a layer in the table of layers."""
    row = page.locator(".layer-table tbody tr").filter(has=page.get_by_text(layer, exact=True))
    text = row.locator(".layer-number").first.inner_text()
    return int(text.split(" of ")[0].replace(",", ""))


def test_code_from_the_page_keeps_the_weights_that_the_page_predicts(
    page: Page, tmp_path: Path
) -> None:
    page.goto(ADDRESS)
    wait_until_idle(page)
    select_own_network(page)
    page.get_by_role("textbox", name="Type or paste the layers").fill(SUMMARY)
    page.get_by_role("button", name="Read these layers").click()
    expect(page.locator(".layer-table tbody tr").first).to_contain_text("conv2d")

    page.get_by_text("Paste a schedule: Python, JSON, another library").click()
    page.get_by_role("textbox", name="Code, get_config(), or the JSON of a pruned model").fill(
        TRAINING
    )
    page.get_by_role("button", name="Add this schedule").click()
    expect(page).to_have_url(re.compile(r"end_step\.2=192"))
    fix = page.locator(".lab-fix").first
    expect(fix).to_be_visible()  # the last update comes before end_step, so the masks miss 80 %
    fix.click()
    expect(page.get_by_text("✓ No trap found")).to_be_visible()
    wait_until_idle(page)

    with page.expect_download() as download:
        page.get_by_role("button", name="Python for these layers").click()
    code = tmp_path / "prune_layers.py"
    download.value.save_as(code)
    training = subprocess.run(
        [sys.executable, "-c", TRAIN_MODEL, str(code), str(STEPS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert training.returncode == 0, training.stderr
    measured = json.loads(training.stdout.splitlines()[-1])
    assert measured == {layer: kept_weights(page, layer) for layer in ("conv2d", "dense")}
    assert measured["dense"] == 576
