"""The menu of networks: the lab's networks, well-known networks, and the visitor's own network."""

from dataclasses import replace

import streamlit as st

from pages.components.explorer.network.edits import (
    DEFAULT_FILTER,
    panel,
    remember,
    show_own_plan,
)
from pages.components.session.layer_plan import LayerPlan
from pages.components.session.visit import current_visit
from pages.components.session.widgets import widget_key
from pruning_core.networks import NETWORKS
from pruning_core.networks.table_presets import PRESETS
from pruning_core.texts import gettext

MY_NETWORK, PRESET = "my network", "preset "


def show_network_menu() -> None:
    """Show the menu. The numbers of the page are about the selected network."""
    options = [*NETWORKS, *(PRESET + name for name in PRESETS), MY_NETWORK]
    state = current_visit().state
    selected = MY_NETWORK if state.shows_own_layers else str(state.training["network"])
    texts = {option: menu_text(option) for option in options}
    # The key contains the value, so a link, a preset or an undo shows its network in the menu.
    key = f"{widget_key('network of the page')} {selected} {texts[MY_NETWORK]}"
    st.selectbox(
        gettext("Network"),
        options,
        index=options.index(selected),
        key=key,
        format_func=lambda option: texts[option],
        on_change=lambda: select(st.session_state[key]),
        help=gettext(
            "The layers whose weights this page counts. The lab trains only its own networks."
        ),
    )


def menu_text(option: str) -> str:
    """Return the text of an option."""
    own_layers = current_visit().state.own_layers
    if option == MY_NETWORK:
        if own_layers is None:
            return gettext("My network")
        return gettext("My network: {title}", title=own_layers.title)
    if option.startswith(PRESET):
        return gettext(PRESETS[option.removeprefix(PRESET)].title)
    return gettext("{network} (the lab trains it)", network=gettext(NETWORKS[option].title))


def select(option: str) -> None:
    """Show another network. The visitor's own network is kept, and can be selected again.

    A well-known network replaces the visitor's own network. The visitor can undo this.
    """
    if option.startswith(PRESET):
        preset = PRESETS[option.removeprefix(PRESET)]
        table = replace(preset.table, notes=(preset.source,))
        show_own_plan(LayerPlan(title=gettext(preset.title), table=table))
        return
    visit = current_visit()
    remember()
    panel().page, panel().search, panel().filter = 0, "", DEFAULT_FILTER
    if option == MY_NETWORK:
        visit.set_own_layers(visit.state.own_layers, shown=True)
        return
    visit.set_own_layers(visit.state.own_layers, shown=False)
    if option != visit.state.training["network"]:
        visit.set_layers({}, {})
        visit.show_training({"network": option})
