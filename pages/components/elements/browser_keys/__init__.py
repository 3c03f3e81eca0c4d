"""Which runs a visitor controls: keys that only the browser keeps, and links with a key."""

import re
import secrets
from functools import cache
from importlib.resources import files

import streamlit as st

from pages.components import services
from pruning_core.runs.run import Run

KEY = "key"
KEYS, VISITOR, LINKED = "keys of runs", "visitor", "key that a link has brought"
WELL_FORMED = re.compile(r"[\w-]{16,64}", re.ASCII)


@cache
def script() -> str:
    """The part of this element that runs in the browser."""
    return (files(__package__) / "browser_keys.js").read_text("utf-8")


def take_key_from_link(run_id: str | None) -> None:
    """Move a link's key into the session: the address without it can be shared, and only lets others watch."""
    if (key := st.query_params.get(KEY)) is None:
        return
    del st.query_params[KEY]
    if run_id:
        st.session_state[LINKED] = (run_id, key)


def check_key_of_link() -> None:
    """Keep the key of a link, if it is the key of its run.

    Raises:
        StoreBusyError: When the database does not answer; the key is checked the next time.
    """
    run_id, key = st.session_state.get(LINKED, (None, ""))
    if run_id is None:
        return
    right = is_key_of(run_id, key)
    del st.session_state[LINKED]
    if right:
        keys()[run_id] = key
    else:  # a key that this browser has already is kept
        st.error(
            "The link's key does not control this run: it is incomplete, or of another run.",
            icon=":material/key_off:",
        )


def remember(run_id: str | None) -> None:
    """Let the browser keep the session's keys, and read its key for the run that is shown."""
    element = st.components.v2.component("browser_keys", js=script())
    known = {"visitor": visitor(), "key": keys().get(run_id or "", "")}
    answer = element(
        key="browser keys",
        data={"keep": keys(), "run": run_id, "known": known},
        on_known_change=lambda: None,
    ).get("known")
    if not isinstance(answer, dict):
        return
    browser, key = str(answer.get("visitor", "")), str(answer.get("key", ""))
    if WELL_FORMED.fullmatch(browser):
        st.session_state[VISITOR] = browser
    if run_id and run_id not in keys() and is_key_of(run_id, key):
        keys()[run_id] = key
        st.rerun()


def keys() -> dict[str, str]:
    """The keys that this session knows, by run id."""
    known: dict[str, str] = st.session_state.setdefault(KEYS, {})
    return known


def visitor() -> str:
    """An id to count runs by: the browser's, or the session's until the browser has sent its own."""
    known: str = st.session_state.setdefault(VISITOR, secrets.token_hex(16))
    return known


def controls_run(run_id: str) -> bool:
    """Whether this session may stop, pause and resume a run."""
    return is_key_of(run_id, keys().get(run_id, ""))


def is_key_of(run_id: str, key: str) -> bool:
    """Whether this is the key of a run."""
    return bool(WELL_FORMED.fullmatch(key)) and services.run_store().controls(run_id, key)


def control_link(run: Run) -> str | None:
    """The address that controls a run, if the session knows the key and the server's address."""
    if run.id not in keys() or not st.context.url:
        return None
    return f"{st.context.url.partition('?')[0]}?run={run.id}&{KEY}={keys()[run.id]}"
