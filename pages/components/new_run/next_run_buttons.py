"""The buttons that start another run with the settings of a run, and the run that a pressed button requests."""

import streamlit as st

from pages.components.new_run.same_training import offer_baseline
from pages.components.session.lab_state import state_of
from pages.components.session.run_start import RunStart
from pages.components.session.visit import current_visit, session_record
from pages.components.session.widgets import show_start_button
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.texts import gettext

TRAIN_AGAIN, TRAIN_BASELINE_OF_RUN = "run it again", "train its baseline"
"""The keys of the buttons."""


def show_next_run_buttons(run: Run) -> None:
    """Show the buttons that start another run with settings of the run on the page."""
    with st.container(horizontal=True):
        if run.state.ended:
            show_start_button(gettext("Run it again"), key=TRAIN_AGAIN, icon=":material/replay:")
        if st.button(
            gettext("Copy the settings of this run to the form"),
            icon=":material/edit:",
            help=gettext(
                "The form on the page Train gets the settings of this run, and the explorer gets its schedules."
            ),
        ):
            current_visit().show(state_of(run.config, current_visit().state))
            st.switch_page("train.py")
        if run.state.ended:
            offer_baseline(run, key=TRAIN_BASELINE_OF_RUN)


def run_requested_after(run: Run) -> RunConfig | None:
    """Return the run that the visitor requested with a button below `run`, or None.

    Call this function before the page is drawn.
    """
    pressed_button = session_record(RunStart).pressed_button
    if pressed_button == TRAIN_AGAIN:
        return run.config
    return run.config.dense if pressed_button == TRAIN_BASELINE_OF_RUN else None


def name_of_next_run(run: Run) -> str | None:
    """Return the name of the requested run: the name of `run` if the visitor trains `run` again, or None."""
    return run.name if session_record(RunStart).pressed_button == TRAIN_AGAIN else None
