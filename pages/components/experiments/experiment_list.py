"""The list of this server's experiments with their progress, a page of the list at a time."""

from datetime import UTC, datetime

import streamlit as st

from pages.components import services
from pages.components.experiments.stored import EXPERIMENT, number_of_runs
from pages.components.session.widgets import escape_markdown
from pruning_core.runs.states import RunState
from pruning_core.store.experiments.queries import StoredExperiment
from pruning_core.texts import gettext, grouped, ngettext

ROWS_OF_A_PAGE = 20
MAX_LISTED = 1_000
SECONDS_BETWEEN_UPDATES = 3.0


@st.fragment(run_every=SECONDS_BETWEEN_UPDATES)
def show_experiment_list() -> None:
    """Show a link to each experiment. The progress updates by itself."""
    st.subheader(gettext("Experiments on this server"), divider="grey")
    store = services.run_store()
    every = store.experiments(MAX_LISTED)
    if not every:
        st.caption(gettext("There are no experiments yet."))
        return
    n_pages = (len(every) - 1) // ROWS_OF_A_PAGE + 1
    number = 1
    if n_pages > 1:
        number = int(
            st.number_input(
                gettext("Page of the list, 1 to {last}", last=n_pages),
                min_value=1,
                max_value=n_pages,
                step=1,
            )
        )
    listed = every[(number - 1) * ROWS_OF_A_PAGE : number * ROWS_OF_A_PAGE]
    states = store.experiment_states([each.id for each in listed])
    for each in listed:
        st.page_link(
            "experiments.py",
            label=escape_markdown(each.name),
            icon=":material/science:",
            query_params={EXPERIMENT: each.id},
        )
        st.caption(describe(each, states[each.id]))


def describe(stored: StoredExperiment, states: dict[RunState, int]) -> str:
    """Describe the start and the progress of an experiment."""
    created_at = datetime.fromtimestamp(stored.created_at, UTC)
    unfinished = sum(n for state, n in states.items() if not state.ended)
    # A failed run that was tried again is two runs of the store.
    total = number_of_runs(stored.definition) or sum(states.values())
    parts = [
        f"{created_at:%Y-%m-%d %H:%M} UTC",
        ngettext(
            "{done} of {count} run finished",
            "{done} of {count} runs finished",
            total,
            done=grouped(states.get(RunState.FINISHED, 0)),
        ),
    ]
    if states.get(RunState.RUNNING):
        parts.append(gettext("{number} running", number=grouped(states[RunState.RUNNING])))
    if failed := states.get(RunState.FAILED, 0) + states.get(RunState.INTERRUPTED, 0):
        parts.append(ngettext("{count} failed attempt", "{count} failed attempts", failed))
    if stored.paused and unfinished:
        parts.append(gettext("paused"))
    return " · ".join(parts)
