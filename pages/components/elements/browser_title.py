"""The title that a browser shows for a page in its tab, its history and its bookmarks."""

import streamlit as st

LAB = "Pruning Schedule Lab"


def browser_title(page: str) -> None:
    """Name the page in the browser: what it shows comes first, since a tab has room for a few words.

    Args:
        page: What the page is, such as "Explorer" or "Run 1f3a".
    """
    st.set_page_config(page_title=f"{page} · {LAB}")
