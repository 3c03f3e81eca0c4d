"""Reads and checks the messages of an editor, because a browser may send anything."""

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
class EditedSchedules:
    """Schedules from a browser, each of them valid.

    Attributes:
        schedules: One to six schedules.
        selected: Index of the schedule that is being edited.
    """

    schedules: tuple[NamedSchedule, ...]
    selected: int


def read_message(message: object, *, edition: int) -> EditedSchedules | None:
    """Return the schedules in a message of the editor, or None if the message is forged or out of date.

    Args:
        message: The value that the element has set.
        edition: The last edition that the server has sent. A message about an earlier edition is out of date.

    Raises:
        ScheduleError: If a schedule is invalid; its `field` is the parameter's name.
    """
    if not isinstance(message, Mapping) or message.get("edition") != edition:
        return None
    items = message.get("schedules")
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_SCHEDULES:
        return None  # the editor never sends such a list
    schedules = tuple(map(read_schedule, range(len(items)), items))
    selected = message.get("selected")
    if not isinstance(selected, int) or not 0 <= selected < len(schedules):
        selected = 0
    return EditedSchedules(schedules=schedules, selected=selected)


def message_number_of(message: object) -> int:
    """Return the number of a message, or 0 if the message has no number."""
    number = message.get("message_number") if isinstance(message, Mapping) else None
    return number if isinstance(number, int) else 0


def read_schedule(index: int, item: Any) -> NamedSchedule:  # noqa: ANN401  (a browser's JSON)
    """Read one schedule of a message. An invalid name is replaced by the default name.

    Raises:
        ScheduleError: If the schedule is invalid.
    """
    schedule = schedule_from_config(item)
    try:
        name = check_name(str(item.get("name")))
    except ValueError:
        name = default_name(index)
    return NamedSchedule(name=name, schedule=schedule)
