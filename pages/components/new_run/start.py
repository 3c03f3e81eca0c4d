"""Starts a run, and shows whether a new run must wait for the server."""

import secrets

import streamlit as st

from pages.components import services
from pages.components.elements import browser_keys
from pages.components.new_run.same_training import baseline_in_training
from pages.components.session.run_start import RUN, RunStart
from pages.components.session.visit import session_record
from pages.components.session.widgets import escape_markdown
from pruning_core.engine.admission import admit
from pruning_core.engine.engine import EngineState
from pruning_core.errors import PruningLabError
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext


def show_engine_state(state: EngineState) -> None:
    """If a new run must wait, show the reason."""
    match state:
        case EngineState.READY:
            pass
        case EngineState.STARTING:
            st.caption(
                gettext(
                    "The worker is still loading TensorFlow. A run that you start now begins automatically."
                )
            )
        case EngineState.DOWN | EngineState.CLOSED:
            st.warning(
                gettext(
                    "Trainings cannot start now. The reason is in the log of the server. A run that you "
                    "start now waits."
                ),
                icon=":material/cloud_off:",
            )


def start_run(config: RunConfig, *, name: str | None = None) -> None:
    """Queue a run and open its page. This session stores the key of the run.

    If the config is a dense baseline, and a run already trains it, show that run and queue nothing.
    """
    record = session_record(RunStart)
    address = st.query_params.to_dict()
    keys, visitor = browser_keys.keys(), browser_keys.visitor()
    store, settings, engine = services.run_store(), services.settings(), services.engine()
    if (baseline := baseline_in_training(config)) is not None:
        record.store_started_run(baseline.id, address=address)
        open_started_run()
    # Call no function of Streamlit in the `try` block, because such a call may stop the script of the page.
    record.pressed_button = ""
    key = secrets.token_urlsafe(16)
    try:
        run_id = admit(
            store,
            config,
            limits=settings.limits,
            data_dir=settings.data_dir,
            key=key,
            visitor=visitor,
            name=name,
        )
        keys[run_id] = key
        record.store_started_run(run_id, address=address)
        engine.wake()
    except PruningLabError as error:
        st.error(escape_markdown(f"{error}."), icon=":material/block:")
        return
    open_started_run()


def open_started_run() -> None:
    """Open the page of a run that this session has just started, unless the browser shows the page already."""
    run_id = session_record(RunStart).run_to_open(st.query_params.to_dict())
    if run_id is not None:
        st.switch_page("run.py", query_params={RUN: run_id})
