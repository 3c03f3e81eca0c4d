"""Makes a schedule from the arguments of a call, or names the missing arguments."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields

import numpy as np

from pruning_core.checks import quoted
from pruning_core.dialects.reading.python.values import (
    NO_NAME,
    UNPACKED,
    Answers,
    Construction,
    Unknown,
    Value,
    join_unknown,
    named,
)
from pruning_core.errors import ScheduleError
from pruning_core.schedules import Schedule
from pruning_core.schedules.config import SCHEDULE_CLASSES, schedule_from_config
from pruning_core.texts import gettext, gettext_noop

ONE_MISSING = gettext_noop("`{names}` is not in what you pasted: how much is it?")
SEVERAL_MISSING = gettext_noop("{names} are not in what you pasted: how much is each of them?")
STEPS = ("begin_step", "end_step", "frequency")


def tfmot_schedule(class_name: str, arguments: Mapping[str, Value], answers: Answers) -> Schedule:
    """The schedule of one of the lab's classes, which have tfmot's names and order of arguments.

    Raises:
        ScheduleError: If a value is missing or out of range.
    """
    parameters = fields(SCHEDULE_CLASSES[class_name])
    required = [each.name for each in parameters if each.default is MISSING]
    values = read_arguments(arguments, required=required, answers=answers)
    for name in STEPS:
        if name in values:
            values[name] = whole_step(class_name, name, values[name])
    return schedule_from_config({"class_name": class_name, "config": values})


def read_arguments(
    arguments: Mapping[str, Value], *, required: Sequence[str], answers: Answers
) -> dict[str, Value]:
    """The arguments of a call as plain values.

    Args:
        arguments: The value of each argument.
        required: The names of the arguments without a default.
        answers: The visitor's numbers, also for arguments that the call does not have.

    Raises:
        ScheduleError: If a value is unknown, or a required argument is missing.

    >>> read_arguments({"begin_step": 0}, required=["begin_step", "end_step"], answers=Answers())
    Traceback (most recent call last):
    ...
    pruning_core.errors.ScheduleError: `end_step` is not in what you pasted: how much is it?
    """
    values = {
        name: plain(named(value, name), answers)
        for name, value in arguments.items()
        if name != UNPACKED
    }
    for name in required:
        values.setdefault(name, answers.missing(name))
    values = {name: answers.fill(name, value) for name, value in values.items()}
    check_known(values)
    return values


def plain(value: Value, answers: Answers) -> Value:
    """The value as a number, a text, or a list of numbers and texts. A value of another kind is unknown."""
    value = answers.number(value)
    match value:
        case list():
            items = [plain(item, answers) for item in value]
            return join_unknown(*items) or items
        case Construction(class_name="Keyframe", arguments=point):
            items = [answers.number(item) for item in point.values()]
            is_flat = not any(isinstance(item, Construction | list | dict) for item in items)
            return join_unknown(*items) or (items if is_flat else Unknown(names=(NO_NAME,)))
        case Construction() | dict():
            return Unknown(names=(NO_NAME,))
        case _:
            return value


def check_known(arguments: Mapping[str, Value]) -> None:
    """Raise ScheduleError if a value is unknown. The error names every missing number."""
    named_arguments = {name: named(value, name) for name, value in arguments.items()}
    for name, value in named_arguments.items():
        if isinstance(value, Unknown) and value.problem:
            raise ScheduleError(name, f"{name}: {value.problem}")
    unknown = join_unknown(*named_arguments.values())
    if unknown is not None:
        raise missing_error(unknown.names)


def missing_error(names: Sequence[str]) -> ScheduleError:
    """The error that asks for missing numbers.

    >>> missing_error(["epochs"]).missing
    ('epochs',)
    """
    if len(names) == 1:
        message = gettext(ONE_MISSING, names=names[0])
    else:
        message = gettext(SEVERAL_MISSING, names=", ".join(f"`{name}`" for name in names))
    return ScheduleError(names[0], message, missing=tuple(names))


def whole_step(class_name: str, name: str, value: Value) -> Value:
    """The step. A whole NumPy float becomes an int, because a training treats a NumPy float and an int alike.

    Raises:
        ScheduleError: If the value has a fraction, or is a Python float: a training fails with Python floats.

    >>> whole_step("ConstantSparsity", "begin_step", np.ceil(2.5))
    3
    """
    if not isinstance(value, float | np.floating) or not math.isfinite(value):
        return value
    if not isinstance(value, np.floating):
        raise ScheduleError(
            name,
            gettext(
                "{name} is {value}, a float. tfmot makes this {class_name}, but its training ends "
                "with a TypeError: write int(...) around the value",
                name=name,
                value=quoted(value),
                class_name=class_name,
            ),
        )
    if not float(value).is_integer():
        raise ScheduleError(
            name,
            gettext(
                "{name} is {value}. tfmot cuts it to {whole} for its updates, and uses the fraction "
                "in its curve: write int(...) or np.ceil(...) around the value",
                name=name,
                value=quoted(float(value)),
                whole=int(value),
            ),
        )
    return int(value)
