"""The script behind every page: its browser title and icon, and the navigation."""

from pathlib import Path

import streamlit as st

from pages.components.elements.browser_title import browser_title
from pruning_core.errors import PruningLabError

# Before the navigation: without an icon of the lab's own, Streamlit fetches the page's from the web.
st.set_page_config(page_icon=Path(__file__).with_name("icon.svg"), layout="wide")
chosen = st.navigation(
    [
        st.Page("explorer.py", title="Explorer", icon=":material/show_chart:", default=True),
        st.Page("training.py", title="Training", icon=":material/model_training:"),
        st.Page("lesson.py", title="Traps", icon=":material/school:", url_path="lesson"),
    ],
    position="top",
)
browser_title(chosen.title)
try:
    chosen.run()
except PruningLabError as error:  # such as a run of another version of the lab
    st.error(f"{error}. Reload the page to try again.", icon=":material/error:")
