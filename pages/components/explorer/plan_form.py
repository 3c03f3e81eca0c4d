"""The form for the data set and the training plan. It also shows the number of steps."""

import streamlit as st

from pages.components.elements.data_notice import show_data_notice
from pages.components.session.visit import current_visit
from pages.components.session.widgets import show_parameter_input, widget_key
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError, PlanError
from pruning_core.runs.parameters import PARAMETERS, PLAN_PARAMETERS, short_training
from pruning_core.texts import gettext, ngettext


def show_plan_form(problem: FieldError | None) -> None:
    """Show the inputs for the data set and the plan. The inputs store their values in the session.

    Args:
        problem: Why the values are invalid, or None.
    """
    st.subheader(gettext("Training plan"))
    show_data_notice(show_dataset_input())
    for column, parameter in zip(st.columns(len(PLAN_PARAMETERS)), PLAN_PARAMETERS, strict=True):
        with column:
            show_parameter_input(parameter.name)
    if problem is not None:
        st.error(
            gettext(
                "{problem}. Until you correct this, the last valid training is shown.",
                problem=problem,
            ),
            icon=":material/error:",
        )
    show_steps()


def show_dataset_input() -> str:
    """Show the input for the data set. Return the name of the selected data set.

    Another data set has another number of examples, so a new choice replaces the plan by a short plan.
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
    """Store the selected data set, and a short plan for this data set."""
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
