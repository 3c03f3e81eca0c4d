"""The form of the data set and the training plan, and the number of steps."""

import streamlit as st

from pages.components.elements.data_notice import data_notice
from pages.components.session.visit import current_visit
from pages.components.session.widgets import parameter_input, widget_key
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError, PlanError
from pruning_core.runs.parameters import PARAMETERS, PLAN_PARAMETERS, short_training
from pruning_core.texts import gettext, ngettext


def plan_form(problem: FieldError | None) -> None:
    """Show the inputs of data set and plan; they store their values in the session.

    Args:
        problem: Why the values are invalid, or None.
    """
    st.subheader(gettext("Training plan"))
    data_notice(choose_dataset())
    for column, parameter in zip(st.columns(len(PLAN_PARAMETERS)), PLAN_PARAMETERS, strict=True):
        with column:
            parameter_input(parameter.name)
    if problem is not None:
        st.error(
            gettext(
                "{problem}. Until you correct this, the last valid training is shown.",
                problem=problem,
            ),
            icon=":material/error:",
        )
    show_steps()


def choose_dataset() -> str:
    """The input of the data set; returns its name.

    Another data set has another number of examples, so the plan is replaced by a short one.
    """
    parameter = PARAMETERS["dataset"]
    names = list(DATASETS)
    return st.radio(
        gettext(parameter.label),
        names,
        index=names.index(str(current_visit().state.training["dataset"])),
        key=widget_key("dataset"),
        format_func=lambda name: gettext(DATASETS[name].title),
        horizontal=True,
        on_change=store_dataset,
        help=gettext(parameter.help),
    )


def store_dataset() -> None:
    """Store the data set with a short plan for it."""
    current_visit().show_training(short_training(st.session_state[widget_key("dataset")]))


def show_steps() -> None:
    """Show the number of steps, if the plan is valid."""
    try:
        plan = current_visit().state.plan
    except PlanError:
        return
    st.caption(
        gettext(
            "{examples} make {steps} per epoch, **{total}** in all.",
            examples=ngettext(
                "{count} training example", "{count} training examples", plan.training_examples
            ),
            steps=ngettext("{count} step", "{count} steps", plan.steps_per_epoch),
            total=ngettext("{count} step", "{count} steps", plan.total_steps),
        )
    )
