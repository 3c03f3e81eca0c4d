"""The script behind every page: page config and navigation."""

from pathlib import Path

import streamlit as st

st.set_page_config(
    page_title="Pruning Schedule Lab",
    page_icon=Path(__file__).with_name("icon.svg"),
    layout="wide",
)
st.navigation(
    [
        st.Page("explorer.py", title="Explorer", icon=":material/show_chart:", default=True),
        st.Page("training.py", title="Training", icon=":material/model_training:"),
    ],
    position="top",
).run()
