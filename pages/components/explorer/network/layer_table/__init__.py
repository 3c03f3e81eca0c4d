"""The element that shows and edits layers, one page at a time. The browser never receives the whole table."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from pages.components.elements.bundle import bundle_modules
from pages.components.elements.scripts import Script, read_source

LAYER_TABLE = Script(
    name="layer-table",
    read=partial(bundle_modules, "explorer/network/layer_table/layer_table.js"),
)


def layer_table(*, key: str, data: dict[str, Any], on_message: Callable[[Any], None]) -> None:
    """Show a page of layers.

    Args:
        key: The key of the element.
        data: The rows and the tools, in the form of `types.d.ts`.
        on_message: Receives the visitor's actions, before the page runs again. Nobody has checked them.
    """
    component = st.components.v2.component(
        "layer_table",
        css=read_source(__package__, "layer_table.css"),
        js=LAYER_TABLE.loader,
        isolate_styles=False,
    )
    component(key=key, data=data, on_message_change=partial(receive, key, on_message))


def receive(key: str, on_message: Callable[[Any], None]) -> None:
    """Pass a message of the browser to the page."""
    if (message := st.session_state[key].message) is not None:
        on_message(message)
