"""The script behind every page: its browser title and icon, and the navigation."""

from pathlib import Path

import streamlit as st

from pages.components.elements.browser_title import browser_title
from pruning_core.errors import PruningLabError
from pruning_core.texts import gettext


def navigate() -> None:
    """Show the navigation, and run the chosen page."""
    # Before the navigation: without an icon, Streamlit fetches the icon of the page from the web.
    st.set_page_config(page_icon=Path(__file__).with_name("icon.svg"), layout="wide")
    chosen = st.navigation(
        [
            st.Page(
                "explorer.py",
                title=gettext("Explorer"),
                icon=":material/show_chart:",
                default=True,
            ),
            st.Page("training.py", title=gettext("Training"), icon=":material/model_training:"),
            st.Page(
                "lesson.py", title=gettext("Traps"), icon=":material/school:", url_path="lesson"
            ),
        ],
        position="top",
    )
    browser_title(chosen.title)
    try:
        chosen.run()
    except PruningLabError as error:  # such as a run from another version of the lab
        st.error(
            gettext("{problem}. Reload the page to try again.", problem=error),
            icon=":material/error:",
        )


navigate()
