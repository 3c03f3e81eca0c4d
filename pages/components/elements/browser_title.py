"""The title that a browser shows for a page in its tab, its history and its bookmarks."""

import streamlit as st

from pruning_core.texts import gettext


def set_browser_title(page: str) -> None:
    """Set the title. The name of the page comes first, because a tab shows only a few words.

    Args:
        page: The name of the page, such as "Explorer" or "Run 1f3a".
    """
    st.set_page_config(page_title=gettext("{page} · Pruning Schedule Lab", page=page))
