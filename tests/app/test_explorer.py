"""The explorer page: every parameter shows in chart, words and link; bad ones lose nothing."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pruning_core import PolynomialDecay, kept_weights
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.summary import percent

TRAP = {
    "schedule": "PolynomialDecay",
    "initial_sparsity": "0",
    "final_sparsity": "0.875",
    "power": "3",
    "begin_step": "38",
    "end_step": "192",
    "frequency": "100",
    "dataset": "digits",
    "num_examples": "1437",
    "batch_size": "6",
    "epochs": "1",
    "validation_split": "0.2",
    "seed": "0",
}


def opened(app: AppTest, **parameters: str) -> AppTest:
    """The explorer, opened by a link."""
    for name, text in parameters.items():
        app.query_params[name] = text
    return app.run()


def number(app: AppTest, name: str) -> Any:  # noqa: ANN401  (AppTest's own element)
    """The input of a parameter."""
    return next(found for found in app.number_input if found.label == name)


def metrics(app: AppTest) -> dict[str, str]:
    """The numbers below the chart."""
    return {metric.label: metric.value for metric in app.metric}


def link(app: AppTest) -> dict[str, str]:
    """The link that the page wrote."""
    return {
        name: text if isinstance(text, str) else text[-1] for name, text in app.query_params.items()
    }


def traces(app: AppTest) -> dict[str, Any]:
    """The curves of the chart by name."""
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    return {trace["name"]: trace for trace in figure["data"]}


def test_the_start_page_shows_a_schedule_that_reaches_its_target(app: AppTest) -> None:
    opened(app)
    assert not app.exception
    assert metrics(app)["Asked"] == metrics(app)["Reached"] == percent(0.875)
    assert set(traces(app)) == {"scheduled", "held by the masks", "update"}


def test_a_link_sets_everything_and_is_written_back_unchanged(app: AppTest) -> None:
    opened(app, **TRAP)
    assert link(app) == TRAP
    assert metrics(app) == {
        "First update": "38",
        "Last update": "138",
        "Updates": "2",
        "Asked": percent(0.875),
        "Reached": percent(0.8373),
    }
    assert any("3.8 points below the" in warning.value for warning in app.warning)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("initial_sparsity", 0.25),
        ("final_sparsity", 0.5),
        ("power", 1.0),
        ("begin_step", 44),
        ("end_step", 200),
        ("frequency", 7),
        ("num_examples", 1000),
        ("batch_size", 16),
        ("epochs", 5),
        ("validation_split", 0.5),
    ],
)
def test_changing_a_parameter_changes_the_chart_and_the_link(
    app: AppTest, name: str, value: float
) -> None:
    opened(app, **TRAP)
    before = app.get("plotly_chart")[0].proto.spec
    number(app, name).set_value(value).run()
    assert not app.exception
    assert app.get("plotly_chart")[0].proto.spec != before
    assert float(link(app)[name]) == value
    assert link(app) | {name: TRAP[name]} == TRAP


def test_a_constant_schedule_has_its_own_parameters(app: AppTest) -> None:
    opened(app, **TRAP)
    app.radio[0].set_value("ConstantSparsity").run()
    assert "power" not in link(app)
    number(app, "target_sparsity").set_value(0.5).run()
    assert metrics(app)["Reached"] == percent(0.5)
    app.checkbox[0].check().run()
    assert link(app)["end_step"] == "-1"
    assert number(app, "end_step").disabled
    assert metrics(app)["Last update"] == "138"
    app.checkbox[0].uncheck().run()
    assert int(link(app)["end_step"]) > 38
    app.checkbox[0].check().run()
    app.radio[0].set_value("PolynomialDecay").run()
    assert not app.error, "a decay that comes after an endless schedule is given an end"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("final_sparsity", 1.0, "final_sparsity must be at least 0 and below 1"),
        ("initial_sparsity", -0.1, "initial_sparsity must be"),
        ("power", -1.0, "power must be at least 0"),
        ("begin_step", -1, "begin_step must be at least 0"),
        ("begin_step", 192, "end_step must be greater than begin_step"),
        ("end_step", 0, "end_step"),
        ("frequency", 0, "frequency must be at least 1"),
        ("num_examples", 0, "num_examples must be at least 1"),
        ("num_examples", 1438, "at most 1437"),
        ("batch_size", 0, "batch_size must be at least 1"),
        ("epochs", -3, "epochs must be at least 1"),
        ("epochs", 10_000_000, "at most 1,000,000 steps"),
        ("validation_split", 1.0, "validation_split must be"),
    ],
)
def test_a_bad_value_is_said_and_the_last_valid_chart_stays(
    app: AppTest, name: str, value: float, said: str
) -> None:
    opened(app, **TRAP)
    before = app.get("plotly_chart")[0].proto.spec
    number(app, name).set_value(value).run()
    assert not app.exception
    assert any(said in error.value for error in app.error)
    assert app.get("plotly_chart")[0].proto.spec == before
    number(app, name).set_value(type(value)(TRAP[name])).run()
    assert not app.error
    assert link(app) == TRAP


@pytest.mark.parametrize("name", sorted(TRAP))
def test_a_bad_parameter_in_the_link_is_said_and_the_rest_is_kept(app: AppTest, name: str) -> None:
    opened(app, **TRAP | {name: "<b>soon</b>"})
    assert not app.exception
    said = [warning.value.replace("\\", "") for warning in app.warning]
    assert any(f"The link's {name} must be" in warning for warning in said)
    kept = {other: text for other, text in TRAP.items() if other != name}
    assert kept.items() <= link(app).items()


def test_the_kernel_table_says_what_a_training_keeps(app: AppTest) -> None:
    opened(app, **TRAP)
    trap = PolynomialDecay(initial_sparsity=0, final_sparsity=0.875, begin_step=38, end_step=192)
    kept = [f"{kept_weights(trap, 138, kernel.n_weights):,}" for kernel in ARTICLE_CONVNET]
    assert app.table[0].value["Kept"].tolist() == kept
    assert app.table[0].value["Sparsity"].tolist()[2] == "0.8373"


def test_what_a_link_says_is_shown_as_text(app: AppTest) -> None:
    opened(app, power="![](//127.0.0.1:9/x.png)")
    assert any(r"\!\[\]\(//127" in warning.value for warning in app.warning)


def test_a_link_warning_goes_when_its_parameter_is_corrected(app: AppTest) -> None:
    opened(app, **TRAP | {"power": "soon"})
    number(app, "power").set_value(2.0).run()
    assert not any("power" in warning.value for warning in app.warning)


def test_an_emptied_number_is_asked_for_and_changes_nothing(app: AppTest) -> None:
    opened(app, **TRAP)
    before = app.get("plotly_chart")[0].proto.spec
    number(app, "power").set_value(None).run()
    assert any("power needs a number" in error.value for error in app.error)
    assert app.get("plotly_chart")[0].proto.spec == before
    assert link(app) == TRAP


def test_an_unknown_parameter_in_the_link_is_said(app: AppTest) -> None:
    opened(app, freqency="10")
    assert any("'freqency'" in warning.value for warning in app.warning)


def test_the_schedule_goes_with_the_visitor_to_the_training_page(app: AppTest) -> None:
    opened(app, **TRAP)
    app.switch_page("training.py").run()
    assert not app.exception
    assert any("from step 38 to 192" in text.value for text in app.markdown)
    assert link(app) == TRAP
