"""The form that edits the training plan: the steps follow from it."""

import streamlit as st

from pages.components.elements.data_notice import data_notice
from pages.components.session.controls import (
    number,
    set_training,
    state,
    widget_key,
)
from pages.components.session.lab_state import short_training
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError, PlanError

HELP = {
    "num_examples": "Examples given to training, the validation split included.",
    "batch_size": "Examples in one step.",
    "epochs": "Passes over the training examples.",
    "validation_split": "The fraction of the examples that is kept for validation.",
}


def plan_form(problem: FieldError | None) -> None:
    """Data set, examples, batch size, epochs and validation split; the values go into the session.

    Args:
        problem: Why no training can follow what is there, if so.
    """
    st.subheader("Training plan")
    names = list(DATASETS)
    dataset = st.radio(
        "Data",
        names,
        index=names.index(str(state().training["dataset"])),
        key=widget_key("dataset"),
        format_func=lambda name: DATASETS[name].title,
        horizontal=True,
        on_change=take_short_plan,
        help="Choosing a data set also chooses a short training on it.",
    )
    data_notice(dataset)
    steps = {"num_examples": 1_000, "batch_size": 10, "epochs": 1, "validation_split": 0.05}
    for column, (name, step) in zip(st.columns(len(steps)), steps.items(), strict=True):
        with column:
            number(name, step=step, explanation=HELP[name])
    if problem is not None:
        st.error(
            f"{problem}. Until then, the last training that can be followed is shown.",
            icon=":material/error:",
        )
    show_steps()


def take_short_plan() -> None:
    """Another data set has another number of examples: take a short plan that suits it."""
    set_training(short_training(st.session_state[widget_key("dataset")]))


def show_steps() -> None:
    """The steps that follow, where the plan is one."""
    try:
        plan = state().plan
    except PlanError:
        return
    st.caption(
        f"{plan.training_examples:,} training examples make {plan.steps_per_epoch:,} steps an epoch, "
        f"**{plan.total_steps:,} steps** in all."
    )
