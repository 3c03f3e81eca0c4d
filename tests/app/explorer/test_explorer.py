"""The explorer page: links, plan, findings and exports. Invalid input shows an error and keeps all other input."""

import ast
import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.explorer.export_panel import make_downloads
from pages.components.session.lab_state import defaults
from pruning_core import PolynomialDecay, kept_weights
from pruning_core.diagnosis import Code
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.summary import percent
from pruning_core.runs.config import RunConfig
from pruning_core.schedules.presets import PRESETS
from tests.app.explorer.explorer_page import (
    LINK_WITH_TRAP,
    PASTED,
    comparison_table,
    editor_data,
    link_parameters,
    number_input,
    numbers_of_first_schedule,
    open_explorer,
    row_of_layer,
)


def test_start_page_shows_a_schedule_that_reaches_its_target(app: AppTest) -> None:
    open_explorer(app)
    assert not app.exception
    assert (
        numbers_of_first_schedule(app)["Scheduled sparsity at the end"]
        == numbers_of_first_schedule(app)["Applied sparsity at the end"]
        == percent(0.875)
    )
    assert editor_data(app)["findings"] == []


def test_link_sets_every_parameter_and_is_written_back_unchanged(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    assert link_parameters(app) == LINK_WITH_TRAP
    assert numbers_of_first_schedule(app)["Updates"] == "2"
    assert numbers_of_first_schedule(app)["Applied sparsity at the end"] == percent(0.8373)
    missed = editor_data(app)["findings"][0]
    assert missed["severity"] == "warning"
    assert "because nothing changes after step 138" in missed["message"]
    assert missed["why"].startswith("lesson?schedule=PolynomialDecay&")
    assert missed["why"].endswith("#target_missed")
    assert missed["fix"]["class_name"] == "PolynomialDecay"


def test_link_can_contain_six_named_schedules(app: AppTest) -> None:
    second = {
        "schedule.2": "KeyframeSchedule",
        "keyframes.2": "0_0_smooth~100_0.5_linear",
        "begin_step.2": "1",
        "end_step.2": "-1",
        "frequency.2": "9",
        "name.2": "<img src=x onerror=alert(1)>",
        "selected": "2",
    }
    others = {f"schedule.{number_in_link}": "PolynomialDecay" for number_in_link in range(3, 7)}
    open_explorer(app, **LINK_WITH_TRAP, **second, **others)
    assert not app.exception
    assert not app.warning
    assert (LINK_WITH_TRAP | second).items() <= link_parameters(app).items()
    assert len(editor_data(app)["schedules"]) == 6
    assert editor_data(app)["selected"] == 1
    assert len(comparison_table(app)[0]) == 7
    assert comparison_table(app)[0][2].startswith(r" 2 · \<img")


@pytest.mark.parametrize(
    ("name", "value"),
    [("num_examples", 1000), ("batch_size", 16), ("epochs", 5), ("validation_split", 0.5)],
)
def test_changing_the_plan_changes_the_chart_and_the_link(
    app: AppTest, name: str, value: float
) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    before = editor_data(app)["total_steps"]
    number_input(app, name).set_value(value).run()
    assert not app.exception
    assert editor_data(app)["total_steps"] != before
    assert float(link_parameters(app)[name]) == value
    assert link_parameters(app) | {name: LINK_WITH_TRAP[name]} == LINK_WITH_TRAP


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("num_examples", 0, "num_examples must be at least 1"),
        ("num_examples", 1438, "at most 1437"),
        ("batch_size", 0, "batch_size must be at least 1"),
        ("epochs", -3, "epochs must be at least 1"),
        ("epochs", 10_000_000, "at most 1,000,000 steps"),
        ("validation_split", 1.0, "validation_split must be"),
    ],
)
def test_invalid_value_shows_an_error_and_the_last_valid_plan_stays(
    app: AppTest, name: str, value: float, message: str
) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    before = editor_data(app)["total_steps"]
    number_input(app, name).set_value(value).run()
    assert not app.exception
    assert any(message in error.value for error in app.error)
    assert editor_data(app)["total_steps"] == before
    number_input(app, name).set_value(type(value)(LINK_WITH_TRAP[name])).run()
    assert not app.error
    assert link_parameters(app) == LINK_WITH_TRAP


@pytest.mark.parametrize("name", sorted(LINK_WITH_TRAP))
def test_invalid_parameter_in_the_link_shows_a_warning_and_the_others_are_kept(
    app: AppTest, name: str
) -> None:
    open_explorer(app, **LINK_WITH_TRAP | {name: "<b>soon</b>"})
    assert not app.exception
    warnings = [warning.value.replace("\\", "") for warning in app.warning]
    assert any(f"The link's {name} must be" in warning for warning in warnings)
    kept = {other: text for other, text in LINK_WITH_TRAP.items() if other != name}
    assert kept.items() <= link_parameters(app).items()


