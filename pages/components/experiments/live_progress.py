"""The line with the progress of an experiment. It updates by itself."""

import streamlit as st

from pages.components.experiments.stored import ExperimentPage, read_progress
from pages.components.session.visit import session_record
from pruning_core.errors import StoreBusyError
from pruning_core.experiments.progress import Progress, describe_progress
from pruning_core.store.experiments.queries import StoredExperiment
from pruning_core.texts import gettext, ngettext

SECONDS_BETWEEN_UPDATES = 2.0


def show_progress(stored: StoredExperiment) -> None:
    """Show the progress. Only the line is drawn again, unless a run has ended."""
    progress, n_ended = read_progress(stored)
    session_record(ExperimentPage).n_ended = n_ended
    if progress.ended:
        show_line(progress, is_paused=False)
    else:
        follow_progress(stored)


@st.fragment(run_every=SECONDS_BETWEEN_UPDATES)
def follow_progress(stored: StoredExperiment) -> None:
    """Show the line again and again. If a run has ended, the answers change too, so the page runs again."""
    try:
        progress, n_ended = read_progress(stored)
    except StoreBusyError:  # this fragment runs again soon
        return
    if n_ended != session_record(ExperimentPage).n_ended:
        st.rerun()
    show_line(progress, is_paused=stored.paused)


def show_line(progress: Progress, *, is_paused: bool) -> None:
    """Show the bar and the line."""
    line = describe_progress(progress)
    if is_paused:
        line = gettext("Paused: {progress}", progress=line)
    st.progress(progress.finished / max(1, progress.total), text=line)
    if progress.failed:
        st.caption(
            ngettext(
                "{count} run has failed and is not tried again.",
                "{count} runs have failed and are not tried again.",
                progress.failed,
            )
        )
