"""Distributes a global sparsity over the layers, with one click."""

from collections.abc import Callable, Mapping

import streamlit as st

from pages.components.explorer.network.edits import panel, set_plan
from pages.components.session.lab_state import LabState
from pages.components.session.visit import current_visit
from pages.components.session.widgets import escape_markdown
from pruning_core.errors import FieldError
from pruning_core.networks import LayerTable
from pruning_core.texts import gettext

TARGET_KEY = "global sparsity"
LARGEST_SPARSITY = 0.9999
Distribution = Callable[[LayerTable, float], Mapping[str, float]]


def show_distribution(state: LabState) -> None:
    """Show the global sparsity, and a button for each distribution."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            gettext("Global sparsity"),
            min_value=0.0,
            max_value=LARGEST_SPARSITY,
            value=min(LARGEST_SPARSITY, state.schedule.end_sparsity),
            step=0.01,
            format="%0.4g",
            key=TARGET_KEY,
            width=160,
        )
        st.button(
            gettext("Distribute uniformly"),
            on_click=distribute,
            args=(LayerTable.uniform,),
            help=gettext("Every pruned layer ends at the global sparsity."),
        )
        st.button(
            gettext("Distribute by ERK"),
            on_click=distribute,
            args=(LayerTable.erk,),
            help=gettext(
                "Erdős–Rényi kernel (Evci et al. 2020): small layers stay denser, and all pruned layers "
                "together end at the global sparsity."
            ),
        )
        st.button(
            gettext("Remove the layers' own sparsities"),
            on_click=lambda: set_plan(current_visit().state.layer_plan.distribute({})),
            disabled=not state.layer_plan.sparsities,
        )
    if panel().distribution_error:
        st.error(escape_markdown(panel().distribution_error), icon=":material/error:")
        panel().distribution_error = ""


def distribute(distribution: Distribution) -> None:
    """Set the final sparsity of each pruned layer. The form of the layer's schedule does not change."""
    plan = current_visit().state.layer_plan
    try:
        set_plan(plan.distribute(distribution(plan.table, st.session_state[TARGET_KEY])))
    except FieldError as error:
        panel().distribution_error = str(error)
