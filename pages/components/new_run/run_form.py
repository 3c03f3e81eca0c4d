"""The form of a run: every parameter that is no part of the plan, and the schedule of each layer."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components.session.lab_state import LabState
from pages.components.session.visit import visit
from pages.components.session.widgets import parameter_input, store_input, widget_key
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError
from pruning_core.kernels import Kernel
from pruning_core.networks import NETWORKS
from pruning_core.parameter import Choice
from pruning_core.prediction.summary import title
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import OF_RUN, has_effect

SELECTED, NOT_PRUNED = "selected", "none"
CHOICES = [
    row for row in OF_RUN if isinstance(row.values, Choice) and row.name != "dataset"
]  # the explorer chooses the data set, together with the plan
NUMBERS = sorted(
    (row for row in OF_RUN if not isinstance(row.values, Choice)),
    key=lambda row: row.name == "seed",  # last, since arguments of the optimizer stand beside it
)


def run_form() -> RunConfig | None:
    """The form. It returns the run, or None if a value is invalid: the form then shows why."""
    summary = st.container()
    st.page_link(
        "explorer.py", label="Change schedule and plan in the explorer", icon=":material/tune:"
    )
    fields = run_fields()
    try:
        run = visit().state.run
    except FieldError as error:
        with fields.get(error.field, summary):
            st.error(str(error), icon=":material/error:")
            if error.field not in fields:
                st.page_link(
                    "explorer.py", label="Correct it in the explorer", icon=":material/tune:"
                )
        return None
    summary.write(summary_of(run))
    return run


def run_fields() -> dict[str, DeltaGenerator]:
    """The inputs of a run, each with the container that shows its error."""
    state = visit().state
    choices = st.container()
    fields = {row.name: choices for row in CHOICES}
    with choices, st.container(horizontal=True):
        for row in CHOICES:
            choose_network() if row.name == "network" else parameter_input(row.name)
    numbers = [row for row in NUMBERS if has_effect(row, state.training)]
    for column, row in zip(st.columns(len(NUMBERS)), numbers, strict=False):
        fields[row.name] = column.container()
        with fields[row.name]:
            parameter_input(row.name)
    fields["layers"] = st.container()
    with fields["layers"], st.expander("Layers", expanded=bool(state.layers)):
        st.caption("A layer follows the selected schedule, unless it is told otherwise here.")
        for kernel in state.kernels:
            choose_schedule(state, kernel)
    return fields


def choose_network() -> None:
    """The network, with the size of each."""
    sizes = " · ".join(
        f"{network.title}: {network.n_weights:,} weights in {len(network.kernels)} kernels"
        for network in NETWORKS.values()
    )
    parameter_input("network", help_text=sizes, on_change=store_network)


def store_network() -> None:
    """Store the network. It has other layers, so no layer keeps a schedule of its own."""
    visit().set_layers({})
    store_input("network")


def choose_schedule(state: LabState, kernel: Kernel) -> None:
    """The schedule of one layer, by its index; `SELECTED` if it has none of its own."""
    labels = {SELECTED: "as the selected schedule", NOT_PRUNED: "not pruned"}
    for index, named in enumerate(state.schedules):
        labels[str(index)] = f"schedule {index + 1} · {named.name}"
    own = state.layers.get(kernel.layer)
    chosen = NOT_PRUNED if own is None else str(own)
    if kernel.layer not in state.layers:
        chosen = SELECTED
    labels.setdefault(chosen, "a schedule that has gone")
    key = widget_key(f"{kernel.layer} of {len(labels)}")
    st.selectbox(
        f"{kernel.layer}, {kernel.n_weights:,} weights",
        list(labels),
        index=list(labels).index(chosen),
        key=key,
        format_func=lambda option: labels[option],
        on_change=store_layer,
        args=(kernel.layer, key),
    )


def store_layer(layer: str, key: str) -> None:
    """Store which schedule a layer uses."""
    option = st.session_state[key]
    layers = {name: index for name, index in visit().state.layers.items() if name != layer}
    if option != SELECTED:
        layers[layer] = None if option == NOT_PRUNED else int(option)
    visit().set_layers(layers)


def summary_of(run: RunConfig) -> str:
    """One sentence about what will be trained."""
    plan = run.plan
    own = "".join(
        f"; {named.layer} {'not pruned' if named.schedule is None else title(named.schedule)}"
        for named in run.layers
    )
    return (
        f"**{title(run.schedule)}**{own}: {NETWORKS[run.network].title} on "
        f"{DATASETS[run.dataset].title}, {plan.num_examples:,} examples, batch {plan.batch_size}, "
        f"{plan.epochs} epochs, {plan.total_steps:,} steps of {run.optimizer}."
    )
