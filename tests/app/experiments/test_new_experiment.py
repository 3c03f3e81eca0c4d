"""The form makes the file of an experiment, shows its time and disk space, and starts it. These tests train nothing."""

from streamlit.testing.v1 import AppTest

from pages.components import services
from pages.components.elements.browser_keys import KEYS
from pruning_core.experiments.file import read_experiment
from pruning_core.runs.states import RunState
from tests.app.experiments.test_one_experiment import press, texts
from tests.app.runs.run_pages import open_page
from tests.experiment_results import add_experiment
from tests.unit.experiments.experiments import small_experiment

FILE = "Edit this text, or paste another file"
SMALL = {
    "dataset": "digits",
    "num_examples": "500",
    "batch_size": "100",
    "epochs": "2",
    "network": "mlp",
    "schedule": "PolynomialDecay",
    "begin_step": "2",
    "end_step": "6",
}


def open_form(app: AppTest, **parameters: str) -> AppTest:
    """Open the page with a small training in the link."""
    open_page(app, "experiments.py", {**SMALL, **parameters})
    assert not app.exception
    return app


def file_of(app: AppTest) -> str:
    """The text in the field of the file."""
    return str(next(area for area in app.text_area if area.label == FILE).value)


def edit_file(app: AppTest, text: str) -> AppTest:
    """Replace the text in the field of the file."""
    next(area for area in app.text_area if area.label == FILE).set_value(text).run()
    assert not app.exception
    return app


def test_form_writes_the_file_of_the_experiment(app: AppTest) -> None:
    open_form(app)
    inputs = {element.label: element for element in [*app.text_input, *app.multiselect]}
    inputs["Name"].set_value("Networks and sparsities")
    inputs["Sparsities at the end, in %"].set_value("50, 87.5 %")
    inputs["Networks"].set_value(["mlp", "lenet_300_100"])
    next(each for each in app.number_input if each.label == "Number of seeds").set_value(6)
    app.run()
    experiment = read_experiment(file_of(app))
    assert experiment.name == "Networks and sparsities"
    assert [arm.name for arm in experiment.arms][:3] == [
        "dense, mlp",
        "A, 50 %, mlp",
        "A, 87.5 %, mlp",
    ]
    assert len(experiment) == 6 * 6
    assert experiment.primary is not None
    assert "36 runs, 288 steps in all" in texts(app)


def test_two_comparisons_have_one_primary(app: AppTest) -> None:
    open_form(app)
    next(each for each in app.text_input if each.label.startswith("Spars")).set_value(
        "50, 90"
    ).run()
    comparisons = next(each for each in app.multiselect if each.label == "Comparisons")
    comparisons.set_value(
        comparisons.options and [("A, 50 %", "dense"), ("A, 90 %", "dense")]
    ).run()
    primary = next(each for each in app.selectbox if each.label == "Primary comparison")
    primary.set_value(("A, 90 %", "dense")).run()
    planned = read_experiment(file_of(app)).comparisons
    assert [(each.a, each.primary) for each in planned] == [("A, 50 %", False), ("A, 90 %", True)]


def test_start_plans_every_run_and_opens_the_experiment(app: AppTest) -> None:
    open_form(app)
    press(app, "Start this experiment")
    store = services.run_store()
    (stored,) = store.experiments()
    states = store.experiment_states([stored.id])[stored.id]
    assert sum(states.values()) == 16
    assert app.session_state[KEYS].keys() >= {stored.id}
    assert app.query_params["experiment"] == stored.id
    assert "0 of 16 runs finished" in app.get("progress")[0].proto.text
    store.stop_experiment(stored.id)


def test_error_in_the_file_names_its_line_and_keeps_the_text(app: AppTest) -> None:
    open_form(app)
    text = file_of(app).replace("[training]", "[training]\nlayers = 3")
    edit_file(app, text)
    line = text.splitlines().index("layers = 3") + 1
    assert f"line {line}: 'layers' is not known here: remove it" in texts(app)
    assert file_of(app) == text
    start = next(button for button in app.button if button.label == "Start this experiment")
    assert start.disabled
    app.switch_page("train.py").run()
    app.switch_page("experiments.py").run()
    assert file_of(app) == text, "another page does not lose the text"
    press(app, "Use the form again")
    assert "layers" not in file_of(app)


def test_million_runs_are_refused_with_their_estimate(app: AppTest) -> None:
    open_form(app)
    next(each for each in app.number_input if each.label == "Number of seeds").set_value(
        500_000
    ).run()
    text = texts(app)
    assert "are 1,000,000 runs with about 8,000,000 steps and" in text
    assert "GB, and an experiment may have 20,000 runs: use fewer arms or seeds" in text
    assert next(b for b in app.button if b.label == "Start this experiment").disabled


def test_list_shows_the_progress_of_each_experiment(app: AppTest) -> None:
    failed = (("constant", 0),)
    add_experiment(services.run_store(), small_experiment(), n_ended=3, failed=failed)
    open_form(app)
    labels = [link.proto.label for link in app.get("page_link")]
    assert "Small" in labels
    assert "2 of 6 runs finished" in texts(app)
    states = {run.state for run in services.run_store().recent()}
    assert RunState.FAILED in states
