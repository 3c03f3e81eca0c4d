"""The script that runs for every page: it sets the browser title and the icon, and shows the navigation."""

from pathlib import Path

import streamlit as st

from pages.components.elements.browser_title import set_browser_title
from pruning_core.errors import PruningLabError
from pruning_core.texts import gettext


def navigate() -> None:
    """Show the navigation, and run the script of the selected page."""
    # This must come before the navigation: without an icon, Streamlit loads the page's icon from the web.
    st.set_page_config(page_icon=Path(__file__).with_name("icon.svg"), layout="wide")
    selected_page = st.navigation(
        [
            st.Page(
                "explorer.py",
                title=gettext("Explorer"),
                icon=":material/show_chart:",
                default=True,
            ),
            st.Page("train.py", title=gettext("Train"), icon=":material/model_training:"),
            st.Page(
                "run.py",
                title=gettext("Run"),
                icon=":material/monitoring:",
                visibility="hidden",  # only links to a run lead to this page
            ),
            st.Page("runs.py", title=gettext("Runs"), icon=":material/table_rows:"),
            st.Page("compare.py", title=gettext("Compare"), icon=":material/compare_arrows:"),
            st.Page("experiments.py", title=gettext("Experiments"), icon=":material/science:"),
            st.Page("results.py", title=gettext("Results"), icon=":material/verified:"),
            st.Page(
                "lesson.py", title=gettext("Traps"), icon=":material/school:", url_path="lesson"
            ),
        ],
        position="top",
    )
    set_browser_title(selected_page.title)
    try:
        selected_page.run()
    except PruningLabError as error:  # for example, another version of the lab stored the run
        st.error(
            gettext("{problem}. Reload the page to try again.", problem=error),
            icon=":material/error:",
        )


navigate()
