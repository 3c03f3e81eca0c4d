"""The lesson: what can go wrong with a pruning schedule, and why it matters."""

import streamlit as st

from pages.components.elements.widget_workarounds import address_may_change
from pages.components.session.visit import sync_from_url, sync_to_url
from pruning_core.diagnosis import WHY
from pruning_core.texts import gettext


def page() -> None:
    """One section for each finding; the explorer links to them by their codes."""
    may_write = address_may_change()
    sync_from_url()
    st.title("What can go wrong with a schedule")
    st.write(
        "A pruning schedule says what sparsity is asked for at each step. What the masks hold is "
        "another matter: they change only every `frequency` steps, and stand still in between. "
        "These are the traps that the explorer looks for."
    )
    for code, text in WHY.items():
        title, reason = gettext(text).split("\n", 1)
        st.header(title, anchor=str(code))
        st.write(reason)
    st.page_link("explorer.py", label="Try it in the explorer", icon=":material/tune:")
    if may_write:
        sync_to_url()


page()
