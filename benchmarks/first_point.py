"""Measures the time from a click on Train to the first live point, and of the first step of a new `fit`."""

import os
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from distributed import Client
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import print_line, print_ratio, print_values
from benchmarks.streamed_run import example_config
from pruning_core.data.paths import dataset_paths
from pruning_core.engine.embedded_cluster import start_cluster
from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from tests.browser.conftest import FLAGS, chromium
from tests.browser.live.live import train_button
from tests.server import start_server

TURNS = 7
SECONDS_TO_SETTLE = 2.0
CLICK_AND_MEASURE = """() => {
    const label = /^Train( · .*)?$/m; // an icon comes before the label
    const button = [...document.querySelectorAll("button")].find((candidate) => label.test(candidate.innerText));
    const hasPoint = () => /^step/.test(document.querySelector(".live-run-where")?.textContent ?? "");
    window.firstPoint = null;
    const clickedAt = performance.now();
    button.click();
    const check = () => {
        if (hasPoint()) window.firstPoint = (performance.now() - clickedAt) / 1000;
        else setTimeout(check, 5);
    };
    check();
}"""


def main() -> None:
    """Measure both times alternately. Print each time and the ratio."""
    config = example_config()
    live_times, fit_times = [], []
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        # `fit` runs on another cluster, because building a network discards the networks that a worker reuses.
        cluster = start_cluster(1, data_dir / "engine.log")
        other_cluster = start_cluster(1, data_dir / "other.log")
        try:
            with (
                start_server(data_dir, PRUNELAB_DASK_SCHEDULER=cluster.address) as server,
                Client(other_cluster.address, set_as_default=False) as client,
                sync_playwright() as playwright,
            ):
                browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
                store = RunStore(f"sqlite:///{data_dir}/runs.db")
                page = browser.new_page(base_url=server.url)
                for turn in range(TURNS + 1):
                    seconds = click_to_point(page, store, config, seed=turn)
                    fit_seconds = client.submit(first_step, config, pure=False).result()
                    if turn:  # the first turn is a warm-up, since a real server has already trained
                        live_times.append(seconds)
                        fit_times.append(fit_seconds)
                        print_line(
                            f"  click to point {seconds:.2f} s, new fit to step {fit_seconds:.2f} s"
                        )
                store.close()
                browser.close()
        finally:
            cluster.close()
            other_cluster.close()
    print_values("from the click on Train to the first live point", live_times, "s")
    print_values("from the start of a new fit to its first step", fit_times, "s")
    print_ratio("live point divided by new fit", live_times, fit_times, "live at most 1.0 s")


def click_to_point(page: Page, store: RunStore, config: RunConfig, *, seed: int) -> float:
    """Open the train page, click on Train, measure in the page, and stop the run. Return the seconds."""
    plan = config.plan
    link = {"dataset": config.dataset, "num_examples": plan.num_examples, "seed": seed}
    link |= {"batch_size": plan.batch_size, "epochs": plan.epochs}
    page.goto(f"/train?{urlencode(link)}")
    train_button(page).wait_for()
    time.sleep(SECONDS_TO_SETTLE)
    page.evaluate(CLICK_AND_MEASURE)
    page.wait_for_function("() => window.firstPoint !== null", timeout=60_000)
    seconds: float = page.evaluate("() => window.firstPoint")
    run = store.recent(1)[0]
    store.request_stop(run.id)
    while not store.get(run.id).state.ended:
        time.sleep(0.1)
    return seconds


def first_step(config: RunConfig) -> float:
    """Seconds to build the network and `fit` its first step, in a process that has loaded TensorFlow."""
    import numpy as np
    import tensorflow_model_optimization as tfmot
    import tf_keras as keras

    from pruning_core.data.datasets import load_dataset
    from pruning_core.results.litert import pixels
    from pruning_core.training.network.models import build

    dataset = load_dataset(config.dataset, dataset_paths(os.environ))
    examples = config.plan.training_examples
    images, labels = pixels(dataset.x_train[:examples]), dataset.y_train[:examples]
    started_at = time.perf_counter()
    model = build(config)
    stop = keras.callbacks.LambdaCallback(
        on_batch_end=lambda batch, logs: setattr(model, "stop_training", True)
    )
    model.fit(
        images,
        labels.astype(np.int64),
        batch_size=config.plan.batch_size,
        callbacks=[tfmot.sparsity.keras.UpdatePruningStep(), stop],
        verbose=0,
        steps_per_epoch=1,
    )
    return time.perf_counter() - started_at
