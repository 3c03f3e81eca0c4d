"""The pictures of an experiment as SVG: paired runs, differences with intervals, accuracy against sparsity."""

import streamlit as st

from pages.components.elements.scripts import read_source


def show_picture(svg: str, *, key: str) -> None:
    """Show a picture.

    Args:
        svg: The picture. Its texts must be escaped, as the functions of `svg.py` do.
        key: The key of the element in the session.
    """
    component = st.components.v2.component(
        "experiment_picture", js=read_source(__package__, "picture.js")
    )
    component(key=key, data={"svg": svg})
