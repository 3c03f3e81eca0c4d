"""The comparisons of a new experiment. Nobody can change them after it has started."""

import streamlit as st

from pages.components.experiments.new_experiment.draft import (
    Draft,
    planned,
    possible_comparisons,
)
from pages.components.session.visit import session_record
from pruning_core.experiments.arms import Comparison
from pruning_core.experiments.definition import Experiment
from pruning_core.texts import gettext

COMPARISONS, PRIMARY = "new experiment: comparisons", "new experiment: primary"
MAX_OFFERED = 500


def show_comparisons(draft: Draft, experiment: Experiment) -> tuple[Comparison, ...]:
    """Show the comparisons that are possible. Until the visitor selects some, one is proposed."""
    offered = possible_comparisons(experiment)[:MAX_OFFERED]
    selected = offered[:1]
    if draft.comparisons is not None:
        selected = [pair for pair in draft.comparisons if pair in offered]
        if draft.comparisons and not selected:  # all arms have other names now
            draft.comparisons, selected = None, offered[:1]
    st.session_state[COMPARISONS] = selected
    pairs = st.multiselect(
        gettext("Comparisons"),
        offered,
        key=COMPARISONS,
        on_change=store_comparisons,
        format_func=pair_text,
        help=gettext(
            "Comparisons cannot be changed after the start. Comparisons share the level 0.05: with more "
            "comparisons, each needs more pairs. Any arms can be looked at later, as exploration."
        ),
    )
    if len(pairs) > 1:
        st.session_state[PRIMARY] = draft.primary if draft.primary in pairs else pairs[0]
        draft.primary = st.selectbox(
            gettext("Primary comparison"),
            pairs,
            key=PRIMARY,
            on_change=store_primary,
            format_func=pair_text,
        )
    return planned(pairs, draft.primary)


def pair_text(pair: tuple[str, str]) -> str:
    """A comparison in words."""
    return gettext("{a} and {b}", a=pair[0], b=pair[1])


def store_comparisons() -> None:
    """Store the selected comparisons. Streamlit calls this function before it runs the page again."""
    session_record(Draft).comparisons = list(st.session_state[COMPARISONS])


def store_primary() -> None:
    """Store the primary comparison. Streamlit calls this function before it runs the page again."""
    session_record(Draft).primary = st.session_state[PRIMARY]
