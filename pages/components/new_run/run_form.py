"""The form that says how a run trains: network, optimizer, seed, and which schedule prunes a layer."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components.session import controls
from pages.components.session.lab_state import LabState
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError
from pruning_core.kernels import Kernel
from pruning_core.networks import NETWORKS
from pruning_core.prediction.summary import title
from pruning_core.runs.config import OPTIMIZERS, RunConfig

SELECTED, NOT_PRUNED = "selected", "none"
STEPS = {"learning_rate": 0.001, "momentum": 0.05, "seed": 1}
HELP = {
    "learning_rate": "How far one step goes: 0.001 is usual for adam, 0.01 to 0.1 for sgd.",
    "momentum": "The share of the last step that the next one keeps: 0 is plain SGD, 0.9 usual.",
    "seed": "Fixes initial weights, batch order and dropout: the same seed gives the same run.",
}


def configured() -> RunConfig | None:
    """The run that the controls describe, or None after saying what is wrong with it."""
    words = st.container()
    st.page_link(
        "explorer.py", label="Change schedule and plan in the explorer", icon=":material/tune:"
    )
    fields = run_fields()
    try:
        run = controls.state().run
    except FieldError as error:
        with fields.get(error.field, words):
            st.error(str(error), icon=":material/error:")
            if error.field not in fields:
                st.page_link(
                    "explorer.py", label="Correct it in the explorer", icon=":material/tune:"
                )
        return None
    words.write(in_words(run))
    return run


def run_fields() -> dict[str, DeltaGenerator]:
    """The controls of a run that are not the explorer's, each with the place of its mistakes."""
    state = controls.state()
    fields = {"network": st.container()}
    with fields["network"], st.container(horizontal=True):
        choose_network(state)
        choose_optimizer(state)
    names = [name for name in STEPS if name != "momentum" or state.training["optimizer"] == "sgd"]
    for column, name in zip(st.columns(len(STEPS)), names, strict=False):
        fields[name] = column.container()
        with fields[name]:
            controls.number(name, step=STEPS[name], explanation=HELP[name])
    fields["layers"] = st.container()
    with fields["layers"], st.expander("Layers", expanded=bool(state.layers)):
        st.caption("A layer follows the selected schedule, unless it is told otherwise here.")
        for kernel in state.kernels:
            choose_schedule(state, kernel)
    return fields


def choose_network(state: LabState) -> None:
    """The network; another one has other layers."""
    names = list(NETWORKS)
    st.selectbox(
        "Network",
        names,
        index=names.index(str(state.training["network"])),
        key=controls.widget_key("network"),
        format_func=lambda name: NETWORKS[name].title,
        on_change=take_network,
        help=" · ".join(
            f"{network.title}: {network.n_weights:,} weights in {len(network.kernels)} kernels"
            for network in NETWORKS.values()
        ),
    )


def take_network() -> None:
    """Keep the network; what was said of the layers was said of another one's."""
    controls.take_layers({})
    controls.take_widget("network")


def choose_optimizer(state: LabState) -> None:
    """The optimizer."""
    st.selectbox(
        "Optimizer",
        OPTIMIZERS,
        index=OPTIMIZERS.index(str(state.training["optimizer"])),
        key=controls.widget_key("optimizer"),
        on_change=controls.take_widget,
        args=("optimizer",),
    )


def choose_schedule(state: LabState, kernel: Kernel) -> None:
    """The schedule of one layer, by its place; `SELECTED` where it has none of its own."""
    labels = {SELECTED: "as the selected schedule", NOT_PRUNED: "not pruned"}
    for place, named in enumerate(state.schedules):
        labels[str(place)] = f"schedule {place + 1} · {named.name}"
    own = state.layers.get(kernel.layer)
    held = NOT_PRUNED if own is None else str(own)
    if kernel.layer not in state.layers:
        held = SELECTED
    labels.setdefault(held, "a schedule that has gone")
    key = controls.widget_key(f"{kernel.layer} of {len(labels)}")
    st.selectbox(
        f"{kernel.layer}, {kernel.n_weights:,} weights",
        list(labels),
        index=list(labels).index(held),
        key=key,
        format_func=lambda option: labels[option],
        on_change=take_schedule,
        args=(kernel.layer, key),
    )


def take_schedule(layer: str, key: str) -> None:
    """Keep which schedule a layer follows."""
    option = st.session_state[key]
    layers = {name: place for name, place in controls.state().layers.items() if name != layer}
    if option != SELECTED:
        layers[layer] = None if option == NOT_PRUNED else int(option)
    controls.take_layers(layers)


def in_words(run: RunConfig) -> str:
    """What is about to be trained, in a line."""
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
