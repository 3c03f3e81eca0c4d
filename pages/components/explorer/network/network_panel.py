"""The section of the explorer about a network: its layers, their kept weights, and the schedule of each layer."""

import streamlit as st

from pages.components.elements.file_size import format_size
from pages.components.explorer.network.browser_networks import (
    describe_missing_network,
    sync_network_with_browser,
)
from pages.components.explorer.network.code_section import show_code_section
from pages.components.explorer.network.distribution import show_distribution
from pages.components.explorer.network.edits import handle_message, panel, undo
from pages.components.explorer.network.layer_downloads import make_layer_downloads
from pages.components.explorer.network.layer_rows import describe_table
from pages.components.explorer.network.layer_table import layer_table
from pages.components.explorer.network.network_menu import show_network_menu
from pages.components.explorer.network.numbers import (
    LayerNumbers,
    compute_numbers,
    list_names,
)
from pages.components.explorer.network.sources import show_sources, show_table_as_text
from pages.components.session.lab_state import LabState
from pages.components.session.layer_plan import MAX_LINK_CHARACTERS, link_text, name_in_browser
from pages.components.session.visit import current_visit
from pages.components.session.widgets import escape_markdown
from pruning_core.networks import NETWORKS, LayerTable
from pruning_core.plan import TrainingPlan
from pruning_core.prediction.summary import percent
from pruning_core.prediction.ties import may_keep_all_after
from pruning_core.texts import gettext, grouped, ngettext

LAYERS_KEY, STEP_KEY, TABLE_KEY = "layers of the network", "step of the layers", "layer table"
MAX_NOTES = 5


def show_network_panel(plan: TrainingPlan) -> None:
    """Show the menu of networks, and the layers of the selected network."""
    st.subheader(gettext("Network"))
    show_network_menu()
    state = current_visit().state
    sync_network_with_browser(state)
    if state.shows_own_layers:
        if problem := describe_missing_network(state):
            st.error(problem, icon=":material/link_off:")
        show_sources()
        if state.own_layers is None:
            st.caption(
                gettext(
                    "Until you give layers, the numbers of this page are those of {network}.",
                    network=state.layer_plan.title,
                )
            )
        else:
            show_layers(state, plan)
        return
    # A closed expander is not rendered, so the first page of a visit stays fast.
    section = st.expander(describe_network(state), key=LAYERS_KEY, on_change="rerun")
    if section.open:
        with section:
            show_layers(state, plan)


def explain_network(state: LabState) -> None:
    """Say which network the lab trains while the page shows the visitor's own network."""
    if state.shows_own_layers and state.own_layers is not None:
        st.caption(
            gettext(
                "The lab trains only its own networks, now {network}. The weights on this page are those of "
                "{title}.",
                network=gettext(NETWORKS[str(state.training["network"])].title),
                title=escape_markdown(state.own_layers.title),
            )
        )


def describe_network(state: LabState) -> str:
    """Describe the size of the network that the page shows."""
    table = state.layer_plan.table
    return gettext(
        "{layers}, {weights} in kernels that are pruned",
        layers=ngettext("{count} layer", "{count} layers", len(table.layers)),
        weights=ngettext("{count} weight", "{count} weights", table.n_weights),
    )


def show_layers(state: LabState, plan: TrainingPlan) -> None:
    """Show the kept weights after a step, the table of layers, distributions of a sparsity, and files."""
    table = state.layer_plan.table
    show_notes(table)
    step = show_step(plan)
    schedules = tuple(each.schedule for each in state.schedules)
    numbers = compute_numbers(state.layer_plan, schedules, state.selected, step)
    st.write(describe_totals(state, numbers, step))
    show_warnings(table, numbers)
    show_distribution(state)
    layer_table(
        key=TABLE_KEY, data=describe_table(state, numbers, panel()), on_message=handle_message
    )
    with st.container(horizontal=True):
        st.button(
            gettext("Undo"),
            on_click=undo,
            disabled=not panel().undo,
            icon=":material/undo:",
            key="undo of the network",
        )
        if state.shows_own_layers:
            st.button(
                gettext("Edit the table as text"),
                on_click=show_table_as_text,
                icon=":material/edit:",
            )
        for download in make_layer_downloads(state, step):
            download.show_button(key=f"layers {download.file_name}")
    show_code_section(state)
    show_link_note(state)


