"""Runs of the same training: the page links to them, and never trains one dense baseline twice at once."""

import streamlit as st

from pages.components import services
from pages.components.session.widgets import show_training_button
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.texts import gettext, gettext_noop

SAME_TRAINING = {
    RunState.FINISHED: gettext_noop("The same training has finished: see run {run}"),
    RunState.RUNNING: gettext_noop("The same training is running: see run {run}"),
    RunState.QUEUED: gettext_noop("The same training waits for a worker: see run {run}"),
    RunState.PAUSED: gettext_noop("The same training is paused: see run {run}"),
}
BASELINE = {
    RunState.RUNNING: gettext_noop(
        "The dense baseline of this run is being trained: see run {run}"
    ),
    RunState.QUEUED: gettext_noop(
        "The dense baseline of this run waits for a worker: see run {run}"
    ),
    RunState.PAUSED: gettext_noop("The dense baseline of this run is paused: see run {run}"),
}


def show_link_to_equal_run(config: RunConfig, *, shown: str | None) -> None:
    """Link to a run of the same config, unless the page already shows it."""
    store = services.run_store()
    same = store.find_finished_run(config) or store.find_unfinished_run(config)
    if same is not None and same.id != shown:
        link_to(same, SAME_TRAINING[same.state])


def offer_baseline(run: Run, *, key: str) -> None:
    """Offer to train the dense baseline of a pruned run, or link to it if it is not finished yet."""
    store, dense = services.run_store(), run.config.dense
    if run.config.schedule is None or store.find_finished_run(dense) is not None:
        return
    if (same := store.find_unfinished_run(dense)) is not None:
        link_to(same, BASELINE[same.state])
    if same is None or same.state is RunState.PAUSED:
        show_training_button(
            gettext("Train the dense baseline of this run"),
            key=key,
            icon=":material/compare_arrows:",
        )


def baseline_in_training(config: RunConfig) -> Run | None:
    """The unfinished run of the same dense baseline, or None: show it instead of a new run.

    A paused run does not count, because the visitor who paused it may never resume it.
    """
    if config.schedule is not None:
        return None
    same = services.run_store().find_unfinished_run(config)
    return None if same is None or same.state is RunState.PAUSED else same


def link_to(run: Run, text: str) -> None:
    """A link to a run; its text is in English, and names the run."""
    st.page_link(
        "training.py",
        label=gettext(text, run=run.id),
        icon=":material/history:",
        query_params={"run": run.id},
    )