def test_table_shows_the_kept_weights_of_each_layer(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    trap = PolynomialDecay(initial_sparsity=0, final_sparsity=0.875, begin_step=38, end_step=192)
    for kernel in ARTICLE_CONVNET:
        kept = kept_weights(trap, 138, kernel.n_weights)
        assert numbers_of_first_schedule(app)[row_of_layer(kernel)] == f"{kept:,}"


def test_text_from_a_link_is_shown_as_plain_text(app: AppTest) -> None:
    open_explorer(app, power="![](//127.0.0.1:9/x.png)")
    assert any(r"\!\[\]\(//127" in warning.value for warning in app.warning)


def test_warning_about_the_link_disappears_after_a_change(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP | {"power": "soon"})
    number_input(app, "epochs").set_value(2).run()
    assert not any("power" in warning.value for warning in app.warning)


def test_another_data_set_sets_the_short_training_for_that_data_set(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    app.radio[0].set_value("mnist").run()
    assert link_parameters(app) | {"dataset": "mnist", "epochs": "2"} == link_parameters(app)
    assert number_input(app, "num_examples").value == 60_000
    app.radio[0].set_value("digits").run()
    assert number_input(app, "num_examples").value == 1_437


def test_unknown_parameter_in_the_link_shows_a_warning(app: AppTest) -> None:
    open_explorer(app, freqency="10")
    assert any("'freqency'" in warning.value for warning in app.warning)


def test_train_page_shows_the_schedule_of_the_explorer(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    app.switch_page("train.py").run()
    assert not app.exception
    assert any("from step 38 to 192" in text.value for text in app.markdown)
    assert link_parameters(app) == LINK_WITH_TRAP


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_preset_is_added_as_a_schedule_and_selected(app: AppTest, name: str) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    before = editor_data(app)["edition"]
    app.selectbox(key="preset").set_value(name).run()
    assert not app.exception
    data = editor_data(app)
    assert data["edition"] == before + 1
    assert data["selected"] == 1
    assert data["schedules"][1]["config"] == PRESETS[name].schedule(192).get_config()["config"]
    assert link_parameters(app)["selected"] == "2"


@pytest.mark.parametrize("name", ["one_shot", "linear", "cosine", "exponential", "cyclic"])
def test_shape_gets_the_steps_and_the_target_of_the_selected_schedule(
    app: AppTest, name: str
) -> None:
    open_explorer(app, **LINK_WITH_TRAP | {"frequency": "11"})
    app.selectbox(key="shape").set_value(name).run()
    assert not app.exception
    config = editor_data(app)["schedules"][1]["config"]
    assert config["begin_step"] == 38
    assert config["keyframes"][-1][1] == 0.875


def test_shape_that_needs_more_steps_shows_an_error(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    app.selectbox(key="shape").set_value("cyclic").run()
    assert not app.exception
    assert any("cycles" in error.value for error in app.error)
    assert link_parameters(app) == LINK_WITH_TRAP


def test_seventh_schedule_shows_an_error_and_replaces_none(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    for name in [*list(PRESETS)[:5], "trap"]:
        app.selectbox(key="preset").set_value(name).run()
    names = [item["name"] for item in editor_data(app)["schedules"]]
    assert len(names) == 6
    assert not names[-1].startswith("The trap")
    assert any("there are 6 schedules already" in error.value for error in app.error)


def test_translation_is_shown_as_code_and_drawn_over_the_chart(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    assert editor_data(app)["overlay"] is None
    app.pills[0].set_value("sparseml").run()
    assert not app.exception
    assert editor_data(app)["overlay"]["steps"] == [38, 138, 192]
    assert any("GMPruningModifier" in code.value for code in app.code)


FORGED: list[Any] = [
    None,
    "half",
    {},
    {"edition": 0},
    {"edition": 1, "schedules": "A"},
    {"edition": 1, "schedules": []},
    {"edition": 1, "schedules": [None]},
    {"edition": 1, "schedules": [{"class_name": []}]},
    {"edition": 1, "schedules": [{"class_name": "ConstantSparsity", "config": {}}] * 7},
    {"edition": 1, "schedules": [json.loads(PASTED) | {"name": 5}], "selected": "x"},
]


@pytest.mark.parametrize("settled", FORGED)
def test_forged_message_from_the_browser_changes_nothing(settled: object) -> None:
    def script(settled: object) -> None:
        from pages.components.schedule_editor import (  # noqa: PLC0415
            receive,
            schedule_editor,
            value_of,
        )
        from pages.components.session.visit import current_visit  # noqa: PLC0415

        receive(settled, key="editor", on_change=current_visit().edit_schedules)
        state = current_visit().state
        value = value_of(state, state.plan)
        schedule_editor(key="editor", value=value, on_change=current_visit().edit_schedules)

    app = AppTest.from_function(script, args=(settled,)).run()  # shows the first edition
    assert editor_data(app)["edition"] == 1
    app.run()
    assert not app.exception
    assert len(editor_data(app)["schedules"]) == 1


def test_lesson_has_a_section_for_every_finding(app: AppTest) -> None:
    open_explorer(app)
    app.switch_page("lesson.py").run()
    assert not app.exception
    assert {header.anchor for header in app.header} == set(Code)


def test_downloads_contain_the_schedule_of_the_page(app: AppTest) -> None:
    state = defaults("digits")
    training = RunConfig(schedule=None, plan=state.plan, dataset="digits")
    made = {
        item.label: item.content().read().decode() for item in make_downloads(state, training, None)
    }
    assert len(made["Offline page"].encode()) < 200_000
    assert '"final_sparsity":0.875' in made["Offline page"].replace(" ", "")
    ast.parse(made["Python script"])
    assert json.loads(made["get_config() as JSON"]) == state.schedule.get_config()
    assert json.loads(made["Notebook"])["nbformat"] == 4
    assert made["Curve as CSV"].count("\n") > state.plan.total_steps
