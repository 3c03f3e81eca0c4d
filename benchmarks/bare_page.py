"""A bare Streamlit page. The benchmark of the editor compares its first paint with that of the explorer."""

import streamlit as st

st.title("A bare page")
