"""Workarounds for Streamlit's widgets and pages: what each workaround improves, and when to delete it.

Version: Streamlit 1.67. `tests/browser/test_widget_workarounds.py` shows on a bare Streamlit page that
each workaround is still needed. When the test of a workaround fails, the workaround can be deleted.
"""

import time

import streamlit as st

SECONDS_TO_DRAW = 0.5


def pause_for_first_drawing() -> None:
    """Wait half a second, so that the next elements are sent later. Use it only for the first page of a visit.

    If all elements arrive together, a browser shows no element until it has rendered all of them. With
    the pause, the browser draws the editor first, half a second earlier than without the pause
    (`make bench ARGS=editor`, first paint).
    """
    if st.context.url:  # tests without a browser have no address
        time.sleep(SECONDS_TO_DRAW)


def widget_key_of_run(element: str, run_id: str) -> str:
    """Return the key of a run's element. Streamlit refuses keys that contain `__`.

    The lab makes run ids without `__`, but a run id may be any text. With `__` in a key, the page of the
    run would show an error.

    >>> widget_key_of_run("live run", "my__run")
    'live run my..run'
    """
    return f"{element} {run_id.replace('_', '.')}"


def address_may_change() -> bool:
    """Return whether a page may write parameters to the address. Call it before the page writes parameters.

    A link such as `/lesson#late` has a section and no parameters. Writing parameters would remove the
    section from the address, and a reload would start at the top of the page.
    """
    return bool(st.query_params)
