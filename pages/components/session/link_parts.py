"""The parts of a link: how values, layers and schedules are written into a link and read from a link."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from pages.components.session.lab_state import (
    MAX_SCHEDULES,
    LabState,
    NamedSchedule,
    check_name,
    default_name,
)
from pruning_core.checks import LARGEST_STEP
from pruning_core.errors import ScheduleError
from pruning_core.parameter import Choice, Parameter, Real, Value, Whole
from pruning_core.schedules import Schedule, schedule_from_config
from pruning_core.schedules.config import SCHEDULE_CLASSES
from pruning_core.schedules.keyframe import MAX_KEYFRAMES
from pruning_core.texts import gettext, grouped

DECIMAL_PATTERN = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
MAX_INTEGER_DIGITS = len(str(LARGEST_STEP))
SMALLEST_NUMBER, LARGEST_NUMBER = -1e300, 1e300
POINT_SEPARATOR, FIELD_SEPARATOR = "~", "_"
LAYER_SEPARATOR, INDEX_SEPARATOR, NOT_PRUNED = "~", ":", "none"
LAYER_PATTERN = re.compile(
    rf"(?P<layer>\w{{1,40}}):(?:none|(?P<number>[1-{MAX_SCHEDULES}]))", re.ASCII
)
Reader = Callable[[str], Any]
"""Reads a value of a link. If the value is invalid, it raises ValueError; the message states the valid values."""


def reader_of(parameter: Parameter) -> Reader:
    """Return the reader for a parameter. The reader checks only the form of a value; the core checks limits."""
    match parameter.values:
        case Choice(options=options):
            return choice_reader(options)
        case Whole():
            return read_integer
        case Real():
            return read_number


def choice_reader(options: Mapping[str, object]) -> Reader:
    """Return a reader that accepts only these names."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(gettext("one of {options}", options=", ".join(options)))
        return text

    return read


