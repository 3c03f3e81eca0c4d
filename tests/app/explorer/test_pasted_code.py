"""The explorer asks for the numbers that are missing from a pasted text. The text and the numbers are never lost."""

from streamlit.testing.v1 import AppTest

from pages.components.explorer.paste_panel import PASTE_KEY
from tests.app.explorer.explorer_page import (
    LINK_WITH_TRAP,
    editor_data,
    link_parameters,
    number_input,
    open_explorer,
)

CALL = "PolynomialDecay(0.0, 0.8, 0, steps_per_epoch * 4)"
TWO = f"first = ConstantSparsity(0.5, 7)\nsecond = {CALL}"


def paste(app: AppTest, text: str) -> AppTest:
    """Paste a text, and press the button below it."""
    app.text_area[0].set_value(text)
    return press_add(app)


def press_add(app: AppTest) -> AppTest:
    """Press the button below the text."""
    return next(item for item in app.button if item.label == "Add this schedule").click().run()


def open_paste_panel(app: AppTest, **link: str) -> AppTest:
    """Open the explorer with the section for pasted text."""
    open_explorer(app, **LINK_WITH_TRAP | link)
    app.session_state[PASTE_KEY] = True
    return app.run()


def schedules(app: AppTest) -> list[dict[str, object]]:
    """The schedules in the editor, without their names."""
    return [
        {"class_name": item["class_name"], **item["config"]}
        for item in editor_data(app)["schedules"]
    ]


def questions(app: AppTest) -> list[str]:
    """The missing numbers for which the section asks."""
    return [
        item.value.replace("\\", "").replace("\u2060", "")
        for item in app.info
        if item.icon == ":material/help:"
    ]


def test_missing_number_has_an_input_and_the_number_is_stored(app: AppTest) -> None:
    paste(open_paste_panel(app), CALL)
    assert not app.error
    assert questions(app) == ["`steps_per_epoch` is not in what you pasted: how much is it?"]
    assert app.text_area[0].value == CALL
    assert link_parameters(app) == LINK_WITH_TRAP
    question = number_input(app, "steps_per_epoch")
    assert question.placeholder == "192 in the training below"
    question.set_value(188)
    press_add(app)
    assert schedules(app)[1]["end_step"] == 188 * 4
    assert (app.text_area[0].value, questions(app)) == ("", [])
    paste(app, f"{CALL} # again")
    assert number_input(app, "steps_per_epoch").value == 188


def test_training_without_epochs_proposes_no_steps_per_epoch(app: AppTest) -> None:
    plan = {"plan": "mine", "my_known": "total_steps", "my_total_steps": "1000"}
    paste(open_paste_panel(app, **plan), CALL)
    assert number_input(app, "steps_per_epoch").placeholder == ""
    paste(app, "ConstantSparsity(0.5, 0, total_steps)")
    assert number_input(app, "total_steps").placeholder == "1000 in the training below"


def test_invalid_answer_keeps_the_text_and_the_input(app: AppTest) -> None:
    paste(open_paste_panel(app), CALL)
    number_input(app, "steps_per_epoch").set_value(0.3)
    press_add(app)
    assert "is 1.2, a float" in app.error[0].value.replace("\\", "")
    assert app.text_area[0].value == CALL
    assert number_input(app, "steps_per_epoch").value == 0.3
    app.session_state[PASTE_KEY] = False
    app.run()
    app.session_state[PASTE_KEY] = True
    app.run()
    assert app.text_area[0].value == CALL
    assert number_input(app, "steps_per_epoch").value == 0.3


def test_several_schedules_are_a_choice_and_numbers_are_asked_for_only_after_it(
    app: AppTest,
) -> None:
    paste(open_paste_panel(app), TWO)
    assert not app.error
    choice = app.radio[0]
    assert [option.partition(",")[0] for option in choice.options] == ["line 1", "line 2"]
    assert questions(app) == ["Choose one of the schedules, and then add it."]
    assert len(schedules(app)) == 1
    choice.set_value(1).run()
    assert questions(app)[0].startswith("`steps_per_epoch`")
    app.radio[0].set_value(0).run()
    assert questions(app) == []
    press_add(app)
    assert schedules(app)[1]["target_sparsity"] == 0.5
    assert editor_data(app)["schedules"][1]["name"] == "line 1, ConstantSparsity"


def test_code_of_another_library_is_added_with_a_note(app: AppTest) -> None:
    paste(open_paste_panel(app), "AGPPruner(LevelPruner(m, [{'sparse_ratio': 0.8}]), 10, 5)")
    assert schedules(app)[1]["end_step"] == 50
    assert "NNI counts steps" in app.success[0].value
