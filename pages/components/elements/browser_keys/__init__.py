"""Which runs a visitor controls. Whoever has the key of a run controls it; keys are in browsers and links."""

import re
import secrets
from functools import cache
from importlib.resources import files

import streamlit as st

from pages.components import services
from pruning_core.runs.run import Run
from pruning_core.texts import gettext

KEY = "key"
KEYS, VISITOR, KEY_OF_LINK = "keys of runs", "visitor", "key of the link"
KEY_PATTERN = re.compile(r"[\w-]{16,64}", re.ASCII)


@cache
def script() -> str:
    """The part of this element that runs in the browser."""
    return (files(__package__) / "browser_keys.js").read_text("utf-8")


def move_key_to_session(run_id: str | None) -> None:
    """Move a link's key from the address into the session. The address can then be shared: it only shows the run."""
    if (key := st.query_params.get(KEY)) is None:
        return
    del st.query_params[KEY]
    if run_id:
        st.session_state[KEY_OF_LINK] = (run_id, key)


def store_key_if_valid() -> None:
    """Store the key of the link, if it is the key of its run.

    Raises:
        StoreBusyError: If the database does not answer; the key is then checked the next time.
    """
    run_id, key = st.session_state.get(KEY_OF_LINK, (None, ""))
    if run_id is None:
        return
    right = is_key_of(run_id, key)
    del st.session_state[KEY_OF_LINK]
    if right:
        keys()[run_id] = key
    else:  # a key that this browser already has is not replaced
        st.error(
            gettext(
                "The link's key does not control this run: it is incomplete, or it belongs to another run."
            ),
            icon=":material/key_off:",
        )


def sync_keys_with_browser(run_id: str | None) -> None:
    """Store the session's keys in the browser, and read the browser's key for the run that is shown."""
    element = st.components.v2.component("browser_keys", js=script())
    known = {"visitor": visitor(), "key": keys().get(run_id or "", "")}
    answer = element(
        key="browser keys",
        data={"keep": keys(), "run": run_id, "known": known},
        on_known_change=lambda: None,
    ).get("known")
    if not isinstance(answer, dict):
        return
    sent_visitor, key = str(answer.get("visitor", "")), str(answer.get("key", ""))
    if KEY_PATTERN.fullmatch(sent_visitor):
        st.session_state[VISITOR] = sent_visitor
    if run_id and run_id not in keys() and is_key_of(run_id, key):
        keys()[run_id] = key
        st.rerun()


def keys() -> dict[str, str]:
    """The keys that this session knows, by run."""
    known: dict[str, str] = st.session_state.setdefault(KEYS, {})
    return known


def visitor() -> str:
    """The visitor's random name, to count their runs by.

    It is the browser's name; until the browser has sent it, the session makes one.
    """
    name: str = st.session_state.setdefault(VISITOR, secrets.token_hex(16))
    return name


def controls_run(run_id: str) -> bool:
    """Whether the visitor of this session may stop, pause and resume a run."""
    return is_key_of(run_id, keys().get(run_id, ""))


def is_key_of(run_id: str, key: str) -> bool:
    """Whether this is the key of a run."""
    return bool(KEY_PATTERN.fullmatch(key)) and services.run_store().controls(run_id, key)


def control_link(run: Run) -> str | None:
    """The address that controls a run; None if the session has no key or does not know its own address."""
    if run.id not in keys() or not st.context.url:
        return None
    return f"{st.context.url.partition('?')[0]}?run={run.id}&{KEY}={keys()[run.id]}"
