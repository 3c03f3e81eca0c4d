"""The inputs for facts that findings need beside the plan: early stopping, and zeros before the training."""

import streamlit as st

from pages.components.session.visit import current_visit
from pages.components.session.widgets import widget_key
from pruning_core.checks import LARGEST_STEP
from pruning_core.texts import gettext

MOST_ZEROS = 0.9999


def show_known_facts() -> None:
    """Show both inputs. They store their values in the session."""
    state = current_visit().state
    left, right = st.columns(2)
    with left:
        st.number_input(
            gettext("The training may stop from step"),
            min_value=0,
            max_value=LARGEST_STEP,
            value=state.earliest_stop or 0,
            step=100,
            key=widget_key("earliest_stop"),
            on_change=store_facts,
            help=gettext(
                "The first step at which early stopping may end the training; 0 if it always runs to its end."
            ),
        )
    with right:
        st.number_input(
            gettext("Zeros before the training"),
            min_value=0.0,
            max_value=MOST_ZEROS,
            value=state.zeros,
            step=0.1,
            format="%0.4g",
            key=widget_key("zeros"),
            on_change=store_facts,
            help=gettext(
                "The fraction of the weights that are exactly zero, if the network was pruned before."
            ),
        )


def store_facts() -> None:
    """Store the values of both inputs. Streamlit calls this function before it runs the page again."""
    visit = current_visit()
    visit.link_problems = []
    visit.set_facts(
        earliest_stop=st.session_state[widget_key("earliest_stop")] or None,
        zeros=st.session_state[widget_key("zeros")],
    )
