"""The schedules in a link: their parameters, and the replacement of invalid parameters."""

from collections.abc import Mapping
from typing import Any

from pages.components.session.lab_state import LabState, NamedSchedule, check_name, default_name
from pages.components.session.link_values import (
    Reader,
    choice_reader,
    read_integer,
    read_number,
    read_points,
)
from pruning_core.errors import ScheduleError
from pruning_core.schedules import Schedule, schedule_from_config
from pruning_core.schedules.config import SCHEDULE_CLASSES
from pruning_core.texts import gettext

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
    """Return the schedule for the parameters in `draft`. Invalid parameters are replaced and reported in `problems`."""
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
