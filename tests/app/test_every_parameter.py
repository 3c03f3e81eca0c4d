"""Every parameter in the core's table has an input on a page, and its value is in the link."""

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput, Radio, Selectbox, TextInput

from pages.components.session.visit import Visit
from pruning_core.parameter import Parameter
from pruning_core.runs.parameters import PARAMETERS, values_of
from tests.app.runs.run_pages import newest_run, open_train_page, press_button
from tests.parameters import choices_with_effect, other_value

PAGES = ("explorer.py", "train.py")
LINK = {"dataset": "digits", "num_examples": "500", "batch_size": "32", "epochs": "1"}


def input_of(
    app: AppTest, parameter: Parameter
) -> NumberInput | Selectbox[str] | Radio[str] | TextInput:
    """The input that edits a parameter, on one of the two pages."""
    for page in PAGES:
        app.switch_page(page).run()
        for element in (*app.number_input, *app.selectbox, *app.radio, *app.text_input):
            if element.label == parameter.label:
                return element
    raise LookupError(f"no page has an input for {parameter.name}")


@pytest.mark.parametrize(
    "parameter", [pytest.param(row, id=name) for name, row in PARAMETERS.items()]
)
def test_every_parameter_is_set_by_its_input(app: AppTest, parameter: Parameter) -> None:
    open_train_page(app, **LINK, **choices_with_effect(parameter))
    input_element = input_of(app, parameter)
    assert input_element.help
    visit: Visit = app.session_state[Visit.__name__]
    value = other_value(parameter, visit.state.training[parameter.name])
    input_element.set_value(value).run()
    assert not app.exception
    assert visit.state.training[parameter.name] == value
    assert parameter.name in app.query_params


def test_new_run_has_the_values_of_the_inputs(app: AppTest) -> None:
    open_train_page(app, **LINK, validation_split="0.25", seed="7", optimizer="sgd", momentum="0.5")
    visit: Visit = app.session_state[Visit.__name__]
    press_button(app, "Train")
    assert values_of(newest_run().config) == visit.state.training
