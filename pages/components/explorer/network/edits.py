"""The changes that a visitor makes to layers. Each change can be undone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pages.components.session.layer_plan import LayerPlan
from pages.components.session.link_values import read_number
from pages.components.session.visit import current_visit, session_record
from pruning_core.errors import FieldError, LayerTableError
from pruning_core.networks import LayerTable
from pruning_core.networks.layer import Layer
from pruning_core.texts import gettext

MAX_UNDO = 30
DEFAULT_FILTER = "kernels"

Snapshot = tuple[Mapping[str, int | None], Mapping[str, float], LayerPlan | None, bool, str]


@dataclass(slots=True)
class NetworkPanel:
    """The record of the network panel in a session.

    Attributes:
        typed_text: The text in the field for layers. It survives errors and a change of the page.
        source_error: The reason why the last text or file has no layers. The panel shows it until the next attempt.
        error: The layer, the field and the reason of the last invalid edit, or None.
        page: The page of the table, from 0.
        search: The visitor's search text. The shown layers contain it in their name or kind.
        filter: The name of the filter of the table.
        step: The step at which the numbers are computed; None: the last step of the training.
        distribution_error: The reason why the global sparsity was not distributed. The panel shows it once.
        edits_table_as_text: Whether the text in the field is the present table, which the visitor edits as text.
        undo: The networks before each change, the oldest first.
        unknown_network: The name of the last network that the browser was asked for and does not have.
        lost_network: The name of the last network that the browser could not store.
    """

    typed_text: str = ""
    source_error: str = ""
    error: tuple[str, str, str] | None = None
    page: int = 0
    search: str = ""
    filter: str = DEFAULT_FILTER
    step: int | None = None
    distribution_error: str = ""
    edits_table_as_text: bool = False
    undo: list[Snapshot] = field(default_factory=list)
    unknown_network: str = ""
    lost_network: str = ""


def panel() -> NetworkPanel:
    """The record of the network panel in this session."""
    return session_record(NetworkPanel)


def remember() -> None:
    """Store the present network and the choices for its layers, so that the next change can be undone."""
    state = current_visit().state
    snapshot = (
        state.layers,
        state.layer_sparsities,
        state.own_layers,
        state.shows_own_layers,
        str(state.training["network"]),
    )
    panel().undo = [*panel().undo, snapshot][-MAX_UNDO:]
    panel().error = None
    current_visit().link_problems = []


def undo() -> None:
    """Restore the network before the last change."""
    if not panel().undo:
        return
    layers, sparsities, own_layers, shown, network = panel().undo.pop()
    visit = current_visit()
    if visit.state.training["network"] != network:
        visit.show_training({"network": network})
    n_schedules = len(visit.state.schedules)
    visit.set_layers(
        {name: each for name, each in layers.items() if each is None or each < n_schedules},
        sparsities,
    )
    visit.set_own_layers(own_layers, shown=shown)
    panel().error = None


def set_plan(plan: LayerPlan) -> None:
    """Store a changed plan of the network that the explorer shows."""
    visit = current_visit()
    remember()
    if visit.state.shows_own_layers:
        visit.set_own_layers(plan, shown=True)
    else:
        dense = dict.fromkeys(plan.dense_layers)
        names = [layer.name for layer in plan.table.layers]
        choices: dict[str, int | None] = {**plan.schedules, **dense}
        in_order = {name: choices[name] for name in names if name in choices}
        visit.set_layers(in_order, dict(plan.sparsities))


def show_own_plan(plan: LayerPlan) -> None:
    """Show a plan as the visitor's own network."""
    remember()
    panel().edits_table_as_text = False
    current_visit().set_own_layers(plan, shown=True)
    panel().page, panel().search, panel().filter = 0, "", DEFAULT_FILTER


def handle_message(message: Any) -> None:  # noqa: ANN401  (from a browser)
    """Apply an action of the visitor in the table. A message that the element cannot send is ignored."""
    match message:
        case {"type": "show", "page": int(page), "search": str(search), "filter": str(name)}:
            panel().page, panel().search, panel().filter = max(0, page), search[:200], name
        case {"type": "edit", "layer": str(name), "field": str(edited), "value": value}:
            layers = current_visit().state.layer_plan.table.layers
            layer = next((each for each in layers if each.name == name), None)
            if layer is not None and edited in EDITS:
                apply_edit(layer, edited, value)
        case _:
            return


def apply_edit(layer: Layer, edited: str, value: object) -> None:
    """Apply an edit of a layer. If the value is invalid, nothing changes, and the table shows the reason."""
    try:
        set_plan(EDITS[edited](current_visit().state.layer_plan, layer, value))
    except (FieldError, ValueError) as error:
        panel().error = (layer.name, edited, str(error))


def edit_pruned(plan: LayerPlan, layer: Layer, value: object) -> LayerPlan:
    """Prune a layer, or keep it dense."""
    return plan.change_layer(replace(layer, prunable=bool(value)))


def edit_schedule(plan: LayerPlan, layer: Layer, value: object) -> LayerPlan:
    """Let a layer use the schedule with this index; None: the selected schedule."""
    is_index = isinstance(value, int) and 0 <= value < len(current_visit().state.schedules)
    return plan.use_schedule(layer.name, int(str(value)) if is_index else None)


def edit_sparsity(plan: LayerPlan, layer: Layer, value: object) -> LayerPlan:
    """Let a layer end at its own sparsity; an empty text: at the final sparsity of its schedule."""
    text = str(value).strip()
    if not text:
        return plan.end_layer_at(layer.name, None)
    rule = gettext("the final sparsity must be a number in [0, 1), such as 0.9")
    try:
        sparsity = read_number(text)
    except ValueError:
        raise ValueError(rule) from None
    if not 0 <= sparsity < 1:
        raise ValueError(rule)
    return plan.end_layer_at(layer.name, sparsity)


def edit_kernels(plan: LayerPlan, layer: Layer, value: object) -> LayerPlan:
    """Change the kernel shapes of a layer. The note about assumed shapes is then removed."""
    if not current_visit().state.shows_own_layers:
        return plan
    text = " ".join(str(value).split())
    try:
        kernels = LayerTable.read(f"layer: {text}").layers[0].kernels
    except LayerTableError:
        raise ValueError(
            gettext("write the shape of each kernel, for example 3x3x64x128")
        ) from None
    return plan.change_layer(replace(layer, kernels=kernels, note=""))


EDITS: dict[str, Callable[[LayerPlan, Layer, object], LayerPlan]] = {
    "pruned": edit_pruned,
    "schedule": edit_schedule,
    "sparsity": edit_sparsity,
    "kernels": edit_kernels,
}
"""The function for each field of the table."""
