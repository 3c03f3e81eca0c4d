"""My training: the explorer plans a training of any size, and the whole page uses the numbers of this training."""

import ast
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.explorer.export_panel import make_downloads
from pages.components.session.visit import Visit
from pruning_core.plan.own_training import OWN_PARAMETERS
from tests.app.explorer.explorer_page import (
    LINK_WITH_TRAP,
    editor_data,
    link_parameters,
    number_input,
    numbers_of_first_schedule,
    open_explorer,
)

IMAGENET = {
    **LINK_WITH_TRAP,
    "plan": "mine",
    "my_num_examples": "1281167",
    "my_batch_size": "256",
    "my_epochs": "90",
    "my_validation_split": "0",
}
STEPS, STEPS_PER_EPOCH = 450_450, 5_005


def select(app: AppTest, label: str, option: str) -> None:
    """Select `option` in the select box that has this label."""
    next(box for box in app.selectbox if box.label == label).set_value(option).run()


def captions(app: AppTest) -> str:
    """All captions of the page."""
    return "\n".join(caption.value for caption in app.caption)


def visit_of(app: AppTest) -> Visit:
    visit: Visit = app.session_state[Visit.__name__]
    return visit


def test_plan_in_a_link_sets_every_number_on_the_page_and_stays_in_the_link(app: AppTest) -> None:
    open_explorer(app, **IMAGENET)
    assert not app.exception
    assert link_parameters(app) == IMAGENET
    data = editor_data(app)
    assert (data["total_steps"], data["steps_per_epoch"], data["epochs"]) == (
        STEPS,
        STEPS_PER_EPOCH,
        90,
    )
    sentence = "The step counter of a pruned layer reaches **450,450** at the end of the training."
    assert f"{sentence} 90 epochs of 5,005 steps" in captions(app)
    state = visit_of(app).state
    files = {
        item.label: item.content().read().decode() for item in make_downloads(state, None, None)
    }
    ast.parse(files["Python script"])
    assert "TOTAL_STEPS = 450450" in files["Python script"]
    assert files["Curve as CSV"].splitlines()[-1].startswith("450450,90,")
    assert (
        '"total_steps": 450450' in files["Offline page"]
        or '"total_steps":450450' in files["Offline page"]
    )


def test_own_plan_starts_with_the_values_of_the_lab_plan_and_each_plan_keeps_its_values(
    app: AppTest,
) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    app.radio[0].set_value("own training").run()
    assert number_input(app, "num_examples").value == 1437
    number_input(app, "num_examples").set_value(10**9).run()
    app.radio[0].set_value("digits").run()
    assert number_input(app, "num_examples").value == 1437
    assert number_input(app, "batch_size").value == 6
    app.radio[0].set_value("own training").run()
    assert number_input(app, "num_examples").value == 10**9
    assert not app.exception


@pytest.mark.parametrize(
    ("known", "values", "total", "epochs"),
    [
        ("steps_per_epoch", {"steps_per_epoch": 500, "epochs": 4}, 2_000, 4),
        ("total_steps", {"Total steps": 3_000}, 3_000, 0),
    ],
)
def test_length_can_be_given_in_steps(
    app: AppTest, known: str, values: dict[str, int], total: int, epochs: int
) -> None:
    open_explorer(app, **IMAGENET)
    select(app, "Enter the length as", known)
    for label, value in values.items():
        title = OWN_PARAMETERS["total_steps"].label if label == "Total steps" else label
        number_input(app, title).set_value(value).run()
    assert (editor_data(app)["total_steps"], editor_data(app)["epochs"]) == (total, epochs)
    assert not app.exception


def test_definition_of_a_step_changes_the_number_of_steps_and_is_explained(app: AppTest) -> None:
    open_explorer(app, **IMAGENET)
    select(app, "What counts as one step", "accumulation")
    number_input(app, "k").set_value(4).run()
    assert editor_data(app)["total_steps"] == 4 * STEPS
    assert "Each call is a step" in captions(app)
    assert "The optimizer makes 450,450 steps." in captions(app)
    assert link_parameters(app)["my_k"] == "4"


def test_plan_without_pruning_steps_is_refused_and_the_last_valid_plan_is_shown(
    app: AppTest,
) -> None:
    open_explorer(app, **IMAGENET)
    select(app, "What counts as one step", "inference")
    assert "nothing is ever pruned" in app.error[0].value
    assert editor_data(app)["total_steps"] == STEPS
    assert not app.exception


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("num_examples", 2 * 10**9, "give steps_per_epoch"),
        ("epochs", 10**6, "at most 2,147,483,647 steps"),
        ("batch_size", 0, "batch_size must be at least 1"),
    ],
)
def test_error_for_an_invalid_number_names_a_valid_value_and_the_plan_and_the_link_stay(
    app: AppTest, name: str, value: int, message: str
) -> None:
    open_explorer(app, **IMAGENET)
    number_input(app, name).set_value(value).run()
    assert message in app.error[0].value
    assert editor_data(app)["total_steps"] == STEPS
    assert link_parameters(app) == IMAGENET | {f"my_{name}": str(value)}


def test_batch_larger_than_the_data_is_one_step_in_an_epoch(app: AppTest) -> None:
    open_explorer(app, **IMAGENET, my_extra="1")
    number_input(app, "batch_size").set_value(10**9).run()
    assert editor_data(app)["total_steps"] == 90


def test_page_says_that_the_lab_trains_only_its_own_data(app: AppTest) -> None:
    open_explorer(app, **IMAGENET)
    assert "The lab trains only its own data sets" in captions(app)
    assert "192 steps on Bundled digits" in captions(app)
    app.radio[0].set_value("digits").run()
    assert "The lab trains only its own data sets" not in captions(app)


def test_learning_rate_of_my_training_is_drawn_over_its_own_steps(app: AppTest) -> None:
    open_explorer(app, **IMAGENET)
    assert editor_data(app)["rates"] is None
    select(app, "Learning-rate schedule", "cosine")
    rates = editor_data(app)["rates"]
    assert (rates["steps"][-1], rates["fractions"][-1]) == (STEPS, 0.0)
    middle = min(
        range(len(rates["steps"])), key=lambda index: abs(rates["steps"][index] - STEPS / 2)
    )
    assert rates["fractions"][middle] == pytest.approx(0.5, abs=0.01)
    files = {
        item.label: item.content().read().decode()
        for item in make_downloads(visit_of(app).state, visit_of(app).state.run, None)
    }
    assert f"CosineDecay(initial_learning_rate=0.001, decay_steps={STEPS}" in files["Python script"]


def test_longest_plan_is_shown(app: AppTest) -> None:
    link: dict[str, Any] = {"my_known": "total_steps", "my_total_steps": str(2**31 - 1)}
    open_explorer(
        app,
        **(LINK_WITH_TRAP | {"plan": "mine", "end_step": "2147483647", "frequency": "1"} | link),
    )
    assert not app.exception
    assert not app.error
    assert numbers_of_first_schedule(app)["Updates"] == "2,147,483,610"
