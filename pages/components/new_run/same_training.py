"""Runs with the same config. The page links to them. It starts no dense baseline that another run already trains."""

import streamlit as st

from pages.components import services
from pages.components.session.widgets import show_start_button
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.texts import gettext, gettext_noop

LABELS_OF_EQUAL_RUN = {
    RunState.FINISHED: gettext_noop("The same training has finished: see run {run}"),
    RunState.RUNNING: gettext_noop("The same training is running: see run {run}"),
    RunState.QUEUED: gettext_noop("The same training waits for a worker: see run {run}"),
    RunState.PLANNED: gettext_noop("An experiment has planned the same training: see run {run}"),
    RunState.PAUSED: gettext_noop("The same training is paused: see run {run}"),
}
LABELS_OF_BASELINE = {
    RunState.RUNNING: gettext_noop(
        "The dense baseline of this run is being trained: see run {run}"
    ),
    RunState.QUEUED: gettext_noop(
        "The dense baseline of this run waits for a worker: see run {run}"
    ),
    RunState.PLANNED: gettext_noop(
        "An experiment has planned the dense baseline of this run: see run {run}"
    ),
    RunState.PAUSED: gettext_noop("The dense baseline of this run is paused: see run {run}"),
}
MAY_NEVER_START = (RunState.PAUSED, RunState.PLANNED)


def show_link_to_equal_run(config: RunConfig) -> None:
    """Show a link to a run with the same config, if there is one."""
    store = services.run_store()
    equal_run = store.find_finished_run(config) or store.find_unfinished_run(config)
    if equal_run is not None:
        show_link(equal_run, LABELS_OF_EQUAL_RUN[equal_run.state])


def offer_baseline(run: Run, *, key: str) -> None:
    """Offer to train the dense baseline of a pruned run. If a run trains the baseline already, show a link."""
    store, dense = services.run_store(), run.config.dense
    if run.config.schedule is None or store.find_finished_run(dense) is not None:
        return
    if (unfinished_run := store.find_unfinished_run(dense)) is not None:
        show_link(unfinished_run, LABELS_OF_BASELINE[unfinished_run.state])
    if unfinished_run is None or unfinished_run.state in MAY_NEVER_START:
        show_start_button(
            gettext("Train the dense baseline of this run"),
            key=key,
            icon=":material/compare_arrows:",
        )


def baseline_in_training(config: RunConfig) -> Run | None:
    """Return an unfinished run of the same dense baseline, or None.

    A paused or planned run does not count, because the visitor who paused it, or its experiment, may
    never resume it.
    """
    if config.schedule is not None:
        return None
    unfinished_run = services.run_store().find_unfinished_run(config)
    return (
        None
        if unfinished_run is None or unfinished_run.state in MAY_NEVER_START
        else unfinished_run
    )


def show_link(run: Run, text: str) -> None:
    """Show a link to a run. `text` is in English and contains `{run}`."""
    st.page_link(
        "run.py",
        label=gettext(text, run=run.id),
        icon=":material/history:",
        query_params={"run": run.id},
    )
