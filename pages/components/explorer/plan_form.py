"""The form for the data set and the training plan. It also shows the number of steps."""

import streamlit as st

from pages.components.elements.data_notice import show_data_notice
from pages.components.session.lab_state import LabState
from pages.components.session.visit import current_visit
from pages.components.session.widgets import (
    escape_markdown,
    show_own_training_input,
    show_parameter_input,
    widget_key,
)
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError, PlanError
from pruning_core.parameter import Choice, has_effect
from pruning_core.plan import TrainingPlan
from pruning_core.plan.own_training import OWN_PARAMETERS, SOURCES, Known, names_with_effect
from pruning_core.plan.step_rules import STEP_RULES
from pruning_core.runs.parameters import (
    PARAMETERS,
    PLAN_PARAMETERS,
    RUN_PARAMETERS,
    short_training,
)
from pruning_core.texts import gettext, grouped, ngettext

OWN = "own training"
"""The option for the visitor's own training, beside the names of the data sets."""
RATE_NAMES = ("learning_rate_schedule", "learning_rate")


def show_plan_form(problem: FieldError | None) -> None:
    """Show the inputs for the plan of a training on a data set of the lab, or of the visitor's own training.

    The inputs store their values in the session.

    Args:
        problem: The error about an invalid value, or None.
    """
    st.subheader(gettext("Training plan"))
    dataset = show_dataset_input()
    if current_visit().state.plans_own:
        show_own_training_inputs()
    else:
        show_data_notice(dataset)
        columns = st.columns(len(PLAN_PARAMETERS))
        for column, parameter in zip(columns, PLAN_PARAMETERS, strict=True):
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
    """Show the input for the data set, or for an own training. Return the selected option.

    Another data set has another number of examples, so a new choice replaces the plan by a short plan.
    """
    parameter = PARAMETERS["dataset"]
    options = [*DATASETS, OWN]
    state = current_visit().state
    option = OWN if state.plans_own else str(state.training["dataset"])
    selected: str = st.radio(
        gettext(parameter.label),
        options,
        index=options.index(option),
        key=widget_key("dataset"),
        format_func=option_title,
        horizontal=True,
        on_change=store_dataset,
        help=gettext(parameter.help),
    )
    return selected


def option_title(option: str) -> str:
    """Return the title of a data set, or of the own training."""
    return gettext("My training") if option == OWN else gettext(DATASETS[option].title)


def store_dataset() -> None:
    """Store the selected option. A new data set gets a short plan. A plan for the same data set stays as it is."""
    visit, option = current_visit(), st.session_state[widget_key("dataset")]
    visit.plan_own(plans_own=option == OWN)
    if option == OWN:
        first_values = () if visit.state.own_training else SOURCES[Known.EXAMPLES].parameters
        visit.edit_own_training({name: visit.state.training[name] for name in first_values})
    elif option != visit.state.training["dataset"]:
        visit.show_training(short_training(option))


def show_own_training_inputs() -> None:
    """Show the inputs of the own training that have an effect, and the explanation of a step."""
    values = current_visit().state.own_training
    names = [name for name in OWN_PARAMETERS if name in names_with_effect(values)]
    choices = [name for name in names if isinstance(OWN_PARAMETERS[name].values, Choice)]
    numbers = [name for name in names if name not in choices]
    for row in (choices, numbers):
        for column, name in zip(st.columns(len(row)), row, strict=True):
            with column:
                show_own_training_input(name)
    show_learning_rate_inputs()
    st.caption(gettext(STEP_RULES[str(values["step_rule"])].sentence))


def show_learning_rate_inputs() -> None:
    """Show the inputs of the learning rate that have an effect. The form of a run has the same inputs."""
    training = current_visit().state.training
    rows = [
        row
        for row in RUN_PARAMETERS
        if (row.name in RATE_NAMES or row.rate_argument_of) and has_effect(row, training)
    ]
    rows.sort(key=lambda row: row.name != RATE_NAMES[0])
    for column, row in zip(st.columns(len(rows)), rows, strict=True):
        with column:
            show_parameter_input(row.name)


def show_steps() -> None:
    """Show the number of steps, if the plan is valid."""
    state = current_visit().state
    try:
        plan = state.plan
    except PlanError:
        return
    st.caption(describe_own_steps(state, plan) if state.plans_own else describe_steps(plan))


def describe_steps(plan: TrainingPlan) -> str:
    """Describe the steps of a training of the lab."""
    return gettext(
        "{examples} make {steps} per epoch, **{total}** in all.",
        examples=ngettext(
            "{count} training example", "{count} training examples", plan.training_examples
        ),
        steps=ngettext("{count} step", "{count} steps", plan.steps_per_epoch),
        total=ngettext("{count} step", "{count} steps", plan.total_steps),
    )


def describe_own_steps(state: LabState, plan: TrainingPlan) -> str:
    """Describe the number of steps of a pruned layer in the own training."""
    steps = gettext(
        "The step counter of a pruned layer reaches **{total}** at the end of the training.",
        total=grouped(plan.total_steps),
    )
    optimizer_steps = ngettext(
        "The optimizer makes {count} step.",
        "The optimizer makes {count} steps.",
        plan.optimizer_steps,
    )
    if not state.knows_epochs:
        return f"{steps} {optimizer_steps}"
    per_epoch = gettext(
        "{epochs} of {steps} each.",
        epochs=ngettext("{count} epoch", "{count} epochs", plan.epochs),
        steps=ngettext("{count} step", "{count} steps", plan.calls_per_epoch),
    )
    return f"{steps} {per_epoch} {optimizer_steps}"


def explain_training(state: LabState) -> None:
    """Name the training that the lab would run while the visitor plans an own training."""
    if not state.plans_own:
        return
    dataset = gettext(DATASETS[str(state.training["dataset"])].title)
    try:
        steps = ngettext("{count} step", "{count} steps", state.run.plan.total_steps)
    except FieldError as error:
        st.caption(
            gettext(
                "The lab trains only its own data sets, now {dataset}. {problem}.",
                dataset=dataset,
                problem=escape_markdown(str(error)),
            )
        )
        return
    st.caption(
        gettext(
            "The lab trains only its own data sets. It would train this schedule, with its steps as they "
            "are, for {steps} on {dataset}.",
            dataset=dataset,
            steps=steps,
        )
    )
