"""The sources of the visitor's own network: a typed or pasted text, or a file that the browser reads."""

import streamlit as st

from pages.components.explorer.network.edits import panel, show_own_plan
from pages.components.explorer.network.layer_downloads import table_text
from pages.components.explorer.network.model_file import model_file
from pages.components.session.layer_plan import MAX_TITLE_CHARACTERS, LayerPlan
from pages.components.session.visit import current_visit
from pages.components.session.widgets import escape_markdown
from pruning_core.errors import FieldError
from pruning_core.networks import LayerTable
from pruning_core.texts import gettext

TEXT_KEY = "typed layers"
FILE_KEY = "model file"
EXAMPLE = "conv1 Conv2D 3x3x3x64\nconv2 Conv2D 3x3x64x128\nfc Dense 2048x10"
SAVED_PLAN = '"table":'
"""Every saved network contains this text; no config of Keras contains it."""


def show_sources() -> None:
    """Show the field for a text and the field for a file, and the error about the last text or file."""
    record = panel()
    if (
        TEXT_KEY not in st.session_state
    ):  # Streamlit forgets a field when the visitor changes the page
        st.session_state[TEXT_KEY] = record.typed_text
    st.text_area(
        gettext("Type or paste the layers"),
        key=TEXT_KEY,
        height=150,
        placeholder=EXAMPLE,
        on_change=store_text,
        help=gettext(
            "One layer a line with its kernel shape, or a CSV table, or what model.summary() prints. "
            "A summary has no kernel shapes: what is assumed is marked, and can be corrected."
        ),
    )
    st.button(gettext("Read these layers"), on_click=read_typed, icon=":material/table_rows:")
    model_file(key=FILE_KEY, on_open=read_opened)
    if record.source_error:
        st.error(escape_markdown(record.source_error), icon=":material/error:")


def store_text() -> None:
    """Store the text, so that it survives a change of the page."""
    panel().typed_text = st.session_state[TEXT_KEY]


def read_typed() -> None:
    """Read the layers in the text. A text without layers stays in the field, and the visitor can correct the text."""
    store_text()
    read_network(gettext("typed layers"), panel().typed_text, is_file=False)


def read_opened(name: str, contents: str) -> None:
    """Read the layers from file contents that the browser has sent."""
    read_network(name, contents, is_file=True)


def read_network(title: str, content: str, *, is_file: bool) -> None:
    """Use a text or the contents of a file as the visitor's own network.

    Args:
        title: The name of the network.
        content: The text, or the contents as JSON.
        is_file: Whether a browser has read the content from a file.
    """
    panel().source_error = ""
    try:
        if content.lstrip().startswith("{") and SAVED_PLAN in content:
            show_own_plan(LayerPlan.from_json(content))
            return
        table = LayerTable.from_contents(content) if is_file else LayerTable.read(content)
        own_layers = current_visit().state.own_layers
        if panel().edits_table_as_text and own_layers is not None and not is_file:
            show_own_plan(own_layers.change_table(table))
        else:
            show_own_plan(
                LayerPlan(title=title[:MAX_TITLE_CHARACTERS] or gettext("file"), table=table)
            )
    except FieldError as error:
        panel().source_error = f"{title}: {error}" if is_file else str(error)


def show_table_as_text() -> None:
    """Put the present layers into the field for a text, so that names, kinds and rows can be edited too."""
    table = current_visit().state.layer_plan.table
    panel().typed_text = st.session_state[TEXT_KEY] = table_text(table)
    panel().edits_table_as_text = True
