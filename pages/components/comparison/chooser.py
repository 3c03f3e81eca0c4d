"""The form in which a visitor chooses the runs to compare."""

from collections.abc import Sequence

import streamlit as st

from pages.components import services
from pages.components.runs.run_list import STATE_LABELS
from pruning_core.comparison.requested_runs import MAX_RUNS, MIN_RUNS
from pruning_core.runs.run import Run
from pruning_core.texts import gettext, ngettext

RUNS = "runs"
"""The parameter of the address with the ids of the runs."""


def show_chooser(shown: Sequence[Run]) -> None:
    """Show the form. It offers the runs on the page and the latest runs of this server.

    Args:
        shown: The runs on the page.
    """
    runs = {run.id: run for run in (*shown, *services.run_store().recent(MAX_RUNS))}
    if len(runs) < MIN_RUNS:
        st.info(
            gettext("There are not enough runs on this server yet: start runs on the page Train."),
            icon=":material/model_training:",
        )
        return
    shown_ids = [run.id for run in shown]
    key = f"runs to compare: {','.join(shown_ids)}"
    with st.form(f"form of the {key}", border=False):
        st.multiselect(
            gettext("Runs to compare"),
            list(runs),
            default=shown_ids,
            format_func=lambda run_id: describe_choice(runs[run_id]),
            max_selections=MAX_RUNS,
            key=key,
            help=gettext(
                "The list has the latest {number} runs. The address of this page may name any runs.",
                number=MAX_RUNS,
            ),
        )
        st.form_submit_button(
            gettext("Compare"), icon=":material/compare_arrows:", on_click=open_choice, args=(key,)
        )


def open_choice(key: str) -> None:
    """Write the chosen runs to the address. Streamlit calls this function before it runs the page again."""
    st.query_params[RUNS] = ",".join(st.session_state[key])


def describe_choice(run: Run) -> str:
    """Describe a run in one line, as plain text."""
    return gettext(
        "{run} · seed {seed} · {state}",
        run=run.title,
        seed=run.config.seed,
        state=gettext(STATE_LABELS[run.state]),
    )


def describe_number(n_runs: int) -> str:
    """Return the first sentence of the page."""
    return ngettext(
        "{count} run: choose at least one more to compare.",
        "{count} runs beside each other: what differs, how they trained, and what they reached.",
        n_runs,
    )
