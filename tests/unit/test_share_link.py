"""The share link: what it writes it reads, and whatever it reads it survives."""

from hypothesis import given
from hypothesis import strategies as st

from pages.components.share_link import (
    CONTROLS,
    Values,
    defaults,
    plan_of,
    read_link,
    schedule_of,
    write_link,
)
from pruning_core import Schedule, TrainingPlan
from pruning_core.errors import FieldError
from tests.strategies import constant_schedules, polynomial_schedules

NAMES = [control.name for control in CONTROLS]
PLAN = TrainingPlan(num_examples=1000, batch_size=10, epochs=3, validation_split=0.1)


def values_of(schedule: Schedule, plan: TrainingPlan) -> Values:
    """The controls that describe a schedule and a plan."""
    config = schedule.get_config()
    return {
        "schedule": config["class_name"],
        **config["config"],
        **{
            name: getattr(plan, name)
            for name in ("num_examples", "batch_size", "epochs", "validation_split")
        },
    }


@given(schedule=constant_schedules() | polynomial_schedules())
def test_a_schedule_that_is_written_to_a_link_is_read_from_it(schedule: Schedule) -> None:
    values = defaults("mnist") | values_of(schedule, PLAN)
    read, problems = read_link(write_link(values), defaults("digits"))
    assert problems == []
    assert schedule_of(read) == schedule
    assert plan_of(read) == PLAN


@given(parameters=st.dictionaries(st.sampled_from(NAMES) | st.text(), st.text()))
def test_any_link_is_read_and_what_is_wrong_with_it_is_said(parameters: dict[str, str]) -> None:
    values, problems = read_link(parameters, defaults("mnist"))
    assert set(values) == set(NAMES)
    for name in set(parameters) - set(NAMES):
        assert any(repr(name)[:20] in problem for problem in problems)
    try:
        schedule_of(values), plan_of(values)
    except FieldError as error:
        assert error.field in str(error)


@given(
    name=st.sampled_from(NAMES),
    text=st.sampled_from(["", " ", " 1", "1_0", "nan", "inf", "-inf", "1e999"]),
)
def test_a_value_that_is_no_value_leaves_the_rest_alone(name: str, text: str) -> None:
    base = defaults("mnist")
    values, problems = read_link({name: text, "seed" if name != "seed" else "power": "7"}, base)
    assert values[name] == base[name]
    assert len(problems) == 1
    assert name in problems[0]
    assert values["seed" if name != "seed" else "power"] == 7


def test_the_defaults_of_every_data_set_make_a_valid_run() -> None:
    for dataset in ("mnist", "digits"):
        values = defaults(dataset)
        assert schedule_of(values).end_step <= plan_of(values).total_steps
