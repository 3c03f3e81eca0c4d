"""Functions for tests of the train page and the page of a run: they open and use a page, and create runs."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from pages.components import services
from pruning_core.runs.run import Run
from tests.examples import FINISHED, short_run, started_event, step


def open_train_page(app: AppTest, **parameters: str) -> AppTest:
    """Open the train page by a link."""
    return open_page(app, "train.py", parameters)


def open_run(app: AppTest, run_id: str, **parameters: str) -> AppTest:
    """Open the page of a run by a link."""
    return open_page(app, "run.py", {"run": run_id, **parameters})


def open_page(app: AppTest, page: str, parameters: dict[str, str]) -> AppTest:
    """Open a page by a link."""
    app.run()
    app.switch_page(page)
    app.query_params.pop("run", None)
    for name, text in parameters.items():
        app.query_params[name] = text
    return app.run()


def press_button(app: AppTest, label: str) -> AppTest:
    """Press the button with this label. Then stay on the page that the app opens, as a browser does."""
    next(button for button in app.button if button.label == label).click().run()
    app.switch_page("run.py" if "run" in app.query_params else "train.py")
    return app


def button_labels(app: AppTest) -> list[str]:
    """The labels of the buttons on the page."""
    return [button.label for button in app.button]


def live_run_data(app: AppTest) -> dict[str, Any]:
    """The data that the page sends to its first live element."""
    return data_of_live_runs(app)[0]


def data_of_live_runs(app: AppTest) -> list[dict[str, Any]]:
    """The data that the page sends to each live element."""
    component_data = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return [data for data in component_data if "events" in data]


def newest_run() -> Run:
    """The run that was created last."""
    return services.run_store().recent()[0]


def create_finished_run(*, dense: bool = False) -> str:
    """Create a finished run. Return its id."""
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
"""The link parameters of `short_run`."""
