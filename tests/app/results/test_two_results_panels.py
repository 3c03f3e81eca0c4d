"""One page can show the results and downloads of one run twice, or of two runs."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import services
from pages.components.results.run_downloads import TITLE
from pruning_core.data.datasets import load_dataset
from pruning_core.results.model_results import FLOAT
from pruning_core.results.results import RESULTS, artifacts_folder, results_to_json
from tests.examples import FINISHED, model_file, results_of, short_run
from tests.run_logs import finished_log

CONTENT = b"x" * 1000
SECTIONS = (
    "Model files and their sizes",
    "Inference time",
    "Confusion matrix",
    "Mistakes",
    "Draw a digit",
)


def script() -> None:
    """A page with a panel for each run in the session. Each panel has a different key."""
    import streamlit as st  # noqa: PLC0415  (AppTest runs only the text of this function)

    from pages.components import services  # noqa: PLC0415
    from pages.components.results import show_results  # noqa: PLC0415
    from pages.components.results.run_downloads import show_run_downloads  # noqa: PLC0415

    store = services.run_store()
    for key, run_id in st.session_state["panels"].items():
        run = store.get(run_id)
        show_results(store, run, key=key)
        show_run_downloads(store, run, key=key)


def create_finished_run(seed: int) -> str:
    """Create a finished run with a model file. Return its id."""
    store, config = services.run_store(), short_run(seed=seed)
    run_id = str(store.create(config))
    store.claim(run_id, "worker")
    folder = artifacts_folder(services.settings().data_dir, run_id)
    folder.mkdir(parents=True)
    (folder / FLOAT).write_bytes(CONTENT)
    answers = "".join(map(str, load_dataset("digits").y_test.tolist()))
    results = replace(results_of(model_file(FLOAT, CONTENT)), answers=answers)
    (folder / RESULTS).write_text(results_to_json(results), "utf-8")
    events = [*finished_log(config)[:-1], FINISHED]
    store.append(run_id, "worker", events, models=results.without_answers)
    return run_id


@pytest.mark.parametrize("runs", [1, 2], ids=["one run twice", "two runs"])
def test_two_panels_on_a_page_do_not_collide(runs: int) -> None:
    ids = [create_finished_run(seed) for seed in range(runs)]
    panels = {"left": ids[0], "right": ids[-1]}
    keys = [f"{title} {key}" for key in panels for title in (*SECTIONS, "downloads")]
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["panels"] = panels
    for key in keys:
        app.session_state[key] = True
    app.run()
    assert not app.exception
    for title in (*SECTIONS, TITLE):
        assert [section.label for section in app.expander].count(title) == 2
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels.count("model.tflite, 1.0 kB") == labels.count("Report") == 2


def test_opening_a_section_in_one_panel_does_not_open_it_in_the_other() -> None:
    run_id = create_finished_run(0)
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["panels"] = {"left": run_id, "right": run_id}
    app.session_state[f"{SECTIONS[2]} left"] = True
    app.run()
    assert not app.exception
    tables = [html for html in app.get("html") if "lab-confusion" in html.proto.body]
    assert sum("<table>" in html.proto.body for html in tables) == 1
