"""Equal runs: the page links to a run of the same config, and trains no dense baseline twice at once."""

import streamlit as st

from pages.components import services
from pages.components.session.widgets import kept_button
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState

STATES = {
    RunState.FINISHED: "was trained already",
    RunState.RUNNING: "is being trained",
    RunState.QUEUED: "waits to be trained",
    RunState.PAUSED: "is paused",
}


def link_equal_run(config: RunConfig, *, shown: str | None) -> None:
    """Link to a run of the same config, unless the page shows it already."""
    store = services.run_store()
    same = store.finished_with(config) or store.under_way_with(config)
    if same is not None and same.id != shown:
        link_to(same, what="Exactly this")


def offer_baseline(run: Run, *, key: str) -> None:
    """Offer to train the dense baseline of a pruned run, or link to it while it trains or waits."""
    store, dense = services.run_store(), run.config.dense
    if run.config.schedule is None or store.finished_with(dense) is not None:
        return
    if (same := store.under_way_with(dense)) is not None:
        link_to(same, what="The dense baseline of this run")
    if same is None or same.state is RunState.PAUSED:
        kept_button(
            "Train the dense baseline of this run", key=key, icon=":material/compare_arrows:"
        )


def baseline_in_training(config: RunConfig) -> Run | None:
    """The dense run to watch instead of starting an equal one, or None.

    A paused run does not count: whoever paused it may never come back.
    """
    if config.schedule is not None:
        return None
    same = services.run_store().under_way_with(config)
    return None if same is None or same.state is RunState.PAUSED else same


def link_to(run: Run, *, what: str) -> None:
    """A link to an equal run."""
    st.page_link(
        "training.py",
        label=f"{what} {STATES[run.state]}: see run {run.id}",
        icon=":material/history:",
        query_params={"run": run.id},
    )
