"""Links from the page of a run to comparisons with related runs."""

import streamlit as st

from pages.components import services
from pages.components.comparison.chooser import RUNS
from pruning_core.comparison.requested_runs import MAX_RUNS
from pruning_core.runs.run import Run
from pruning_core.texts import gettext, ngettext


def show_comparison_links(run: Run) -> None:
    """Show links to comparisons: with the dense baseline, and with the runs of other seeds."""
    store = services.run_store()
    baseline = None if run.config.schedule is None else store.find_finished_run(run.config.dense)
    same_but_seed = store.runs_with_other_seeds(run.config, limit=MAX_RUNS - 1)
    with st.container(horizontal=True):
        if baseline is not None:
            show_comparison_link(gettext("Compare with the dense baseline"), [run, baseline])
        if same_but_seed:
            label = ngettext(
                "Compare with {count} run of another seed",
                "Compare with {count} runs of other seeds",
                len(same_but_seed),
            )
            show_comparison_link(label, [run, *same_but_seed])
        show_comparison_link(gettext("Compare with other runs"), [run])


def show_comparison_link(label: str, runs: list[Run]) -> None:
    """Show a link to the comparison of some runs."""
    st.page_link(
        "compare.py",
        label=label,
        icon=":material/compare_arrows:",
        query_params={RUNS: ",".join(run.id for run in runs)},
    )
