"""The form for a run: all parameters except those of the plan, and the schedule of each layer."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components.session.lab_state import LabState
from pages.components.session.visit import current_visit
from pages.components.session.widgets import show_parameter_input, store_input, widget_key
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError
from pruning_core.kernels import Kernel
from pruning_core.networks import NETWORKS
from pruning_core.parameter import Choice, has_effect
from pruning_core.prediction.summary import percent, title
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import RUN_PARAMETERS, optimizer_title
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

SELECTED, NOT_PRUNED = "selected", "none"
NOT_PRUNED_TEXT = gettext_noop("not pruned")
CHOICE_PARAMETERS = [
    row for row in RUN_PARAMETERS if isinstance(row.values, Choice) and row.name != "dataset"
]  # the explorer has the input for the data set, together with the plan
NUMBER_PARAMETERS = sorted(
    (row for row in RUN_PARAMETERS if not isinstance(row.values, Choice)),
    key=lambda row: row.name == "seed",  # the arguments of the optimizer come first, together
)

MIN_COLUMNS = 3


def show_run_form() -> RunConfig | None:
    """Show the form. Return the run, or show an error and return None if a value is invalid."""
    summary = st.container()
    st.page_link(
        "explorer.py",
        label=gettext("Change schedule and plan in the explorer"),
        icon=":material/tune:",
    )
    fields = show_run_fields()
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
    summary.write(describe_run(run))
    return run


def show_run_fields() -> dict[str, DeltaGenerator]:
    """Show the inputs of a run. Return the container for the error of each parameter."""
    state = current_visit().state
    choices = st.container()
    fields = {row.name: choices for row in CHOICE_PARAMETERS}
    with choices, st.container(horizontal=True):
        for row in CHOICE_PARAMETERS:
            show_network_input() if row.name == "network" else show_parameter_input(row.name)
    number_parameters = [row for row in NUMBER_PARAMETERS if has_effect(row, state.training)]
    columns = st.columns(max(MIN_COLUMNS, len(number_parameters)))
    for column, row in zip(columns, number_parameters, strict=False):
        fields[row.name] = column.container()
        with fields[row.name]:
            show_parameter_input(row.name)
    fields["layers"] = st.container()
    with fields["layers"], st.expander(gettext("Layers"), expanded=bool(state.layers)):
        st.caption(
            gettext(
                "Each layer of {network} uses the selected schedule, unless you select another schedule "
                "here. The explorer shows how many weights each layer keeps, and can give each layer its own "
                "final sparsity.",
                network=gettext(NETWORKS[str(state.training["network"])].title),
            )
        )
        for kernel in state.kernels:
            show_layer_input(state, kernel)
    return fields


def show_network_input() -> None:
    """Show the input for the network. Its help lists the size of each network."""
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
    show_parameter_input("network", help_text=sizes, on_change=store_network)


def store_network() -> None:
    """Store the network. The new network has different layers, so the schedules of layers are removed."""
    current_visit().set_layers({}, {})
    store_input("network")


def show_layer_input(state: LabState, kernel: Kernel) -> None:
    """Show the input for a layer's schedule. Its options: an index, `NOT_PRUNED` and `SELECTED`."""
    labels = {SELECTED: gettext("selected schedule"), NOT_PRUNED: gettext(NOT_PRUNED_TEXT)}
    for index, named_schedule in enumerate(state.schedules):
        labels[str(index)] = gettext(
            "schedule {number} · {name}", number=index + 1, name=named_schedule.name
        )
    layer_index = state.layers.get(kernel.layer)
    selected_option = NOT_PRUNED if layer_index is None else str(layer_index)
    if kernel.layer not in state.layers:
        selected_option = SELECTED
    labels.setdefault(selected_option, gettext("a removed schedule"))
    key = widget_key(f"{kernel.layer} of {len(labels)}")
    st.selectbox(
        layer_label(state, kernel),
        list(labels),
        index=list(labels).index(selected_option),
        key=key,
        format_func=lambda option: labels[option],
        on_change=store_layer,
        args=(kernel.layer, key),
    )


def layer_label(state: LabState, kernel: Kernel) -> str:
    """Return the label of a layer: its name, its size, its shape, and its own final sparsity if it has one."""
    label = ngettext(
        "{layer}, {count} weight ({shape})",
        "{layer}, {count} weights ({shape})",
        kernel.n_weights,
        layer=kernel.layer,
        shape="×".join(map(str, kernel.shape)),
    )
    sparsity = state.layer_sparsities.get(kernel.layer)
    if sparsity is None or state.layers.get(kernel.layer, 0) is None:
        return label
    return gettext("{layer}, ends at {sparsity}", layer=label, sparsity=percent(sparsity))


def store_layer(layer: str, key: str) -> None:
    """Store which schedule a layer uses."""
    option = st.session_state[key]
    layers = {name: index for name, index in current_visit().state.layers.items() if name != layer}
    if option != SELECTED:
        layers[layer] = None if option == NOT_PRUNED else int(option)
    current_visit().set_layers(layers, current_visit().state.layer_sparsities)


def describe_run(run: RunConfig) -> str:
    """Describe the training of a run in a few words."""
    plan = run.plan
    layer_texts = "".join(
        f"; {layer.layer}: "
        + (gettext(NOT_PRUNED_TEXT) if layer.schedule is None else title(layer.schedule))
        for layer in run.layers
    )
    return gettext(
        "**{schedule}**{layers}. {network} on {dataset}, {examples}, batch size {batch_size}, "
        "{epochs}, {steps} with {optimizer}.",
        schedule=title(run.schedule),
        layers=layer_texts,
        network=gettext(NETWORKS[run.network].title),
        dataset=gettext(DATASETS[run.dataset].title),
        examples=ngettext("{count} example", "{count} examples", plan.num_examples),
        batch_size=grouped(plan.batch_size),
        epochs=ngettext("{count} epoch", "{count} epochs", plan.epochs),
        steps=ngettext("{count} step", "{count} steps", plan.total_steps),
        optimizer=optimizer_title(run),
    )
