"""The notice on a page that cannot read the database."""

import streamlit as st

from pruning_core.errors import StoreBusyError
from pruning_core.texts import gettext


def show_database_error(error: StoreBusyError) -> None:
    """Show the reason why the rest of the page is missing, and a button to try again."""
    st.error(
        gettext(
            "The rest of this page is missing, because {reason}. Your inputs are kept. Try "
            "again in a moment.",
            reason=error,
        ),
        icon=":material/cloud_off:",
    )
    st.button(gettext("Try again"), icon=":material/refresh:")
