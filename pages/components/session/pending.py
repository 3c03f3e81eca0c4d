"""What a visitor asks of the training page, kept until it is carried out.

Streamlit can end a run of a page wherever the page touches its session or its address, to begin a new
one with what the browser has just sent. The new one knows nothing of the button that was pressed. So a
press is noted in a plain object, which no one can interrupt, and the next run finds it there.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

WISHES = "wishes of the training page"


@dataclass(slots=True)
class Wishes:
    """What is still to be done for a visitor.

    Attributes:
        pressed: The button that was pressed, by its key; "" for none.
        to_show: The run to show, because it was just started; "" for none.
    """

    pressed: str = ""
    to_show: str = ""

    def press(self, key: str) -> None:
        """Note a press; Streamlit calls this before the page is made again."""
        self.pressed = key


def wishes() -> Wishes:
    """The wishes of this session."""
    kept: Wishes = st.session_state.setdefault(WISHES, Wishes())
    return kept


def wish_button(label: str, *, key: str, **more: Any) -> None:  # noqa: ANN401  (as `st.button` takes it)
    """A button whose press is kept until it is carried out."""
    st.button(label, key=key, on_click=wishes().press, args=(key,), **more)
