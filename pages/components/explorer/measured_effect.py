"""What the published experiments measured for the network and the sparsity on the screen."""

import streamlit as st

from pages.components.session.lab_state import LabState
from pages.components.session.widgets import escape_markdown
from pruning_core.experiments.published.answers import published_answers
from pruning_core.experiments.published.effect import PublishedEffect, published_effect
from pruning_core.texts import gettext


def show_measured_effect(state: LabState) -> None:
    """Show the measurements, if there are any. An own network, or layers with own schedules, have none."""
    effects = effects_on_screen(state)
    if not effects:
        return
    lines = [
        gettext("**Measured** in the lab's published experiments; another training may differ:"),
        *(f"- {escape_markdown(effect.description)}" for effect in effects),
    ]
    st.markdown("\n".join(lines))
    st.page_link("results.py", label=gettext("All results"), icon=":material/verified:")


def effects_on_screen(state: LabState) -> tuple[PublishedEffect, ...]:
    """The measurements for the network, the data and the final sparsity of the selected schedule."""
    has_own_layers = state.layers or state.layer_sparsities
    if state.plans_own or state.shows_own_layers or has_own_layers:
        return ()
    return published_effect(
        str(state.training["network"]),
        str(state.training["dataset"]),
        state.schedule.end_sparsity,
        answers=published_answers(),
    )
