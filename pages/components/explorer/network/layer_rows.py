"""The rows of the layer table: one page of the layers that a filter selects."""

from collections.abc import Callable
from typing import Any

from pages.components.explorer.network.edits import DEFAULT_FILTER, NetworkPanel
from pages.components.explorer.network.numbers import LayerNumbers
from pages.components.session.lab_state import LabState
from pages.components.session.layer_plan import can_prune
from pages.components.session.link_values import write_value
from pruning_core.networks.layer import Layer, shape_text
from pruning_core.networks.sizes import KernelSizes
from pruning_core.networks.tfmot_rules import Treatment
from pruning_core.prediction.summary import percent
from pruning_core.texts import gettext, grouped

ROWS_PER_PAGE = 25


def describe_table(state: LabState, numbers: LayerNumbers, panel: NetworkPanel) -> dict[str, Any]:
    """Return the data of the element for the present page of the table."""
    plan = state.layer_plan
    filters = filters_of(numbers)
    name = panel.filter if panel.filter in filters else DEFAULT_FILTER
    layers = [
        layer
        for layer in plan.table.layers
        if filters[name][1](layer) and matches(layer, panel.search)
    ]
    n_pages = max(1, -(-len(layers) // ROWS_PER_PAGE))
    page = min(panel.page, n_pages - 1)
    first = page * ROWS_PER_PAGE
    layers_on_page = layers[first : first + ROWS_PER_PAGE]
    error = panel.error
    return {
        "rows": [describe_layer(layer, state, numbers) for layer in layers_on_page],
        "page": page,
        "pages": n_pages,
        "position": describe_position(first, len(layers_on_page), len(layers)),
        "search": panel.search,
        "filter": name,
        "filters": [[key, text] for key, (text, _selects) in filters.items()],
        "schedules": [
            f"{index + 1} · {schedule.name}" for index, schedule in enumerate(state.schedules)
        ],
        "editable": state.shows_own_layers,
        "error": None
        if error is None
        else dict(zip(("layer", "field", "text"), error, strict=True)),
    }


def filters_of(numbers: LayerNumbers) -> dict[str, tuple[str, Callable[[Layer], bool]]]:
    """Return the text of each filter, and the function that selects its layers."""
    return {
        DEFAULT_FILTER: (gettext("Layers with kernels"), lambda layer: bool(layer.kernels)),
        "all": (gettext("All layers"), lambda _layer: True),
        "pruned": (gettext("Pruned layers"), lambda layer: layer.prunable),
        "dense": (gettext("Layers that are not pruned"), lambda layer: not layer.prunable),
        "refused": (
            gettext("Layers that tfmot refuses"),
            lambda layer: layer.treatment is Treatment.REFUSED,
        ),
        "too_small": (
            gettext("Layers that are too small for their target"),
            lambda layer: layer.name in numbers.too_small,
        ),
        "assumed": (gettext("Layers with assumed shapes"), lambda layer: bool(layer.note)),
    }


def matches(layer: Layer, search: str) -> bool:
    """Return whether the name or the kind of a layer contains the text."""
    text = search.strip().lower()
    return text in layer.name.lower() or text in layer.kind.lower()


def describe_position(first: int, n_shown: int, n_layers: int) -> str:
    """Describe which layers the page shows.

    >>> describe_position(25, 25, 5000)
    'Layers 26 to 50 of 5,000'
    """
    if not n_layers:
        return gettext("No layer")
    return gettext(
        "Layers {first} to {last} of {number}",
        first=grouped(first + 1),
        last=grouped(first + n_shown),
        number=grouped(n_layers),
    )


def end_sparsity(state: LabState, layer: Layer) -> float:
    """Return the final sparsity of the layer's schedule. The layer's own sparsity is ignored."""
    index = state.layer_plan.schedules.get(layer.name, state.selected)
    schedules = state.schedules
    return schedules[index if index < len(schedules) else state.selected].schedule.end_sparsity


def describe_layer(layer: Layer, state: LabState, numbers: LayerNumbers) -> dict[str, Any]:
    """Return one row."""
    plan = state.layer_plan
    sizes = numbers.by_layer.get(layer.name, KernelSizes())
    sparsity = plan.sparsities.get(layer.name)
    notes = [layer.note, layer.reason]
    if layer.name in numbers.too_small:
        notes.append(gettext("Too small for its target: a mask always keeps at least one weight."))
    return {
        "name": layer.name,
        "kind": layer.kind,
        "kernels": " ".join(map(shape_text, layer.kernels)),
        "choosable": can_prune(layer),
        "pruned": layer.prunable,
        "schedule": plan.schedules.get(layer.name),
        "sparsity": "" if sparsity is None else write_value(round(sparsity, 6)),
        "usual_sparsity": write_value(end_sparsity(state, layer)) if layer.prunable else "",
        "kept": gettext(
            "{kept} of {weights}", kept=grouped(sizes.kept), weights=grouped(sizes.weights)
        )
        if layer.kernels
        else "",
        "removed": percent(sizes.sparsity) if layer.prunable else "",
        "note": " ".join(note for note in notes if note),
    }
