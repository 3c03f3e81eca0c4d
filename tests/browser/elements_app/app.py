"""A small server for tests. Its pages have several elements of the same kind."""

import streamlit as st

from pages.components.live_run import PLOTLY
from pages.components.live_run.bundle import LIVE_RUN
from pages.components.schedule_editor import EDITOR

app = st.App("element_pages.py", routes=[EDITOR.route, LIVE_RUN.route, PLOTLY.route])
