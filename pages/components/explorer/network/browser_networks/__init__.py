"""Networks that are too large for a link: the browser keeps them, and the link has only their names."""

from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from pages.components.explorer.network.edits import panel
from pages.components.session.lab_state import LabState
from pages.components.session.layer_plan import (
    link_text,
    name_in_browser,
    name_of_text,
    packed_text,
    read_packed,
)
from pages.components.session.visit import current_visit
from pruning_core.texts import gettext

KEY = "networks in the browser"


@cache
def read_script() -> str:
    """Return the part of this element that runs in the browser."""
    return (files(__package__) / "browser_networks.js").read_text("utf-8")


def sync_network_with_browser(state: LabState) -> None:
    """Store a network that is too large for a link in the browser, or ask the browser for the network of the link."""
    if not state.shows_own_layers:
        return
    if state.own_layers is not None:
        if link_text(state.own_layers) is None:
            show_element(name_in_browser(state.own_layers), packed_text(state.own_layers))
    elif state.network_in_browser and state.network_in_browser != panel().unknown_network:
        show_element(state.network_in_browser, None)


def show_element(name: str, text: str | None) -> None:
    """Show the element, which has no visible part. It stores `text`; if this is None, it reads the text."""
    element = st.components.v2.component("browser_networks", js=read_script())
    element(key=KEY, data={"name": name, "text": text}, on_answer_change=receive)


def receive() -> None:
    """Use the answer of the browser."""
    match st.session_state[KEY].answer:
        case {"name": str(name), "failed": True}:
            panel().lost_network = name
        case {"name": str(name), "text": text} if name == current_visit().state.network_in_browser:
            use_network(name, text)
        case _:
            return


def use_network(name: str, text: Any) -> None:  # noqa: ANN401  (from a browser)
    """Show the network that the browser has found. If it has none, or another one, the page says so."""
    if isinstance(text, str) and name_of_text(text) == name:
        try:
            current_visit().set_own_layers(read_packed(text), shown=True)
        except ValueError:  # an older version of the lab has written the text
            panel().unknown_network = name
    else:
        panel().unknown_network = name


def describe_missing_network(state: LabState) -> str:
    """Say why the network of the link is not shown; "" if it is shown, or the browser has not answered."""
    name = state.network_in_browser
    if not name or state.own_layers is not None or name != panel().unknown_network:
        return ""
    return gettext(
        "The network of this link is too large for a link. Only the browser in which it was made has it, for its last "
        "30 large networks, and this browser does not have it. Open the link in that browser, or give the "
        "layers here: save the network there with “Network as JSON”, and open this file here."
    )