def read_integer(text: str) -> int:
    """Read an integer that JavaScript can represent exactly."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > MAX_INTEGER_DIGITS:
        raise ValueError(gettext("a whole number"))
    if abs(value := int(text)) > LARGEST_STEP:
        raise ValueError(gettext("a whole number of at most {most}", most=grouped(LARGEST_STEP)))
    return value


def read_number(text: str) -> float:
    """Read a finite number in decimal notation."""
    try:
        value = float(text) if DECIMAL_PATTERN.fullmatch(text) else math.nan
    except ValueError:
        value = math.nan
    if not SMALLEST_NUMBER <= value <= LARGEST_NUMBER:
        raise ValueError(gettext("a number such as 0.5"))
    return value


def read_points(text: str) -> list[list[Any]]:
    """Read keyframes from a text such as `0_0~100_0.5_smooth`.

    >>> read_points("0_0~100_0.5_smooth")
    [[0, 0.0], [100, 0.5, 'smooth']]
    """
    parts = [point.split(FIELD_SEPARATOR) for point in text.split(POINT_SEPARATOR, MAX_KEYFRAMES)]
    try:
        return [
            [read_integer(step), read_number(level), *segment] for step, level, *segment in parts
        ]
    except ValueError as error:
        raise ValueError(
            gettext("points such as {example}", example="0_0~100_0.5_smooth")
        ) from error


def read_layers(text: str) -> dict[str, int | None]:
    """Read the index of each layer's schedule, or None if the layer is not pruned.

    Raises:
        ValueError: If the text is invalid; the message states the right form.

    >>> read_layers("dense:none~dense_1:2")
    {'dense': None, 'dense_1': 1}
    """
    layer_indices: dict[str, int | None] = {}
    for part in text.split(LAYER_SEPARATOR):
        match = LAYER_PATTERN.fullmatch(part)
        if match is None or match["layer"] in layer_indices:
            raise ValueError(
                gettext(
                    "each layer once, with none or the number of a schedule, such as {example}",
                    example="dense:none~dense_1:2",
                )
            )
        layer_indices[match["layer"]] = int(match["number"]) - 1 if match["number"] else None
    return layer_indices


def write_layers(layer_indices: Mapping[str, int | None]) -> str:
    """Return the text of layers in a link; the inverse of `read_layers`.

    >>> write_layers({"dense": None, "dense_1": 1})
    'dense:none~dense_1:2'
    """
    return LAYER_SEPARATOR.join(
        f"{layer}{INDEX_SEPARATOR}{NOT_PRUNED if index is None else index + 1}"
        for layer, index in layer_indices.items()
    )


def write_value(value: Value | list[list[Value]]) -> str:
    """Return the text of a value in a link.

    >>> write_value(3.0), write_value(0.875), write_value(60000), write_value([[0, 0.5, "hold"], [9, 0.75, "linear"]])
    ('3', '0.875', '60000', '0_0.5_hold~9_0.75_linear')
    """
    if isinstance(value, list):
        return POINT_SEPARATOR.join(
            FIELD_SEPARATOR.join(map(write_value, point)) for point in value
        )
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < LARGEST_STEP else repr(value)
    return str(value)


SCHEDULE_PARAMETERS: dict[str, Reader] = {
    "schedule": choice_reader(SCHEDULE_CLASSES),
    "name": check_name,
    "target_sparsity": read_number,
    "initial_sparsity": read_number,
    "final_sparsity": read_number,
    "power": read_number,
    "keyframes": read_points,
    "begin_step": read_integer,
    "end_step": read_integer,
    "frequency": read_integer,
}
"""The parameters of the first schedule. The second has `schedule.2`, `power.2` and so on."""

DEFAULT_PARAMETERS: dict[str, Any] = {
    "schedule": "PolynomialDecay",
    "target_sparsity": 0.875,
    "initial_sparsity": 0.0,
    "final_sparsity": 0.875,
    "power": 3.0,
    "keyframes": [[64, 0.0, "smooth"], [304, 0.875]],
    "begin_step": 64,
    "end_step": 304,
    "frequency": 20,
}
"""The values of parameters that a link omits."""


def omitted_parameters(base: LabState, number: int) -> dict[str, Any]:
    """Return the values for parameters that a link omits. The first schedule gets the session's values."""
    return DEFAULT_PARAMETERS | (parameters_of(base.schedules[0].schedule) if number == 1 else {})


def parameters_of(schedule: Schedule) -> dict[str, Any]:
    """Return the class and the parameters of a schedule, with their names in a link."""
    config = schedule.get_config()
    return {"schedule": config["class_name"], **config["config"]}


def make_valid_schedule(draft: dict[str, Any], index: int, problems: list[str]) -> NamedSchedule:
    """Return the schedule of a link. Invalid parameters are replaced and reported in `problems`."""
    name = draft.get("name", default_name(index))
    for _attempt in DEFAULT_PARAMETERS:
        try:
            return NamedSchedule(name=name, schedule=schedule_of(draft))
        except ScheduleError as error:
            replacement = DEFAULT_PARAMETERS[error.field]
            if error.field == "end_step":
                replacement = (
                    draft["begin_step"]
                    + DEFAULT_PARAMETERS["end_step"]
                    - DEFAULT_PARAMETERS["begin_step"]
                )
            problems.append(
                gettext(
                    "The link's schedule {name}: {problem}; {replacement} is used instead.",
                    name=name,
                    problem=error,
                    replacement=replacement,
                )
            )
            draft = draft | {error.field: replacement}
    default_schedule = schedule_of(DEFAULT_PARAMETERS | {"schedule": draft["schedule"]})
    return NamedSchedule(name=name, schedule=default_schedule)


def schedule_of(parameters: Mapping[str, Any]) -> Schedule:
    """Return the schedule with these parameters.

    Raises:
        ScheduleError: If a parameter is invalid.
    """
    class_name = parameters["schedule"]
    names = SCHEDULE_CLASSES[class_name].__dataclass_fields__
    config = {name: parameters[name] for name in names}
    return schedule_from_config({"class_name": class_name, "config": config})
