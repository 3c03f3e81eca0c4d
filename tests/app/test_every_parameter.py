"""Every row of the core's table of parameters has an input on a page, and its value is in the link."""

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput, Radio, Selectbox

from pages.components.session.visit import Visit
from pruning_core.parameter import Parameter
from pruning_core.runs.parameters import PARAMETERS, values_of
from tests.app.training_page import newest, opened, press
from tests.parameters import other_value

PAGES = ("explorer.py", "training.py")
LINK = {"dataset": "digits", "num_examples": "500", "batch_size": "32", "epochs": "1"}


def input_of(app: AppTest, parameter: Parameter) -> NumberInput | Selectbox[str] | Radio[str]:
    """The one input on the two pages that edits a parameter."""
    for page in PAGES:
        app.switch_page(page).run()
        for element in (*app.number_input, *app.selectbox, *app.radio):
            if element.label == parameter.label:
                return element
    raise LookupError(f"no page has an input for {parameter.name}")


@pytest.mark.parametrize(
    "parameter", [pytest.param(row, id=name) for name, row in PARAMETERS.items()]
)
def test_every_parameter_is_set_by_its_input(app: AppTest, parameter: Parameter) -> None:
    link = dict(LINK)
    if parameter.argument_of:
        link["optimizer"] = parameter.argument_of[-1]
    opened(app, **link)
    field = input_of(app, parameter)
    assert field.help
    visit: Visit = app.session_state[Visit.__name__]
    value = other_value(parameter, visit.state.training[parameter.name])
    field.set_value(value).run()
    assert not app.exception
    assert visit.state.training[parameter.name] == value
    assert parameter.name in app.query_params


def test_new_run_has_the_values_of_the_inputs(app: AppTest) -> None:
    opened(app, **LINK, validation_split="0.25", seed="7", optimizer="sgd", momentum="0.5")
    visit: Visit = app.session_state[Visit.__name__]
    press(app, "Train")
    assert values_of(newest().config) == visit.state.training
