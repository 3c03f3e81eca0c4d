"""A small server for tests: pages with several elements of a kind, and the scripts of these."""

import streamlit as st

from pages.components.live_run import PLOTLY
from pages.components.live_run.bundle import LIVE_RUN
from pages.components.schedule_editor import EDITOR

app = st.App("shown.py", routes=[EDITOR.route, LIVE_RUN.route, PLOTLY.route])
