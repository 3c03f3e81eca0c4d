"""The lesson: the traps of pruning schedules, and why each trap matters."""

import streamlit as st

from pages.components.elements.widget_workarounds import address_may_change
from pages.components.session.visit import sync_from_url, sync_to_url
from pages.components.session.widgets import escape_markdown
from pruning_core.diagnosis import LIMITS, WHY
from pruning_core.texts import gettext


def page() -> None:
    """Show one section for each kind of finding. The explorer links to a section by the code of the finding."""
    may_write_address = address_may_change()
    sync_from_url()
    st.title(gettext("What can go wrong with a schedule"))
    st.write(
        gettext(
            "A pruning schedule defines a sparsity for each step. The masks often have another "
            "sparsity, because they change only every `frequency` steps. The explorer finds the "
            "traps on this page."
        )
    )
    for code, text in WHY.items():
        title, reason = gettext(text).split("\n", 1)
        st.header(title, anchor=str(code))
        st.write(reason)
    st.subheader(gettext("Where the numbers have limits"))
    for text in LIMITS.values():
        title, reason = gettext(text).split("\n", 1)
        st.markdown(f"#### {escape_markdown(title)}")
        st.write(reason)
    st.page_link(
        "explorer.py", label=gettext("Try a schedule in the explorer"), icon=":material/tune:"
    )
    if may_write_address:
        sync_to_url()


page()
