"""Functions with which tests open, use and read the training page, and make runs for it."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from pages.components import services
from pruning_core.runs.run import Run
from tests.examples import FINISHED, short_run, started_event, step


def opened(app: AppTest, **parameters: str) -> AppTest:
    """Open the training page by a link."""
    app.run()
    app.switch_page("training.py")
    for name, text in parameters.items():
        app.query_params[name] = text
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    return next(button for button in app.button if button.label == label).click().run()


def labels(app: AppTest) -> list[str]:
    """The labels of the buttons on the page."""
    return [button.label for button in app.button]


def shown_run(app: AppTest) -> dict[str, Any]:
    """The data that the page sends to the live element."""
    return live_runs(app)[0]


def live_runs(app: AppTest) -> list[dict[str, Any]]:
    """The data that the page sends to each live element."""
    given = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return [data for data in given if "events" in data]


def newest() -> Run:
    """The run that was started last."""
    return services.run_store().recent()[0]


def finished_run(*, dense: bool = False) -> str:
    """A finished run."""
    store = services.run_store()
    config = short_run().dense if dense else short_run()
    run_id = store.create(config)
    store.claim(run_id, "worker")
    store.append(run_id, "worker", [started_event(), step(1), FINISHED])
    return run_id


SHORT_RUN = {
    "dataset": "digits",
    "num_examples": str(short_run().plan.num_examples),
    "batch_size": str(short_run().plan.batch_size),
    "epochs": "1",
    "validation_split": "0.2",
    "initial_sparsity": "0.1",
    "final_sparsity": "0.8",
    "begin_step": "2",
    "end_step": "12",
    "frequency": "3",
}
"""The link that describes a short run."""
