"""Which run measures the same already: the page leads to it, and trains no dense baseline twice at a time."""

import streamlit as st

from pages.components import services
from pages.components.session.pending import wish_button
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState

STANDINGS = {
    RunState.FINISHED: "was trained already",
    RunState.RUNNING: "is being trained",
    RunState.QUEUED: "waits to be trained",
    RunState.PAUSED: "is paused",
}


def recognise(config: RunConfig, *, shown: str | None) -> None:
    """Lead to the run that measures exactly this, if it is another than the one that is shown."""
    store = services.run_store()
    same = store.finished_with(config) or store.under_way_with(config)
    if same is not None and same.id != shown:
        lead_to(same, what="Exactly this")


def offer_baseline(run: Run, *, key: str) -> None:
    """Offer a pruned run its dense baseline, or lead to it while it is under way."""
    store, dense = services.run_store(), run.config.dense
    if run.config.schedule is None or store.finished_with(dense) is not None:
        return
    if (same := store.under_way_with(dense)) is not None:
        lead_to(same, what="The dense baseline of this run")
    if same is None or same.state is RunState.PAUSED:
        wish_button(
            "Train the dense baseline of this run", key=key, icon=":material/compare_arrows:"
        )


def baseline_in_training(config: RunConfig) -> Run | None:
    """The run to watch instead of starting this dense one.

    A paused one is none: whoever paused it may never come back.
    """
    if config.schedule is not None:
        return None
    same = services.run_store().under_way_with(config)
    return None if same is None or same.state is RunState.PAUSED else same


def lead_to(run: Run, *, what: str) -> None:
    """A link to a run that measures the same."""
    st.page_link(
        "training.py",
        label=f"{what} {STANDINGS[run.state]}: see run {run.id}",
        icon=":material/history:",
        query_params={"run": run.id},
    )
