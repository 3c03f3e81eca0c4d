"""A schedule that is pasted into the explorer is added, or refused with a message."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.explorer.paste_panel import PASTE_KEY
from tests.app.explorer.explorer_page import (
    LINK_WITH_TRAP,
    PASTED,
    editor_data,
    link_parameters,
    open_explorer,
)


def test_a_pasted_schedule_is_added(app: AppTest) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    app.session_state[PASTE_KEY] = True
    app.run()
    app.text_area[0].set_value(PASTED)
    paste(app)
    assert not app.error
    assert editor_data(app)["schedules"][1]["class_name"] == "ConstantSparsity"
    assert link_parameters(app)["begin_step.2"] == "7"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("half", "not JSON"),
        ("[" * 100_000, "at most 64 KB"),
        ("[" * 60_000, "nested too deeply"),
        ('{"class_name": "Evil", "config": {}}', "class_name must be one of"),
        (PASTED.replace("0.5", "NaN"), "target_sparsity must be a finite number"),
        (PASTED.replace("0.5", "Infinity"), "target_sparsity must be a finite number"),
        (PASTED.replace(": 7", ": " + "9" * 400), "begin_step must be at most"),
        (PASTED.replace(": 7", ": " + "9" * 5000), "a number that is too long"),
    ],
)
def test_pasted_text_that_is_no_schedule_shows_an_error(
    app: AppTest, text: str, message: str
) -> None:
    open_explorer(app, **LINK_WITH_TRAP)
    app.session_state[PASTE_KEY] = True
    app.run()
    app.text_area[0].set_value(text)
    paste(app)
    assert not app.exception
    assert any(message in error.value.replace("\\", "") for error in app.error)
    assert link_parameters(app) == LINK_WITH_TRAP


def paste(app: AppTest) -> None:
    """Press the button below the text."""
    next(button for button in app.button if button.label == "Add this schedule").click().run()
