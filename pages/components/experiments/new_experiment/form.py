"""The form for a new experiment: schedules, sparsities, networks, rates, seeds and comparisons."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.components.experiments.new_experiment.comparisons import show_comparisons
from pages.components.experiments.new_experiment.draft import Draft, sparsities_of
from pages.components.session.lab_state import LabState
from pages.components.session.visit import current_visit, session_record
from pruning_core.errors import ExperimentError
from pruning_core.experiments.file import read_experiment
from pruning_core.experiments.file.choices import Choices, write_choices
from pruning_core.parameter import Choice
from pruning_core.prediction.summary import title
from pruning_core.runs.parameters import PARAMETERS
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext

MAX_SEEDS = 1_000_000
PREFIX = "new experiment: "


def show_form() -> str | None:
    """Show the form. Return the file of the experiment, or show an error and return None."""
    draft, state = session_record(Draft), current_visit().state
    show_names(draft)
    schedules = show_schedules(draft, state)
    left, middle, right = st.columns(3)
    with left:
        draft.networks = show_options(gettext("Networks"), "network", draft.networks, state)
    with middle:
        draft.rates = show_options(
            gettext("Learning-rate schedules"), "learning_rate_schedule", draft.rates, state
        )
    with right:
        show_seeds(draft)
    if (problem := problem_of(draft, schedules)) is not None:
        st.error(problem, icon=":material/error:")
        return None
    choices = Choices(
        name=draft.name,
        question=draft.question,
        schedules=schedules,
        sparsities=sparsities_of(draft.sparsities),
        training=state.training,
        networks=draft.networks or [str(state.training["network"])],
        rates=draft.rates or [str(state.training["learning_rate_schedule"])],
        n_seeds=draft.n_seeds,
        has_dense=draft.has_dense,
    )
    text = write_choices(choices)
    try:
        experiment = read_experiment(text)
    except ExperimentError:  # the page shows the error below the file
        return text
    return write_choices(replace(choices, comparisons=show_comparisons(draft, experiment)))


def key_with(name: str, value: Any) -> str:  # noqa: ANN401  (the value of any input)
    """The key of an input that has a value.

    The first value comes from the draft, also after another page was shown. The value is set each time the page
    runs: if two runs follow quickly, a browser draws only the second, and would show an empty input.
    """
    key = f"{PREFIX}{name}"
    st.session_state[key] = st.session_state.get(key, value)
    return key


def problem_of(draft: Draft, schedules: dict[str, Schedule]) -> str | None:
    """What is wrong with the inputs, or None."""
    if not schedules and not draft.has_dense:
        return gettext("Select at least one schedule, or the dense baseline.")
    try:
        sparsities_of(draft.sparsities)
    except ValueError:
        return gettext(
            "Sparsities must be numbers in per cent with commas between them, such as 50, 87.5, 95"
        )
    return None


def show_names(draft: Draft) -> None:
    """Show the inputs for the name and the question."""
    draft.name = st.text_input(
        gettext("Name"), key=key_with("name", draft.name), max_chars=200
    ).strip()
    draft.question = st.text_input(
        gettext("Question that the experiment answers"),
        key=key_with("question", draft.question),
        placeholder=gettext("Which schedule keeps more accuracy at 90 % sparsity?"),
    ).strip()


def show_schedules(draft: Draft, state: LabState) -> dict[str, Schedule]:
    """Show the schedules of the explorer, the dense baseline and the sparsities. Return the schedules by name."""
    st.page_link(
        "explorer.py",
        label=gettext("Change schedules and plan in the explorer"),
        icon=":material/tune:",
    )
    every = list(range(len(state.schedules)))
    selected = every if draft.schedules is None else [i for i in draft.schedules if i in every]
    # Another number of schedules makes another input, whose options all exist.
    names = unique_names([item.name for item in state.schedules])
    draft.schedules = st.multiselect(
        gettext("Schedules"),
        every,
        key=key_with(f"schedules of {len(every)}", selected),
        format_func=lambda index: f"{names[index]}: {title(state.schedules[index].schedule)}",
        help=gettext("Each schedule of the explorer can be an arm."),
    )
    draft.has_dense = st.checkbox(
        gettext("Also train the dense baseline"),
        key=key_with("dense", draft.has_dense),
        help=gettext("The same training without pruning. It shows what pruning costs."),
    )
    draft.sparsities = st.text_input(
        gettext("Sparsities at the end, in %"),
        key=key_with("sparsities", draft.sparsities),
        placeholder="50, 80, 90, 95",
        help=gettext(
            "Each schedule is trained with each of these sparsities. If this is empty, each schedule keeps "
            "its own sparsity. Curves through points always keep theirs."
        ),
    )
    if state.layers or state.layer_sparsities:
        st.caption(
            gettext(
                "An experiment uses one schedule for all layers. Schedules of single layers are left out."
            )
        )
    return {names[index]: state.schedules[index].schedule for index in draft.schedules}


def unique_names(names: Sequence[str]) -> list[str]:
    """The names, with a number behind a name that appears again.

    >>> unique_names(["A", "B", "A"])
    ['A', 'B', 'A (3)']
    """
    return [
        name if name not in names[:index] else f"{name} ({index + 1})"
        for index, name in enumerate(names)
    ]


def show_options(
    label: str, name: str, selected: Sequence[str] | None, state: LabState
) -> list[str]:
    """Show the options of a parameter. The value of the explorer is selected first."""
    titles = option_titles(name)
    return st.multiselect(
        label,
        list(titles),
        key=key_with(name, list(selected or [str(state.training[name])])),
        format_func=lambda option: titles[option],
    )


def option_titles(name: str) -> dict[str, str]:
    """The options of a parameter with the texts that visitors see."""
    match PARAMETERS[name].values:
        case Choice(options=options):
            return {key: gettext(options[key].title) for key in options}
        case _:  # only parameters with options are listed
            return {}


def show_seeds(draft: Draft) -> None:
    """Show the input for the number of seeds."""
    draft.n_seeds = int(
        st.number_input(
            gettext("Number of seeds"),
            min_value=1,
            max_value=MAX_SEEDS,
            key=key_with("seeds", draft.n_seeds),
            step=1,
            help=gettext(
                "Each arm is trained once with each seed. Runs with the same seed are a pair: they share the "
                "initial weights, the order of the data, and dropout. One comparison needs at least 6 pairs."
            ),
        )
    )
