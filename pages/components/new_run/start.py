"""Starts a run, and tells a visitor when it would have to wait for the server."""

import secrets

import streamlit as st

from pages.components import services
from pages.components.elements import browser_keys
from pages.components.new_run.same_training import baseline_in_training
from pages.components.session.visit import TrainingPage, session_record
from pages.components.session.widgets import as_text
from pruning_core.engine.admission import admit
from pruning_core.engine.engine import EngineState
from pruning_core.errors import PruningLabError
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext


def show_engine_state(state: EngineState) -> None:
    """If a run that is started now would wait: show why."""
    match state:
        case EngineState.READY:
            pass
        case EngineState.STARTING:
            st.caption(
                gettext(
                    "The worker is still loading TensorFlow. A run that you start now begins by itself."
                )
            )
        case EngineState.DOWN | EngineState.CLOSED:
            st.warning(
                gettext(
                    "Trainings cannot start now; the reason is in the server's log. A run that you "
                    "start now waits."
                ),
                icon=":material/cloud_off:",
            )


def start(config: RunConfig) -> None:
    """Queue a run and show it; this session keeps its key.

    If the dense baseline is in training already, it is shown, and nothing is queued.
    """
    page, keys, visitor = session_record(TrainingPage), browser_keys.keys(), browser_keys.visitor()
    store, settings, engine = services.run_store(), services.settings(), services.engine()
    if (same := baseline_in_training(config)) is not None:
        page.pressed, page.run_to_show = "", same.id
        st.rerun()
    # No call of Streamlit before the end of the `try`: there Streamlit may stop the script of the page.
    page.pressed = ""
    key = secrets.token_urlsafe(16)
    try:
        run_id = admit(
            store,
            config,
            limits=settings.limits,
            data_dir=settings.data_dir,
            key=key,
            visitor=visitor,
        )
        keys[run_id] = key
        page.run_to_show = run_id
        engine.wake()
    except PruningLabError as error:
        st.error(as_text(f"{error}."), icon=":material/block:")
        return
    st.rerun()
