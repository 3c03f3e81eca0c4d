"""Moves the keyboard focus and the view to the heading of a page that a visitor has just opened."""

from functools import cache
from importlib.resources import files

import streamlit as st


@cache
def read_script() -> str:
    """Return the part of this element that runs in the browser."""
    return (files(__package__) / "heading_focus.js").read_text("utf-8")


def focus_heading(container: str, *, subject: str) -> None:
    """Focus the heading in a container. A screen reader then reads it, and the next Tab continues below it.

    Streamlit changes parts of a page without loading it. So without this element, the focus stays where it was, on a
    link or a button that no longer exists.

    Args:
        container: The key of the container.
        subject: What the page shows, for example the id of a run. The heading gets the focus once for each subject.
    """
    element = st.components.v2.component("heading_focus", js=read_script())
    element(key="heading focus", data={"container": container, "subject": subject})
