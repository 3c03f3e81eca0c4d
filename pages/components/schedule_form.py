"""The form that edits a pruning schedule, with tfmot's names and words."""

import streamlit as st

from pages.components.controls import current, number, prepare_widget, set_values, take
from pages.components.share_link import CONSTANT, POLYNOMIAL
from pruning_core.schedules.window import UNTIL_TRAINING_ENDS

UNTIL_END_KEY = "until training ends"

HELP = {
    "target_sparsity": "The fraction of weights that every update removes, from 0 to below 1.",
    "initial_sparsity": "The sparsity that the decay starts from, at begin_step.",
    "final_sparsity": "The sparsity that the decay ends at, at end_step.",
    "power": "Above 1 most weights go early; 1 is a straight line; below 1 most go late.",
    "begin_step": "The first step at which masks may change. Steps count from 1.",
    "end_step": "The last step at which masks may change.",
    "frequency": "The masks change every so many steps; between two updates they stand still.",
}


def schedule_form() -> None:
    """Every parameter of the chosen schedule; the values go into the controls."""
    st.subheader("Schedule")
    kind = st.radio(
        "Class",
        [POLYNOMIAL, CONSTANT],
        key=prepare_widget("schedule"),
        horizontal=True,
        captions=["from one sparsity to another", "the same sparsity throughout"],
        on_change=leave_endless,
    )
    take("schedule", kind)
    if kind == CONSTANT:
        number("target_sparsity", step=0.05, explanation=HELP["target_sparsity"])
    else:
        first, second = st.columns(2)
        with first:
            number("initial_sparsity", step=0.05, explanation=HELP["initial_sparsity"])
        with second:
            number("final_sparsity", step=0.05, explanation=HELP["final_sparsity"])
        number("power", step=0.5, explanation=HELP["power"])
    first, second = st.columns(2)
    with first:
        number("begin_step", step=10, explanation=HELP["begin_step"])
        number("frequency", step=1, explanation=HELP["frequency"])
    with second:
        if kind == CONSTANT:
            end_or_never()
        else:
            number("end_step", step=10, explanation=HELP["end_step"])


def end_or_never() -> None:
    """end_step, or tfmot's -1: until training ends."""
    endless = current()["end_step"] == UNTIL_TRAINING_ENDS
    st.session_state[UNTIL_END_KEY] = endless
    number("end_step", step=10, explanation=HELP["end_step"], disabled=endless)
    st.checkbox(
        "until training ends",
        key=UNTIL_END_KEY,
        on_change=switch_end,
        help="Sets end_step to -1: the masks keep changing for as long as the training lasts.",
    )


def switch_end() -> None:
    """Set end_step to -1, or back to a step after begin_step."""
    set_values({"end_step": UNTIL_TRAINING_ENDS if st.session_state[UNTIL_END_KEY] else an_end()})


def leave_endless() -> None:
    """A decay needs an end: give it one when the schedule before had none."""
    if current()["end_step"] == UNTIL_TRAINING_ENDS:
        set_values({"end_step": an_end()})


def an_end() -> int:
    """A step that lies ten updates after begin_step."""
    return int(current()["begin_step"]) + 10 * int(current()["frequency"])
