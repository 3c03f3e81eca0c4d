"""The table of parameters: links, commands, scripts and reports use every row."""

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.session.lab_state import defaults, state_of
from pages.components.session.link_values import readers_of
from pages.components.session.share_link import read_link, write_link
from pruning_core import TrainingPlan
from pruning_core.__main__ import parser
from pruning_core.commands.train import run_config
from pruning_core.errors import FieldError
from pruning_core.exports import run_notebook, run_script
from pruning_core.exports.code.command import train_command
from pruning_core.exports.report.words import settings_table
from pruning_core.parameter import (
    NOT_IN_THE_TABLE,
    Choice,
    Parameter,
    Reuse,
    Whole,
    has_effect,
    parameters_of,
    row,
)
from pruning_core.runs.config import RunConfig, run_config_from_json
from pruning_core.runs.parameters import PARAMETERS, run_of, value_for_people, values_of
from tests.examples import DECAY
from tests.parameters import choices_with_effect, other_value, valid_values

PLAN = TrainingPlan(num_examples=500, batch_size=32, epochs=3, validation_split=0.2)
BASE = RunConfig(schedule=DECAY, plan=PLAN, dataset="digits")
ROWS = [pytest.param(parameter, id=parameter.name) for parameter in PARAMETERS.values()]


def config_with_other_value(parameter: Parameter) -> RunConfig:
    """A run with another value of one parameter, and with the choices with which it has an effect."""
    values = values_of(BASE) | choices_with_effect(parameter)
    values[parameter.name] = other_value(parameter, values[parameter.name])
    return run_of(values, schedule=DECAY, layers=())


@pytest.mark.parametrize("parameter", ROWS)
def test_config_text_has_every_parameter(parameter: Parameter) -> None:
    config = config_with_other_value(parameter)
    assert run_config_from_json(config.to_json()) == config
    parts = json.loads(config.to_json())
    assert (parts["plan"] | parts)[parameter.name] == values_of(config)[parameter.name]


@pytest.mark.parametrize("parameter", ROWS)
def test_config_text_omits_a_default_unless_the_first_version_wrote_it(
    parameter: Parameter,
) -> None:
    parts = json.loads(BASE.to_json())
    assert (parameter.name in parts["plan"] | parts) == parameter.always_written


@pytest.mark.parametrize("parameter", ROWS)
def test_link_has_every_parameter(parameter: Parameter) -> None:
    state = state_of(config_with_other_value(parameter), defaults("mnist"))
    link = write_link(state)
    assert parameter.name in link
    state_read, problems = read_link(link, defaults("mnist"))
    assert problems == []
    assert state_read == state


def test_link_does_not_set_a_parameter_whose_row_forbids_it() -> None:
    seed = replace(PARAMETERS["seed"], link_may_set=False)
    assert set(readers_of({"seed": seed, "epochs": PARAMETERS["epochs"]})) == {"epochs"}


@pytest.mark.parametrize("parameter", ROWS)
def test_command_sets_every_parameter(parameter: Parameter) -> None:
    config = config_with_other_value(parameter)
    arguments = shlex.split(train_command(config))[3:]
    assert arguments[arguments.index(parameter.flag) + 1] == str(values_of(config)[parameter.name])
    assert run_config(parser().parse_args(arguments)) == config


@pytest.mark.parametrize("parameter", ROWS)
@pytest.mark.parametrize("export", [run_script, run_notebook])
def test_script_and_notebook_train_with_every_parameter(
    parameter: Parameter, export: Callable[[RunConfig], str]
) -> None:
    config = config_with_other_value(parameter)
    values = values_of(config)
    values[parameter.name] = values_of(BASE)[parameter.name]
    config_without_change = run_of(values, schedule=DECAY, layers=())
    assert code_of(export(config)) != code_of(export(config_without_change))


def code_of(text: str) -> str:
    """The statements of a script or notebook, without its docstrings."""
    if text.startswith("{"):
        cells = json.loads(text)["cells"]
        return "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return re.sub(r'^"""$.*?^"""$', "", text.split('"""', 2)[2], flags=re.MULTILINE)


@pytest.mark.parametrize("parameter", ROWS)
def test_report_shows_every_parameter(parameter: Parameter) -> None:
    config = config_with_other_value(parameter)
    report_text = re.sub("<[^>]+>", "\n", settings_table(config))
    value = values_of(config)[parameter.name]
    texts = {
        "validation_split": f"{config.plan.validation_examples:,} of them for validation",
        "seed": str(value),
    }
    assert texts.get(parameter.name, value_for_people(parameter, value)) in report_text
    assert parameter.title.lower() in report_text.lower() or parameter.name == "validation_split"


@given(data=st.data())
def test_values_of_a_run_make_the_same_run(data: st.DataObject) -> None:
    names = {name for name in PARAMETERS if PARAMETERS[name] not in parameters_of(TrainingPlan)}
    values = values_of(BASE) | {name: data.draw(valid_values(name)) for name in names}
    run = run_of(values, schedule=DECAY, layers=())
    assert run_of(values_of(run), schedule=DECAY, layers=()) == run
    for name in names:
        if has_effect(PARAMETERS[name], values):
            assert values_of(run)[name] == values[name]


@pytest.mark.parametrize("parameter", ROWS)
def test_row_explains_its_parameter(parameter: Parameter) -> None:
    assert parameter.help.endswith(".")
    assert parameter.title
    assert not isinstance(parameter.values, Choice) or parameter.values.options


def test_row_needs_a_value_of_reuse() -> None:
    with pytest.raises(TypeError, match="reuse"):
        Parameter(values=Whole(least=0), title="Depth", help="How deep.")  # type: ignore[call-arg]


def test_field_without_a_row_is_an_error() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Forgotten:
        depth: int = 1

    with pytest.raises(TypeError, match=r"Forgotten\.depth needs a row"):
        parameters_of(Forgotten)


def test_only_schedules_and_plan_have_no_row() -> None:
    def without_row(owner: type) -> set[str]:
        return {field.name for field in fields(owner) if field.metadata == NOT_IN_THE_TABLE}

    assert without_row(RunConfig) == {"schedule", "plan", "layers"}
    assert without_row(TrainingPlan) == set()


def test_new_row_gets_its_names_from_its_field() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Toy:
        tree_depth: int = field(
            default=3,
            metadata=row(
                values=Whole(least=1), title="Depth", help="How deep.", reuse=Reuse.SET_ANEW
            ),
        )

    (parameter,) = parameters_of(Toy)
    assert (parameter.name, parameter.label, parameter.flag) == (
        "tree_depth",
        "tree_depth",
        "--tree-depth",
    )
    assert (parameter.default, parameter.initial) == (3, 3)
    assert parameter.check(4, error=FieldError) == 4
    with pytest.raises(FieldError, match="tree_depth must be at least 1, got 0"):
        parameter.check(0, error=FieldError)
