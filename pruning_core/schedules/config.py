"""How a schedule is written down and read back: tfmot's `get_config` form, and JSON of it."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from pruning_core.checks import shown
from pruning_core.errors import ScheduleError
from pruning_core.schedules.constant import ConstantSparsity
from pruning_core.schedules.keyframes import KeyframeSchedule
from pruning_core.schedules.polynomial import PolynomialDecay

Schedule = ConstantSparsity | PolynomialDecay | KeyframeSchedule
"""Every schedule that the lab knows: a closed union, to be matched over."""

CLASSES: dict[str, type[Schedule]] = {
    "ConstantSparsity": ConstantSparsity,
    "PolynomialDecay": PolynomialDecay,
    "KeyframeSchedule": KeyframeSchedule,
}
LONGEST_JSON = 64 * 1024


def schedule_from_config(config: Mapping[str, Any]) -> Schedule:
    """The schedule that `get_config` described: its inverse.

    Raises:
        ScheduleError: When the class is unknown, a parameter is missing, unknown or out of range.

    >>> config = {"class_name": "ConstantSparsity", "config": {"target_sparsity": 0.5, "begin_step": 0}}
    >>> schedule_from_config(config).frequency
    100
    """
    if not isinstance(config, Mapping):
        raise ScheduleError(
            "schedule",
            f'a schedule is written {{"class_name": ..., "config": {{...}}}}, got {shown(config)}',
        )
    name = config.get("class_name")
    if not isinstance(name, str) or name not in CLASSES:
        raise ScheduleError(
            "class_name", f"class_name must be one of {', '.join(CLASSES)}, got {shown(name)}"
        )
    parameters = config.get("config")
    if not isinstance(parameters, Mapping):
        raise ScheduleError(
            "config", f"config must hold the parameters of {name}, got {shown(parameters)}"
        )
    check_names(name, parameters)
    return CLASSES[name](**parameters)


def check_names(name: str, parameters: Mapping[str, Any]) -> None:
    """Raise unless the parameters are all known to the class and none that it needs is missing."""
    known = {field.name: field for field in fields(CLASSES[name])}
    for parameter in parameters:
        if parameter not in known:
            raise ScheduleError(
                "config",
                f"{name} has no parameter {shown(parameter)}; it has {', '.join(known)}",
            )
    for field in known.values():
        if field.default is MISSING and field.name not in parameters:
            raise ScheduleError(field.name, f"{name} needs a value for {field.name}")


def schedule_from_json(text: str) -> Schedule:
    """The schedule that a JSON text describes.

    Raises:
        ScheduleError: When the text is too long, is not JSON, or does not describe a schedule.

    >>> schedule_from_json("half")
    Traceback (most recent call last):
    ...
    pruning_core.errors.ScheduleError: the schedule is not JSON: Expecting value (line 1, column 1)
    """
    if len(text) > LONGEST_JSON:
        raise ScheduleError(
            "schedule", f"the schedule's JSON must be at most 64 KB, got {len(text)} characters"
        )
    try:
        config = json.loads(text)
    except json.JSONDecodeError as error:
        raise ScheduleError(
            "schedule",
            f"the schedule is not JSON: {error.msg} (line {error.lineno}, column {error.colno})",
        ) from error
    except (RecursionError, ValueError) as error:
        raise ScheduleError(
            "schedule", "the schedule's JSON is nested too deeply or has a number that is too long"
        ) from error
    return schedule_from_config(config)
