"""Reads schedules from tfmot's `get_config` form, and from JSON text in that form."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, get_args

from pruning_core.checks import quoted
from pruning_core.errors import ScheduleError
from pruning_core.schedules.constant import ConstantSparsity
from pruning_core.schedules.keyframes import KeyframeSchedule
from pruning_core.schedules.polynomial import PolynomialDecay
from pruning_core.texts import gettext, grouped

Schedule = ConstantSparsity | PolynomialDecay | KeyframeSchedule
"""Every schedule that the lab knows: a closed union for `match`."""

SCHEDULE_CLASSES: dict[str, type[Schedule]] = {
    schedule_class.__name__: schedule_class for schedule_class in get_args(Schedule)
}
"""Each class by the `class_name` of its config."""
MAX_JSON_CHARACTERS = 64 * 1024


def schedule_from_config(config: Mapping[str, Any]) -> Schedule:
    """The schedule with this config: the inverse of `get_config`.

    Raises:
        ScheduleError: If the class is unknown, or a parameter is missing, unknown or out of range.

    >>> config = {"class_name": "ConstantSparsity", "config": {"target_sparsity": 0.5, "begin_step": 0}}
    >>> schedule_from_config(config).frequency
    100
    """
    if not isinstance(config, Mapping):
        raise ScheduleError(
            "schedule",
            gettext(
                'a schedule is written {"class_name": ..., "config": {...}}, got {value}',
                value=quoted(config),
            ),
        )
    name = config.get("class_name")
    if not isinstance(name, str) or name not in SCHEDULE_CLASSES:
        raise ScheduleError(
            "class_name",
            gettext(
                "class_name must be one of {classes}, got {value}",
                classes=", ".join(SCHEDULE_CLASSES),
                value=quoted(name),
            ),
        )
    parameters = config.get("config")
    if not isinstance(parameters, Mapping):
        raise ScheduleError(
            "config",
            gettext(
                "config must contain the parameters of {class_name}, got {value}",
                class_name=name,
                value=quoted(parameters),
            ),
        )
    check_names(name, parameters)
    return SCHEDULE_CLASSES[name](**parameters)


def check_names(name: str, parameters: Mapping[str, Any]) -> None:
    """Raise ScheduleError if a parameter is unknown to the class, or a required one is missing."""
    known = {field.name: field for field in fields(SCHEDULE_CLASSES[name])}
    for parameter in parameters:
        if parameter not in known:
            raise ScheduleError(
                "config",
                gettext(
                    "{class_name} has no parameter {parameter}; it has {known}",
                    class_name=name,
                    parameter=quoted(parameter),
                    known=", ".join(known),
                ),
            )
    for field in known.values():
        if field.default is MISSING and field.name not in parameters:
            raise ScheduleError(
                field.name,
                gettext(
                    "{class_name} needs a value for {parameter}",
                    class_name=name,
                    parameter=field.name,
                ),
            )


def schedule_from_json(text: str) -> Schedule:
    """The schedule in a JSON text.

    Raises:
        ScheduleError: If the text is too long, is not JSON, or does not describe a schedule.

    >>> schedule_from_json("half")
    Traceback (most recent call last):
    ...
    pruning_core.errors.ScheduleError: the schedule is not JSON: Expecting value (line 1, column 1)
    """
    if len(text) > MAX_JSON_CHARACTERS:
        raise ScheduleError(
            "schedule",
            gettext(
                "the schedule's JSON must be at most 64 KB, got {length} characters",
                length=grouped(len(text)),
            ),
        )
    try:
        config = json.loads(text)
    except (RecursionError, ValueError) as problem:
        raise json_error(problem) from problem
    return schedule_from_config(config)


def json_error(problem: Exception) -> ScheduleError:
    """The error about a text that `json.loads` refuses.

    >>> str(json_error(json.JSONDecodeError("Expecting value", "half", 0)))
    'the schedule is not JSON: Expecting value (line 1, column 1)'
    """
    if not isinstance(problem, json.JSONDecodeError):
        return ScheduleError(
            "schedule",
            gettext("the schedule's JSON is nested too deeply or has a number that is too long"),
        )
    return ScheduleError(
        "schedule",
        gettext(
            "the schedule is not JSON: {reason} (line {line}, column {column})",
            reason=problem.msg,
            line=problem.lineno,
            column=problem.colno,
        ),
    )
