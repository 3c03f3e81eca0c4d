"""The keys of runs. A visitor who has the key of a run controls the run. Browsers and control links contain keys."""

import re
import secrets

import streamlit as st

from pages.components import services
from pages.components.elements.bundle import bundle_modules
from pruning_core.runs.run import Run
from pruning_core.texts import gettext

KEY = "key"
KEYS, VISITOR, KEY_OF_LINK = "keys of runs", "visitor", "key of the link"
KEY_PATTERN = re.compile(r"[\w-]{16,64}", re.ASCII)


def move_key_to_session(run_id: str | None) -> None:
    """Move a link's key from the address into the session.

    The address can then be shared: without the key, it only shows the run.
    """
    if (key := st.query_params.get(KEY)) is None:
        return
    del st.query_params[KEY]
    if run_id:
        st.session_state[KEY_OF_LINK] = (run_id, key)


def store_key_if_valid() -> None:
    """Store the key of the link if it controls the run in the link. If not, show an error.

    Raises:
        StoreBusyError: If the database does not answer. The key is then checked when the page runs again.
    """
    run_id, key = st.session_state.get(KEY_OF_LINK, (None, ""))
    if run_id is None:
        return
    is_valid = is_key_of(run_id, key)
    del st.session_state[KEY_OF_LINK]
    if is_valid:
        keys()[run_id] = key
    else:  # the key that the browser already has stays valid
        st.error(
            gettext(
                "The key in the link does not control this run: the key is incomplete, or it belongs to another run."
            ),
            icon=":material/key_off:",
        )


def sync_keys_with_browser(run_id: str | None) -> None:
    """Store the session's keys in the browser, and read the browser's key for the run on the page."""
    element = st.components.v2.component(
        "browser_keys", js=bundle_modules("elements/browser_keys/browser_keys.js")
    )
    session_values = {"visitor": visitor(), "key": keys().get(run_id or "", "")}
    browser_values = element(
        key="browser keys",
        data={"keys": keys(), "run": run_id, "session_values": session_values},
        on_browser_values_change=lambda: None,
    ).get("browser_values")
    if not isinstance(browser_values, dict):
        return
    browser_visitor = str(browser_values.get("visitor", ""))
    key = str(browser_values.get("key", ""))
    if KEY_PATTERN.fullmatch(browser_visitor):
        st.session_state[VISITOR] = browser_visitor
    if run_id and run_id not in keys() and is_key_of(run_id, key):
        keys()[run_id] = key
        st.rerun()


def keys() -> dict[str, str]:
    """Return the keys that this session has, by run id."""
    keys_by_run: dict[str, str] = st.session_state.setdefault(KEYS, {})
    return keys_by_run


def visitor() -> str:
    """Return the visitor's random name. The lab counts the runs of each name.

    The browser stores the name. Until the browser has sent its name, the session uses a new name.
    """
    name: str = st.session_state.setdefault(VISITOR, secrets.token_hex(16))
    return name


def controls_run(run_id: str) -> bool:
    """Return whether the visitor of this session may stop, pause and resume a run or an experiment."""
    return is_key_of(run_id, keys().get(run_id, ""))


def is_key_of(run_id: str, key: str) -> bool:
    """Return whether `key` is the key of the run, or of the experiment, with this id."""
    if not KEY_PATTERN.fullmatch(key):
        return False
    store = services.run_store()
    return store.controls(run_id, key) or store.controls_experiment(run_id, key)


def control_link(run: Run) -> str | None:
    """Return the address that controls a run, or None if the key or the page's address is not known."""
    if run.id not in keys() or not st.context.url:
        return None
    return f"{st.context.url.partition('?')[0]}?run={run.id}&{KEY}={keys()[run.id]}"
