"""The parts of a link: how a value, the layers and a schedule are written, and how they are read."""

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

DECIMAL = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
MAX_INTEGER_DIGITS = len(str(LARGEST_STEP))
SMALLEST_NUMBER, LARGEST_NUMBER = -1e300, 1e300
BETWEEN_POINTS, WITHIN_POINT = "~", "_"
BETWEEN_LAYERS, WITHIN_LAYER, NOT_PRUNED = "~", ":", "none"
LAYER = re.compile(rf"(?P<layer>\w{{1,40}}):(?:none|(?P<number>[1-{MAX_SCHEDULES}]))", re.ASCII)
Reader = Callable[[str], Any]
"""Reads a value of a link. It raises ValueError; the message states which values are valid."""


def reader_of(parameter: Parameter) -> Reader:
    """The reader for a row of the table of parameters. It checks the form only; the core checks limits."""
    match parameter.values:
        case Choice(options=options):
            return choice(options)
        case Whole():
            return read_integer
        case Real():
            return read_number


def choice(options: Mapping[str, object]) -> Reader:
    """A reader for one of a few names."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(gettext("one of {options}", options=", ".join(options)))
        return text

    return read


def read_integer(text: str) -> int:
    """A whole number that a browser can hold exactly."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > MAX_INTEGER_DIGITS:
        raise ValueError(gettext("a whole number"))
    if abs(value := int(text)) > LARGEST_STEP:
        raise ValueError(gettext("a whole number of at most {most}", most=grouped(LARGEST_STEP)))
    return value


def read_number(text: str) -> float:
    """A finite number in decimal notation."""
    try:
        value = float(text) if DECIMAL.fullmatch(text) else math.nan
    except ValueError:
        value = math.nan
    if not SMALLEST_NUMBER <= value <= LARGEST_NUMBER:
        raise ValueError(gettext("a number such as 0.5"))
    return value


def points(text: str) -> list[list[Any]]:
    """Keyframes, as `0_0~100_0.5_smooth`.

    >>> points("0_0~100_0.5_smooth")
    [[0, 0.0], [100, 0.5, 'smooth']]
    """
    parts = [point.split(WITHIN_POINT) for point in text.split(BETWEEN_POINTS, MAX_KEYFRAMES)]
    try:
        return [
            [read_integer(step), read_number(level), *segment] for step, level, *segment in parts
        ]
    except ValueError as error:
        raise ValueError(
            gettext("points such as {example}", example="0_0~100_0.5_smooth")
        ) from error


def layers(text: str) -> dict[str, int | None]:
    """The index of each layer's schedule, or None if the layer is not pruned.

    Raises:
        ValueError: If the text is invalid; the message states the right form.

    >>> layers("dense:none~dense_1:2")
    {'dense': None, 'dense_1': 1}
    """
    chosen: dict[str, int | None] = {}
    for part in text.split(BETWEEN_LAYERS):
        found = LAYER.fullmatch(part)
        if found is None or found["layer"] in chosen:
            raise ValueError(
                gettext(
                    "each layer once, with none or the number of a schedule, such as {example}",
                    example="dense:none~dense_1:2",
                )
            )
        chosen[found["layer"]] = int(found["number"]) - 1 if found["number"] else None
    return chosen


def write_layers(chosen: Mapping[str, int | None]) -> str:
    """The inverse of `layers`.

    >>> write_layers({"dense": None, "dense_1": 1})
    'dense:none~dense_1:2'
    """
    return BETWEEN_LAYERS.join(
        f"{layer}{WITHIN_LAYER}{NOT_PRUNED if index is None else index + 1}"
        for layer, index in chosen.items()
    )


def write_value(value: Value | list[list[Value]]) -> str:
    """A value as a link writes it.

    >>> write_value(3.0), write_value(0.875), write_value(60000), write_value([[0, 0.5, "hold"], [9, 0.75, "linear"]])
    ('3', '0.875', '60000', '0_0.5_hold~9_0.75_linear')
    """
    if isinstance(value, list):
        return BETWEEN_POINTS.join(WITHIN_POINT.join(map(write_value, point)) for point in value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < LARGEST_STEP else repr(value)
    return str(value)


SCHEDULE_PARAMETERS: dict[str, Reader] = {
    "schedule": choice(SCHEDULE_CLASSES),
    "name": check_name,
    "target_sparsity": read_number,
    "initial_sparsity": read_number,
    "final_sparsity": read_number,
    "power": read_number,
    "keyframes": points,
    "begin_step": read_integer,
    "end_step": read_integer,
    "frequency": read_integer,
}
"""The parameters of the first schedule. The second has `schedule.2`, `power.2` and so on."""

FALLBACK: dict[str, Any] = {
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
    """The values of parameters that a link omits; the first schedule has the session's values."""
    return FALLBACK | (parameters_of(base.schedules[0].schedule) if number == 1 else {})


def parameters_of(schedule: Schedule) -> dict[str, Any]:
    """A schedule's class and parameters, as a link names them."""
    config = schedule.get_config()
    return {"schedule": config["class_name"], **config["config"]}


def make_valid_schedule(draft: dict[str, Any], index: int, problems: list[str]) -> NamedSchedule:
    """The schedule of a link. Invalid parameters are replaced and reported in `problems`."""
    name = draft.get("name", default_name(index))
    for _field in FALLBACK:
        try:
            return NamedSchedule(name=name, schedule=schedule_of(draft))
        except ScheduleError as error:
            used = FALLBACK[error.field]
            if error.field == "end_step":
                used = draft["begin_step"] + FALLBACK["end_step"] - FALLBACK["begin_step"]
            problems.append(
                gettext(
                    "The link's schedule {name}: {problem}; {used} is used instead.",
                    name=name,
                    problem=error,
                    used=used,
                )
            )
            draft = draft | {error.field: used}
    fallback = schedule_of(FALLBACK | {"schedule": draft["schedule"]})
    return NamedSchedule(name=name, schedule=fallback)


def schedule_of(parameters: Mapping[str, Any]) -> Schedule:
    """The schedule with these parameters.

    Raises:
        ScheduleError: If a parameter is invalid.
    """
    class_name = parameters["schedule"]
    names = SCHEDULE_CLASSES[class_name].__dataclass_fields__
    config = {name: parameters[name] for name in names}
    return schedule_from_config({"class_name": class_name, "config": config})
