"""Workarounds for Streamlit's widgets and pages: what each gains, and when it may go.

Version: Streamlit 1.67. `tests/browser/test_widget_workarounds.py` shows on a bare Streamlit page that
each is still needed: when its test fails there, the workaround can be deleted.
"""

import time

import streamlit as st

SECONDS_TO_DRAW = 0.5


def pause_for_first_drawing() -> None:
    """Send the elements after this call half a second later; only for the first page of a visit.

    If all elements arrive at once, a browser shows none of them until it has rendered all. With the
    pause, it draws the editor first, half a second sooner (`make bench ARGS=editor`, first paint).
    """
    if st.context.url:  # tests without a browser have no address
        time.sleep(SECONDS_TO_DRAW)


def widget_key_of_run(element: str, run_id: str) -> str:
    """The key of a run's element: Streamlit refuses keys with two underscores in a row.

    The lab's own run ids have none, but a run id is any text: without this, such a run's page shows an error.

    >>> widget_key_of_run("live run", "my__run")
    'live run my..run'
    """
    return f"{element} {run_id.replace('_', '.')}"


def address_may_change() -> bool:
    """Whether a page may write its parameters to the address; ask before the page writes any.

    A link such as `/lesson#late` has a section and no parameters. Writing parameters would remove the
    section from the address, and a reload would start at the top of the page.
    """
    return bool(st.query_params)
