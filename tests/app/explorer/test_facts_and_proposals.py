"""The explorer: early stopping, zeros before the training, masks that may keep all weights, and proposals."""

import pytest
from streamlit.testing.v1 import AppTest

from pruning_core import PolynomialDecay, TrainingPlan, diagnose
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.summary import percent
from tests.app.explorer.explorer_page import (
    LINK_WITH_TRAP,
    editor_data,
    link_parameters,
    number_input,
    numbers_of_first_schedule,
    open_explorer,
)

STOP, ZEROS = "The training may stop from step", "Zeros before the training"
GOOD = LINK_WITH_TRAP | {"begin_step": "38", "end_step": "138", "frequency": "10"}
FALL = GOOD | {"initial_sparsity": "0.8", "final_sparsity": "0.1"}


def codes(app: AppTest) -> list[str]:
    """The codes of the findings that the editor shows."""
    return [finding["why"].rpartition("#")[2] for finding in editor_data(app)["findings"]]


@pytest.mark.parametrize(
    ("label", "value", "code", "parameter"),
    [
        (STOP, 60, "stops_early", ("earliest_stop", "60")),
        (ZEROS, 0.5, "zeros_before_training", ("zeros", "0.5")),
    ],
)
def test_a_fact_about_the_training_makes_a_finding_and_stays_in_the_link(
    app: AppTest, label: str, value: float, code: str, parameter: tuple[str, str]
) -> None:
    open_explorer(app, **GOOD)
    assert codes(app) == []
    number_input(app, label).set_value(value).run()
    assert not app.exception
    assert codes(app) == [code]
    name, text = parameter
    assert link_parameters(app) == GOOD | {name: text}
    number_input(app, label).set_value(type(value)(0)).run()
    assert codes(app) == []
    assert link_parameters(app) == GOOD


def test_a_link_sets_the_facts_and_their_inputs(app: AppTest) -> None:
    open_explorer(app, **GOOD, earliest_stop="60", zeros="0.5")
    assert number_input(app, STOP).value == 60
    assert number_input(app, ZEROS).value == 0.5
    assert editor_data(app)["zeros"] == 0.5
    assert editor_data(app)["earliest_stop"] == 60
    checked = {check["topic"] for check in editor_data(app)["scope"]["checked"]}
    assert {"early stopping", "an earlier pruning"} <= checked


@pytest.mark.parametrize(("name", "text"), [("earliest_stop", "0"), ("zeros", "1"), ("zeros", "x")])
def test_an_impossible_fact_in_a_link_is_reported_and_left_out(
    app: AppTest, name: str, text: str
) -> None:
    open_explorer(app, **GOOD, **{name: text})
    assert not app.exception
    assert any(name in warning.value.replace("\\", "") for warning in app.warning)
    assert link_parameters(app) == GOOD


def test_the_learning_rate_is_drawn_and_checked(app: AppTest) -> None:
    late = GOOD | {"end_step": "188", "power": "1", "final_sparsity": "0.5"}
    open_explorer(app, **late, learning_rate_schedule="cosine")
    rates = editor_data(app)["rates"]
    assert rates["fractions"][0] > 0.99
    assert rates["fractions"][-1] < 0.01
    assert "learning_rate_low" in codes(app)
    open_explorer(app, **late, learning_rate_schedule="constant")
    assert editor_data(app)["rates"] is None


def test_table_marks_the_layers_that_may_keep_all_weights(app: AppTest) -> None:
    open_explorer(app, **FALL)
    numbers = numbers_of_first_schedule(app)
    assert numbers["conv2d (3×3×1×32) keeps, of 288"] == "259, or all"
    assert (
        numbers["Applied sparsity at the end"].replace("\N{NO-BREAK SPACE}", " ") == "10 % or 0 %"
    )
    (total,) = [text for row, text in numbers.items() if "ConvNet: kept weights" in row]
    assert total.endswith(", or more")
    assert numbers["Mean over the training"].startswith("at most ")
    assert numbers["If the training stops after 2/3"].endswith(" or 0\N{NO-BREAK SPACE}%")


def test_the_table_has_the_sparsity_of_a_training_that_stops_early_and_the_idle_updates(
    app: AppTest,
) -> None:
    open_explorer(app, **GOOD)
    numbers = numbers_of_first_schedule(app)
    assert (
        numbers["Updates that keep as many weights as before"] == "1"
    )  # the first one: it asks for 0 %
    schedule = PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.875, begin_step=38, end_step=138, frequency=10
    )
    held = float(schedule.sparsity([58])[0])
    assert numbers["If the training stops after 1/3"] == percent(held)


def test_a_proposal_is_added_with_the_reason_for_each_number(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    button = next(item for item in app.button if item.label.startswith("Propose a schedule"))
    button.click().run()
    assert not app.exception
    data = editor_data(app)
    assert data["selected"] == 1
    assert data["schedules"][1]["name"] == "Proposed"
    assert {finding["schedule"] for finding in data["findings"]} == {0}
    config = data["schedules"][1]["config"]
    plan = TrainingPlan(num_examples=1437, batch_size=6, epochs=1, validation_split=0.2)
    assert diagnose(PolynomialDecay(**config), plan.total_steps, ARTICLE_CONVNET, plan=plan) == ()
    reasons = next(item.value for item in app.markdown if item.value.startswith("- `initial"))
    assert all(f"`{name}`" in reasons for name in config)


def test_impossible_proposal_shows_an_error_and_changes_nothing(app: AppTest) -> None:
    open_explorer(app, **GOOD, zeros="0.95")
    button = next(item for item in app.button if item.label.startswith("Propose a schedule"))
    button.click().run()
    assert not app.exception
    assert any("raise the target" in error.value for error in app.error)
    assert len(editor_data(app)["schedules"]) == 1
