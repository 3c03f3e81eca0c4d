"""The element that edits schedules. A page may have several editors, each with a different key.

The browser computes and draws. After an edit it sends the schedules as `get_config` forms. This
module validates them, and then calls the page's `on_change`.
"""

from dataclasses import dataclass
from functools import partial
from typing import Protocol

import streamlit as st

from pages.components.elements.bundle import bundle_modules
from pages.components.elements.scripts import Script, read_source
from pages.components.schedule_editor.received import message_number_of, read_message
from pages.components.schedule_editor.value import EditorValue, describe, value_of
from pages.components.session.lab_state import NamedSchedule
from pruning_core.errors import ScheduleError

__all__ = [
    "EDITOR",
    "STYLE",
    "EditorValue",
    "describe",
    "receive",
    "schedule_editor",
    "value_of",
]

EDITOR = Script(name="schedule-editor", read=partial(bundle_modules, "schedule_editor/editor.js"))
STYLE = read_source(__package__, "editor.css")


class OnChange(Protocol):
    """A page's function that receives edited schedules."""

    def __call__(self, schedules: tuple[NamedSchedule, ...], *, selected: int) -> None:
        """Store the schedules. All of them are valid."""


@dataclass(kw_only=True, slots=True)
class EditorSession:
    """The server's record of one editor, until the page runs again.

    Attributes:
        edition: A number that grows when the page changes the schedules. The browser then shows the new schedules.
        browser_schedules: The schedules in the browser, and the index of the selected schedule.
        message_number: The number of the last message. Every answer contains this number, so that two answers
            always differ. Streamlit would not send an answer that equals the last answer.
        errors: The error of the last message, by field. None if the last message was valid.
    """

    edition: int = 0
    message_number: int = 0
    browser_schedules: tuple[tuple[NamedSchedule, ...], int] | None = None
    errors: dict[str, str] | None = None


def schedule_editor(*, key: str, value: EditorValue, on_change: OnChange) -> None:
    """Show schedules for editing.

    Args:
        key: The key of this editor in the session. Undo, errors and edition belong to the key.
        value: The schedules and the plan. The page passes the schedules that `on_change` stored last.
        on_change: Receives the schedules after each edit, before the page runs again.
    """
    session = editor_session(key)
    if session.browser_schedules != (value.schedules, value.selected):
        session.browser_schedules = (value.schedules, value.selected)
        session.edition += 1
    component = st.components.v2.component(
        "schedule_editor",
        css=STYLE,
        js=EDITOR.loader,
        isolate_styles=False,
    )
    component(
        key=key,
        data=describe(value)
        | {
            "edition": session.edition,
            "message_number": session.message_number,
            "errors": session.errors,
        },
        on_settled_change=partial(receive_from_browser, key, on_change),
    )
    session.errors = None


def editor_session(key: str) -> EditorSession:
    """Return the record of an editor in this session."""
    session: EditorSession = st.session_state.setdefault(
        f"editor session of {key}", EditorSession()
    )
    return session


def receive_from_browser(key: str, on_change: OnChange) -> None:
    """Validate the last message of the editor in the browser."""
    receive(st.session_state[key].settled, key=key, on_change=on_change)


def receive(message: object, *, key: str, on_change: OnChange) -> None:
    """Validate a message from a browser. If a schedule is invalid, nothing changes and the editor shows the error."""
    session = editor_session(key)
    session.message_number = message_number_of(message)
    try:
        edited = read_message(message, edition=session.edition)
    except ScheduleError as error:
        session.errors = {error.field: str(error)}
        return
    if edited is not None:
        session.browser_schedules = (edited.schedules, edited.selected)
        on_change(edited.schedules, selected=edited.selected)
