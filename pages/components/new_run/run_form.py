"""The form of a run: every parameter that is not part of the plan, and the schedule of each layer."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components.session.lab_state import LabState
from pages.components.session.visit import current_visit
from pages.components.session.widgets import parameter_input, store_input, widget_key
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError
from pruning_core.kernels import Kernel
from pruning_core.networks import NETWORKS
from pruning_core.parameter import Choice
from pruning_core.prediction.summary import title
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import RUN_PARAMETERS, has_effect
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

SELECTED, NOT_PRUNED = "selected", "none"
NOT_PRUNED_TEXT = gettext_noop("not pruned")
CHOICES = [
    row for row in RUN_PARAMETERS if isinstance(row.values, Choice) and row.name != "dataset"
]  # the explorer chooses the data set, together with the plan
NUMBERS = sorted(
    (row for row in RUN_PARAMETERS if not isinstance(row.values, Choice)),
    key=lambda row: row.name == "seed",  # last, so that the optimizer's arguments are together
)


def run_form() -> RunConfig | None:
    """Show the form. It returns the run, or None if a value is invalid; the form then shows the error."""
    summary = st.container()
    st.page_link(
        "explorer.py",
        label=gettext("Change schedule and plan in the explorer"),
        icon=":material/tune:",
    )
    fields = run_fields()
    try:
        run = current_visit().state.run
    except FieldError as error:
        with fields.get(error.field, summary):
            st.error(str(error), icon=":material/error:")
            if error.field not in fields:
                st.page_link(
                    "explorer.py",
                    label=gettext("Correct it in the explorer"),
                    icon=":material/tune:",
                )
        return None
    summary.write(summary_of(run))
    return run


def run_fields() -> dict[str, DeltaGenerator]:
    """Show the inputs of a run; returns, by parameter, the container for its error."""
    state = current_visit().state
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
    with fields["layers"], st.expander(gettext("Layers"), expanded=bool(state.layers)):
        st.caption(
            gettext("Each layer uses the selected schedule, unless you choose another one here.")
        )
        for kernel in state.kernels:
            choose_schedule(state, kernel)
    return fields


def choose_network() -> None:
    """The input of the network; its help lists the size of each network."""
    sizes = " · ".join(
        ngettext(
            "{network}: {weights} weights in {count} kernel",
            "{network}: {weights} weights in {count} kernels",
            len(network.kernels),
            network=gettext(network.title),
            weights=grouped(network.n_weights),
        )
        for network in NETWORKS.values()
    )
    parameter_input("network", help_text=sizes, on_change=store_network)


def store_network() -> None:
    """Store the network. It has other layers, so the chosen schedules of layers are removed."""
    current_visit().set_layers({})
    store_input("network")


def choose_schedule(state: LabState, kernel: Kernel) -> None:
    """The input of a layer's schedule: an index, `NOT_PRUNED` or `SELECTED`."""
    labels = {SELECTED: gettext("selected schedule"), NOT_PRUNED: gettext(NOT_PRUNED_TEXT)}
    for index, named in enumerate(state.schedules):
        labels[str(index)] = gettext(
            "schedule {number} · {name}", number=index + 1, name=named.name
        )
    own = state.layers.get(kernel.layer)
    chosen = NOT_PRUNED if own is None else str(own)
    if kernel.layer not in state.layers:
        chosen = SELECTED
    labels.setdefault(chosen, gettext("a removed schedule"))
    key = widget_key(f"{kernel.layer} of {len(labels)}")
    st.selectbox(
        ngettext(
            "{layer}, {count} weight",
            "{layer}, {count} weights",
            kernel.n_weights,
            layer=kernel.layer,
        ),
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
    layers = {name: index for name, index in current_visit().state.layers.items() if name != layer}
    if option != SELECTED:
        layers[layer] = None if option == NOT_PRUNED else int(option)
    current_visit().set_layers(layers)


def summary_of(run: RunConfig) -> str:
    """What will be trained, in a few words."""
    plan = run.plan
    own = "".join(
        f"; {named.layer}: "
        + (gettext(NOT_PRUNED_TEXT) if named.schedule is None else title(named.schedule))
        for named in run.layers
    )
    return gettext(
        "**{schedule}**{layers}. {network} on {dataset}, {examples}, batch size {batch_size}, "
        "{epochs}, {steps} with {optimizer}.",
        schedule=title(run.schedule),
        layers=own,
        network=gettext(NETWORKS[run.network].title),
        dataset=gettext(DATASETS[run.dataset].title),
        examples=ngettext("{count} example", "{count} examples", plan.num_examples),
        batch_size=grouped(plan.batch_size),
        epochs=ngettext("{count} epoch", "{count} epochs", plan.epochs),
        steps=ngettext("{count} step", "{count} steps", plan.total_steps),
        optimizer=run.optimizer,
    )
