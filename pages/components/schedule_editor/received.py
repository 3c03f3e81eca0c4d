"""What an editor in a browser sends: checked here, since a browser may send anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pages.components.session.lab_state import (
    MAX_SCHEDULES,
    NamedSchedule,
    check_name,
    default_name,
)
from pruning_core.schedules import schedule_from_config


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """Schedules from a browser, each of them valid.

    Attributes:
        schedules: One to six schedules.
        selected: Index of the schedule that is being edited.
    """

    schedules: tuple[NamedSchedule, ...]
    selected: int


def read_message(message: object, *, edition: int) -> Received | None:
    """The schedules in a message of the editor; None if it is forged or out of date.

    Args:
        message: The value that the element has set.
        edition: The edition that the server has sent last; a message about an earlier one is old.

    Raises:
        ScheduleError: If a schedule is invalid; its `field` is the parameter's name.
    """
    if not isinstance(message, Mapping) or message.get("edition") != edition:
        return None
    sent = message.get("schedules")
    if not isinstance(sent, list) or not 1 <= len(sent) <= MAX_SCHEDULES:
        return None  # the editor never sends such a list
    schedules = tuple(map(read_schedule, range(len(sent)), sent))
    selected = message.get("selected")
    if not isinstance(selected, int) or not 0 <= selected < len(schedules):
        selected = 0
    return Received(schedules=schedules, selected=selected)


def turn_of(message: object) -> int:
    """The number of a message; 0 if it has none."""
    turn = message.get("turn") if isinstance(message, Mapping) else None
    return turn if isinstance(turn, int) else 0


def read_schedule(index: int, item: Any) -> NamedSchedule:  # noqa: ANN401  (a browser's JSON)
    """One schedule of a message; an invalid name is replaced by the usual one.

    Raises:
        ScheduleError: If the schedule is invalid.
    """
    schedule = schedule_from_config(item)
    try:
        name = check_name(str(item.get("name")))
    except ValueError:
        name = default_name(index)
    return NamedSchedule(name=name, schedule=schedule)
