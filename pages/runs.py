"""The page with every run: find runs, change their names, and select runs to compare or delete."""

import streamlit as st

from pages.components.elements import browser_keys
from pages.components.runs_table import show_runs_table
from pages.components.session.visit import sync_from_url, sync_to_url
from pruning_core.runs.run_list.link import QUERY_PARAMETERS
from pruning_core.texts import gettext

PAGE_PARAMETERS = (*QUERY_PARAMETERS, "columns")


def page() -> None:
    """Show the page. If the database does not answer, the table says so, and tries again."""
    sync_from_url(page_parameters=PAGE_PARAMETERS)
    st.title(gettext("Runs"))
    st.caption(
        gettext(
            "Every run on this server. Only the browser that started a run can rename or delete it."
        )
    )
    show_runs_table(key="runs table")
    browser_keys.sync_keys_with_browser(None)
    address = st.query_params.to_dict()
    sync_to_url(**{name: address[name] for name in PAGE_PARAMETERS if name in address})


page()
