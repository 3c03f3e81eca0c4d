"""The runs of an experiment: a table with a link to each run, and links to comparisons."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.components.elements.scripts import base_path
from pruning_core.comparison.requested_runs import MAX_RUNS
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.rows import ResultRow
from pruning_core.texts import gettext, ngettext

MAX_HEIGHT = 320


def show_run_links(experiment: Experiment, rows: Sequence[ResultRow]) -> None:
    """Show the table and the links."""
    st.subheader(gettext("The runs"))
    show_comparison_link(experiment, rows)
    st.dataframe(
        run_table(rows),
        hide_index=True,
        height=min(MAX_HEIGHT, 36 * (len(rows) + 1)),
        column_config={
            gettext("Run"): st.column_config.LinkColumn(display_text=gettext("open")),
        },
    )


def run_table(rows: Sequence[ResultRow]) -> pd.DataFrame:
    """One line for each arm and seed."""
    return pd.DataFrame(
        {
            gettext("Arm"): [row.arm for row in rows],
            gettext("Seed"): [row.seed for row in rows],
            gettext("State"): [row.state for row in rows],
            gettext("Test accuracy, %"): [
                None if row.accuracy is None else round(100 * row.accuracy, 2) for row in rows
            ],
            gettext("Attempts"): [row.attempts for row in rows],
            gettext("Run"): [
                None if row.run is None else f"{base_path()}/run?run={row.run}" for row in rows
            ],
            gettext("Reason"): [row.message for row in rows],
        }
    )


def show_comparison_link(experiment: Experiment, rows: Sequence[ResultRow]) -> None:
    """Show a link to the page that compares runs: all runs, or those of the primary comparison."""
    finished = [row for row in rows if row.run is not None and row.state == "finished"]
    if len(finished) > MAX_RUNS and (primary := experiment.primary) is not None:
        finished = [row for row in finished if row.arm in (primary.a, primary.b)]
    compared = finished[:MAX_RUNS]
    if len(compared) > 1:
        st.page_link(
            "compare.py",
            label=ngettext("Compare {count} run", "Compare {count} runs", len(compared)),
            icon=":material/compare_arrows:",
            query_params={"runs": ",".join(str(row.run) for row in compared)},
        )
