"""The section with Python that prunes the layers of the visitor's own network."""

import streamlit as st

from pages.components.explorer.network.numbers import list_names
from pages.components.session.lab_state import LabState
from pages.components.session.widgets import escape_markdown
from pruning_core.exports import layers_snippet
from pruning_core.networks import LayerTable
from pruning_core.texts import gettext, grouped

SECTION_KEY = "code of the layers"
MAX_LINES = 2_000
"""A browser is slow with more lines of code. The file has them all."""
MAX_REFUSED = 20


def show_code_section(state: LabState) -> None:
    """Show the code, if the network is the visitor's own and has a pruned layer."""
    table = state.layer_plan.table
    if not state.shows_own_layers or not table.prunable:
        return
    # A closed expander is not rendered, because the code of many layers takes time.
    section = st.expander(gettext("Copy Python for this model"), key=SECTION_KEY, on_change="rerun")
    if section.open:
        with section:
            st.caption(escape_markdown(describe_code(table)))
            show_code(layers_snippet(state.layer_schedules(state.selected)))


def describe_code(table: LayerTable) -> str:
    """Describe which layers the code prunes, and name the layers that tfmot refuses."""
    description = gettext(
        "This code works with any Keras 2 model whose layers have these names. It prunes the layers that are "
        "pruned in the table, each with its own schedule. All other layers stay dense."
    )
    if not table.refused:
        return description
    refused = gettext(
        "tfmot refuses these layers, so the code does not prune them: {layers}.",
        layers=list_names(table.refused, MAX_REFUSED),
    )
    return f"{description} {refused}"


def show_code(code: str) -> None:
    """Show the code. If it is too long, say where the file is."""
    n_lines = code.count("\n")
    if n_lines > MAX_LINES:
        st.info(
            gettext(
                'The code has {lines} lines, too many for this page. Download it with "Python for these layers".',
                lines=grouped(n_lines),
            ),
            icon=":material/code:",
        )
    else:
        st.code(code, language="python", height=400)
