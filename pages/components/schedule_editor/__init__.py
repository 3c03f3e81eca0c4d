"""The element that edits schedules: a page may hold several, each with a key of its own.

The browser computes and draws. After an edit it sends the schedules as `get_config` forms. They are
validated here, and then given to the page's `on_change`.
"""

from dataclasses import dataclass
from functools import partial
from typing import Protocol

import streamlit as st

from pages.components.elements.bundle import bundle_modules
from pages.components.elements.scripts import Script, source
from pages.components.schedule_editor.received import read_message, turn_of
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
STYLE = source(__package__, "editor.css")


class OnChange(Protocol):
    """A page's function for schedules that were edited."""

    def __call__(self, schedules: tuple[NamedSchedule, ...], *, selected: int) -> None:
        """Store the schedules; every one of them is valid."""


@dataclass(kw_only=True, slots=True)
class EditorSession:
    """What the server remembers of one editor until the page is run again.

    Attributes:
        edition: Grows when the page sets the schedules itself; the browser then shows these.
        shown: The schedules in the browser, and the index of the selected one.
        turn: The number of the last message, a part of every answer. Without it, an answer that
            equals the one before would not reach the editor, which waits for one.
        errors: The error of the last message that was refused, by field.
    """

    edition: int = 0
    turn: int = 0
    shown: tuple[tuple[NamedSchedule, ...], int] | None = None
    errors: dict[str, str] | None = None


def schedule_editor(*, key: str, value: EditorValue, on_change: OnChange) -> None:
    """Show schedules for editing.

    Args:
        key: Names this editor within the session; its undo, errors and edition belong to the key.
        value: What is shown. The page stores the schedules that `on_change` receives, and passes them here.
        on_change: Receives the schedules after each edit, before the page is run again.
    """
    session = session_of(key)
    if session.shown != (value.schedules, value.selected):
        session.shown = (value.schedules, value.selected)
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
        | {"edition": session.edition, "turn": session.turn, "errors": session.errors},
        on_settled_change=partial(receive_settled, key, on_change),
    )
    session.errors = None


def session_of(key: str) -> EditorSession:
    """The record of an editor in this session."""
    found: EditorSession = st.session_state.setdefault(f"editor session of {key}", EditorSession())
    return found


def receive_settled(key: str, on_change: OnChange) -> None:
    """Validate the last message of the editor in the browser."""
    receive(st.session_state[key].settled, key=key, on_change=on_change)


def receive(message: object, *, key: str, on_change: OnChange) -> None:
    """Validate a message from a browser. If a schedule is invalid, nothing changes and the editor shows the error."""
    session = session_of(key)
    session.turn = turn_of(message)
    try:
        received = read_message(message, edition=session.edition)
    except ScheduleError as error:
        session.errors = {error.field: str(error)}
        return
    if received is not None:
        session.shown = (received.schedules, received.selected)
        on_change(received.schedules, selected=received.selected)