def show_step(plan: TrainingPlan) -> int:
    """Show the input for the step at which the numbers are computed. Return the step."""
    record, last = panel(), plan.total_steps
    step = last if record.step is None else min(record.step, last)
    return int(
        st.number_input(
            gettext("Kept weights after step"),
            min_value=0,
            max_value=last,
            value=step,
            step=max(1, min(plan.calls_per_epoch, last)),
            key=f"{STEP_KEY} {last}",
            on_change=lambda: store_step(last),
            help=gettext("Up to step {last}, the end of the training.", last=grouped(last)),
        )
    )


def store_step(last: int) -> None:
    """Store the selected step. If this is the last step, the page also selects the last step of a new plan."""
    step = int(st.session_state[f"{STEP_KEY} {last}"])
    panel().step = None if step == last else step


def any_layer_may_keep_all(state: LabState, step: int) -> bool:
    """Return whether the masks of a layer may keep all weights after a step."""
    schedules = set(state.layer_schedules(state.selected).values())
    return any(may_keep_all_after(schedule, step, zeros=state.zeros) for schedule in schedules)


def describe_totals(state: LabState, numbers: LayerNumbers, step: int) -> str:
    """Describe the kept weights of all layers, and the sizes of all kernels."""
    total, pruned = numbers.total, numbers.pruned
    kept = gettext(
        "After step {step}, the masks of {network} keep **{kept} of {weights} weights**, a sparsity of "
        "{sparsity}, or a few more where magnitudes tie.",
        step=grouped(step),
        network=escape_markdown(state.layer_plan.title),
        kept=grouped(pruned.kept),
        weights=grouped(pruned.weights),
        sparsity=percent(pruned.sparsity),
    )
    sizes = gettext(
        "All kernels as float32: {dense} dense, {bitmap} as kept values with one bit for each weight, "
        "{csr} as compressed sparse rows; without biases.",
        dense=format_size(total.dense),
        bitmap=format_size(total.bitmap),
        csr=format_size(total.csr),
    )
    if any_layer_may_keep_all(state, step):
        kept += " " + gettext(
            "Where too many weights are exactly zero, a kernel keeps all its weights instead."
        )
    return f"{kept} {sizes}"


def show_notes(table: LayerTable) -> None:
    """Show the notes about input that was ignored or assumed when the table was read."""
    for note in table.notes[:MAX_NOTES]:
        st.info(escape_markdown(note), icon=":material/info:")
    assumed = [layer for layer in table.layers if layer.note]
    if assumed:
        st.info(
            escape_markdown(
                gettext(
                    "The shapes of these layers are assumed, so check them in the table: {layers}.",
                    layers=list_names(assumed),
                )
            ),
            icon=":material/help:",
        )


def show_warnings(table: LayerTable, numbers: LayerNumbers) -> None:
    """Show which layers tfmot refuses, and which are too small for their target."""
    reasons = dict.fromkeys(layer.reason for layer in table.refused)
    if reasons:
        st.warning(
            escape_markdown(
                gettext(
                    "tfmot refuses {layers}. {reasons}",
                    layers=list_names(table.refused),
                    reasons=" ".join(list(reasons)[:MAX_NOTES]),
                )
            ),
            icon=":material/block:",
        )
    if numbers.too_small:
        st.warning(
            escape_markdown(
                gettext(
                    "These layers are too small for their target, so their masks keep one weight: {layers}.",
                    layers=list_names(sorted(numbers.too_small)),
                )
            ),
            icon=":material/compress:",
        )


def show_link_note(state: LabState) -> None:
    """Say that the network is too large for the share link, if it is, and where it is kept."""
    if not state.shows_own_layers or not state.own_layers or link_text(state.own_layers):
        return
    if panel().lost_network == name_in_browser(state.own_layers):
        st.warning(
            gettext(
                "This network needs more than {most} characters, so the share link does not contain it, and this "
                "browser cannot store it: a reload forgets it. Save it as a file, and open the file here again.",
                most=grouped(MAX_LINK_CHARACTERS),
            ),
            icon=":material/link_off:",
        )
        return
    st.info(
        gettext(
            "This network needs more than {most} characters, so the share link does not contain it. This browser "
            "keeps it, so a reload and the link show it here again. For another browser, save it as a "
            "file, and open the file there.",
            most=grouped(MAX_LINK_CHARACTERS),
        ),
        icon=":material/link_off:",
    )
