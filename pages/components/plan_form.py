"""The form that edits the training plan: the steps follow from it."""

import streamlit as st

from pages.components.controls import (
    current,
    number,
    prepare_widget,
    set_values,
    take,
    widget_key,
)
from pages.components.data_notice import data_notice
from pages.components.share_link import SHORT_PLANS, plan_of
from pruning_core.datasets import DATASETS
from pruning_core.errors import PlanError

HELP = {
    "num_examples": "Examples given to training, the validation split included.",
    "batch_size": "Examples in one step.",
    "epochs": "Passes over the training examples.",
    "validation_split": "The fraction of the examples that is kept for validation.",
}


def plan_form() -> None:
    """Data set, examples, batch size, epochs and validation split; the values go into the controls."""
    st.subheader("Training plan")
    names = list(DATASETS)
    dataset = st.radio(
        "Data",
        names,
        key=prepare_widget("dataset"),
        format_func=lambda name: DATASETS[name].title,
        horizontal=True,
        on_change=take_short_plan,
        help="Choosing a data set also chooses a short training on it.",
    )
    take("dataset", dataset)
    data_notice(dataset)
    first, second = st.columns(2)
    with first:
        number("num_examples", step=1_000, explanation=HELP["num_examples"])
        number("epochs", step=1, explanation=HELP["epochs"])
    with second:
        number("batch_size", step=10, explanation=HELP["batch_size"])
        number("validation_split", step=0.05, explanation=HELP["validation_split"])
    show_steps()


def take_short_plan() -> None:
    """Another data set has another number of examples: take a short plan that suits it."""
    set_values(SHORT_PLANS[st.session_state[widget_key("dataset")]])


def show_steps() -> None:
    """The steps that follow, where the plan is one."""
    try:
        plan = plan_of(current())
    except PlanError:
        return
    st.caption(
        f"{plan.training_examples:,} training examples make {plan.steps_per_epoch:,} steps an epoch, "
        f"**{plan.total_steps:,} steps** in all."
    )
