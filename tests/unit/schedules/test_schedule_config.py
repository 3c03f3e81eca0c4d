"""Reading a schedule from any text or JSON value gives a schedule or a ScheduleError."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from pruning_core import ConstantSparsity, Schedule, schedule_from_config, schedule_from_json
from pruning_core.errors import ScheduleError
from pruning_core.schedules.config import MAX_JSON_CHARACTERS, SCHEDULE_CLASSES
from tests.strategies import schedules

NAMES = (
    "initial_sparsity",
    "final_sparsity",
    "target_sparsity",
    "begin_step",
    "end_step",
    "power",
    "frequency",
    "keyframes",
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from((2**53, 2**53 + 1, -1, 0, 0.5)),
    st.sampled_from((10, -10)).map(lambda base: base**5000),
)
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner))
)
almost_valid_configs = st.fixed_dictionaries(
    {},
    optional={
        "class_name": st.one_of(st.sampled_from(tuple(SCHEDULE_CLASSES)), values),
        "config": st.one_of(
            st.dictionaries(st.one_of(st.sampled_from(NAMES), scalars), values),
            st.fixed_dictionaries(dict.fromkeys(NAMES, scalars)),
            values,
        ),
        "more": values,
    },
)


def assert_schedule_or_error(read: Callable[[Any], Schedule], source: object) -> None:
    try:
        schedule = read(source)
    except ScheduleError as error:
        assert error.field
        assert str(error)
        str(error).encode()
    else:
        assert schedule_from_config(schedule.get_config()) == schedule


@given(st.one_of(values, almost_valid_configs, st.dictionaries(scalars, values)))
def test_any_value_gives_a_schedule_or_a_schedule_error(value: object) -> None:
    assert_schedule_or_error(schedule_from_config, value)


almost_valid_points = st.one_of(
    st.tuples(
        st.one_of(st.integers(-1, 9), scalars),
        st.one_of(st.floats(-0.1, 1.1), scalars),
        st.one_of(st.sampled_from(("linear", "smooth", "hold", "LINEAR", "")), values),
    ).map(list),
    st.lists(st.integers(0, 9), max_size=4),
    values,
)


@given(st.one_of(st.lists(almost_valid_points), values), st.integers(0, 9))
def test_any_keyframes_give_a_schedule_or_a_schedule_error(keyframes: object, begin: int) -> None:
    config = {
        "class_name": "KeyframeSchedule",
        "config": {"keyframes": keyframes, "begin_step": begin},
    }
    assert_schedule_or_error(schedule_from_config, config)


@given(st.one_of(st.text(), st.text(alphabet='{}[]",:0123456789eE+-.NaInfity \\u')))
def test_any_text_gives_a_schedule_or_a_schedule_error(text: str) -> None:
    assert_schedule_or_error(schedule_from_json, text)


@given(almost_valid_configs)
def test_any_json_gives_a_schedule_or_a_schedule_error(config: dict[str, object]) -> None:
    try:
        text = json.dumps(config)
    except (TypeError, ValueError):  # Python cannot write an integer of more than 4,300 digits
        text = '{"class_name": 1' + "0" * 5000 + "}"
    assert_schedule_or_error(schedule_from_json, text)


@pytest.mark.parametrize("schedule_class", SCHEDULE_CLASSES.values())
def test_strategy_generates_every_class_of_schedules(schedule_class: type[Schedule]) -> None:
    assert find(schedules(), lambda schedule: type(schedule) is schedule_class) is not None


@given(schedules())
def test_schedule_is_the_same_after_writing_and_reading_its_json(schedule: Schedule) -> None:
    assert schedule_from_json(json.dumps(schedule.get_config())) == schedule


def config_with(name: str, value: str) -> str:
    parameters = {"target_sparsity": "0.5", "begin_step": "0"} | {name: value}
    inner = ", ".join(f'"{key}": {text}' for key, text in parameters.items())
    return f'{{"class_name": "ConstantSparsity", "config": {{{inner}}}}}'


def config_with_keyframes(keyframes: str) -> str:
    inner = f'"keyframes": {keyframes}, "begin_step": 0'
    return f'{{"class_name": "KeyframeSchedule", "config": {{{inner}}}}}'


@pytest.mark.parametrize(
    ("text", "field", "message"),
    [
        ("[" * 60_000, "schedule", "nested too deeply"),
        ('{"a":' * 10_000, "schedule", "nested too deeply"),
        ("1" * 5000, "schedule", "a number that is too long"),
        (" " * (MAX_JSON_CHARACTERS + 1), "schedule", "at most 64 KB"),
        ("", "schedule", "is not JSON"),
        ("null", "schedule", "got None"),
        ('"\\ud800"', "schedule", "a schedule is written"),
        ('{"class_name": "\\ud800", "config": {}}', "class_name", "must be one of"),
        ('{"class_name": ["PolynomialDecay"], "config": {}}', "class_name", "must be one of"),
        ('{"class_name": "ConstantSparsity"}', "config", "must contain the parameters"),
        ('{"class_name": "ConstantSparsity", "config": {}}', "target_sparsity", "needs a value"),
        (config_with("target_sparsity", "NaN"), "target_sparsity", "finite"),
        (config_with("target_sparsity", "Infinity"), "target_sparsity", "finite"),
        (config_with("target_sparsity", "1e400"), "target_sparsity", "finite"),
        (config_with("target_sparsity", "90"), "target_sparsity", "for 90 % write 0.9"),
        (config_with("target_sparsity", "null"), "target_sparsity", "must be a number"),
        (config_with("target_sparsity", "true"), "target_sparsity", "must be a number"),
        (config_with("begin_step", "1" + "0" * 4000), "begin_step", "at most 9007199254740991"),
        (config_with("begin_step", "100.0"), "begin_step", "without a decimal point"),
        (config_with("end_step", "-2"), "end_step", "at least -1"),
        (config_with_keyframes("null"), "keyframes", "must be a list"),
        (config_with_keyframes('"abc"'), "keyframes", "must be a list"),
        (config_with_keyframes('{"0": 0.5}'), "keyframes", "[step, sparsity, segment]"),
        (config_with_keyframes("[]"), "keyframes", "1 to 64 points, got 0"),
        (
            config_with_keyframes(str([[step, 0.5] for step in range(65)])),
            "keyframes",
            "points, got 65",
        ),
        (config_with_keyframes("[5]"), "keyframes", "[step, sparsity, segment]"),
        (config_with_keyframes("[[5]]"), "keyframes", "[step, sparsity, segment]"),
        (config_with_keyframes("[" * 500 + "]" * 500), "keyframes", "[step, sparsity, segment]"),
        (
            config_with_keyframes("[[5, 0.5], [5, 0.6]]"),
            "keyframes",
            "must increase, got 5 after 5",
        ),
        (config_with_keyframes("[[5, 0.5], [4, 0.6]]"), "keyframes", "sort them"),
        (config_with_keyframes("[[5, NaN]]"), "keyframes", "keyframes' sparsity must be a finite"),
        (config_with_keyframes("[[5, 90]]"), "keyframes", "for 90 % write 0.9"),
        (config_with_keyframes("[[5.0, 0.9]]"), "keyframes", "without a decimal point"),
        (config_with_keyframes("[[-1, 0.9]]"), "keyframes", "keyframes' step must be at least 0"),
        (config_with_keyframes('[[5, 0.9, "wavy"]]'), "keyframes", "linear, smooth, hold"),
        (config_with_keyframes("[[5, 0.9, [1]]]"), "keyframes", "linear, smooth, hold"),
        (config_with("\\ud800", "1"), "config", "has no parameter"),
        (config_with("x" * 10_000, "1"), "config", "has no parameter"),
    ],
)
def test_error_names_the_field_and_what_to_do(text: str, field: str, message: str) -> None:
    with pytest.raises(ScheduleError) as error_info:
        schedule_from_json(text)
    assert error_info.value.field == field
    assert message in str(error_info.value)
    str(error_info.value).encode()
    assert len(str(error_info.value)) < 400


@pytest.mark.parametrize("name", [1, None, ("begin_step",), 2.5, b"begin_step"])
def test_parameter_name_that_is_not_text_is_refused(name: object) -> None:
    with pytest.raises(ScheduleError, match="has no parameter"):
        schedule_from_config(
            {
                "class_name": "ConstantSparsity",
                "config": {"target_sparsity": 0.5, "begin_step": 0, name: 1},
            }
        )


def test_json_of_64_kb_is_accepted() -> None:
    text = json.dumps(ConstantSparsity(target_sparsity=0.5, begin_step=0).get_config())
    assert schedule_from_json(text.ljust(MAX_JSON_CHARACTERS)).frequency == 100
