"""The page of one experiment shows its progress and what its runs say. No training runs here."""

import csv
import io
import json

from streamlit.testing.v1 import AppTest

from pages.components import services
from pages.components.elements.browser_keys import KEYS
from pruning_core.experiments.rows import Results, rows_to_csv
from pruning_core.runs.states import RunState
from tests.app.runs.run_pages import button_labels, open_page
from tests.experiment_results import KEY, add_experiment
from tests.unit.experiments.experiments import small_experiment


def open_experiment(app: AppTest, experiment_id: str, *, key: str = KEY) -> AppTest:
    """Open the page of an experiment, as the visitor who has its key."""
    app.session_state[KEYS] = {experiment_id: key}
    return open_page(app, "experiments.py", {"experiment": experiment_id})


def texts(app: AppTest) -> str:
    """All texts of the page, without the escapes of Markdown."""
    kinds = (app.markdown, app.caption, app.warning, app.info, app.error, app.subheader, app.title)
    text = "\n".join(element.value for kind in kinds for element in kind)
    return text.replace("\\", "").replace("\u2060", "")


def test_finished_experiment_shows_answer_figures_and_checklist(app: AppTest) -> None:
    experiment = small_experiment(n_seeds=6)
    open_experiment(app, add_experiment(services.run_store(), experiment))
    assert not app.exception
    text = texts(app)
    assert "Primary comparison" in text
    assert "On 6 pairs, polynomial was better than constant" in text
    assert "3.00 points higher (95 % interval" in text
    assert "symmetric about their centre" in text
    assert "p = 0.0312" in text
    assert "| polynomial | 6 | 93.25 % |" in text
    assert "Where is the code that repeats the runs? **python" in text
    assert "not final" not in text.lower()
    data = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    pictures = [each["svg"] for each in data if "svg" in each]
    assert len(pictures) == 2
    assert all('role="img" aria-label="' in picture for picture in pictures)


def test_unfinished_experiment_says_that_nothing_is_final(app: AppTest) -> None:
    open_experiment(
        app, add_experiment(services.run_store(), small_experiment(n_seeds=3), n_ended=6)
    )
    text = texts(app)
    assert "The answer so far" in text
    assert "6 of 9 runs have finished. Nothing here is final" in text
    assert "2 pairs cannot show a difference yet" in text


def test_failed_run_is_named_with_the_pair_that_is_left_out(app: AppTest) -> None:
    experiment = small_experiment(n_seeds=3)
    failed = (("constant", 1),)
    open_experiment(app, add_experiment(services.run_store(), experiment, failed=failed))
    text = texts(app)
    assert "Left out, because one run of the pair has no value: seed 1" in text
    assert "out of memory" in app.dataframe[0].value.to_string()


def test_experiment_is_paused_resumed_stopped_and_extended(app: AppTest) -> None:
    store = services.run_store()
    experiment_id = add_experiment(store, small_experiment(n_seeds=2), n_ended=2)
    open_experiment(app, experiment_id)
    press(app, "Pause")
    assert store.experiment(experiment_id).paused
    press(app, "Stop all runs")
    states = store.experiment_states([experiment_id])[experiment_id]
    assert states == {RunState.FINISHED: 2, RunState.STOPPED: 4}
    press(app, "Plan these runs")
    states = store.experiment_states([experiment_id])[experiment_id]
    assert states[RunState.FINISHED] == 2
    assert sum(states.values()) == 6 + 4 + 3, (
        "the stopped runs are planned again, and one seed more"
    )
    assert not store.experiment(experiment_id).paused


def test_visitor_without_the_key_only_watches(app: AppTest) -> None:
    experiment_id = add_experiment(services.run_store(), small_experiment(), n_ended=1)
    open_experiment(app, experiment_id, key="another-key-0123456789")
    assert "You are watching" in texts(app)
    assert not {"Pause", "Stop all runs", "Plan these runs"} & set(button_labels(app))


def test_csv_has_one_row_for_each_run(app: AppTest) -> None:
    store, experiment = services.run_store(), small_experiment(n_seeds=2)
    experiment_id = add_experiment(store, experiment)
    open_experiment(app, experiment_id)
    assert "One row for each run (CSV)" in [
        button.proto.label for button in app.get("download_button")
    ]
    rows = Results(store, experiment_id, experiment).rows()
    lines = list(csv.DictReader(io.StringIO(rows_to_csv(rows))))
    assert [(line["arm"], line["seed"]) for line in lines][:2] == [
        ("dense", "0"),
        ("constant", "0"),
    ]
    assert len(lines) == 6


def test_unknown_experiment_is_named(app: AppTest) -> None:
    open_experiment(app, "<b>nope</b>")
    assert not app.exception
    assert "there is no experiment" in texts(app)


def press(app: AppTest, label: str) -> None:
    """Press the button with this label."""
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
