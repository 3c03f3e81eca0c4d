"""The rows of the comparison table about weights: the weights that the network and each layer keep at the end."""

from pages.components.explorer.network.numbers import compute_numbers
from pages.components.session.lab_state import LabState
from pages.components.session.widgets import escape_markdown
from pruning_core.networks.layer import Layer
from pruning_core.plan import TrainingPlan
from pruning_core.prediction.masks import update_range
from pruning_core.prediction.summary import percent
from pruning_core.prediction.ties import may_keep_all_after, may_keep_all_at_end
from pruning_core.texts import gettext, gettext_noop, grouped

MAX_LAYER_ROWS = 12
"""The network's own table lists all layers."""


def kept_rows(state: LabState, index: int, plan: TrainingPlan) -> dict[str, str]:
    """Return the numbers of weights as text, by the name of the row, if the schedule at `index` is selected."""
    layer_plan = state.layer_plan
    layer_schedules = state.layer_schedules(index)
    schedules = tuple(each.schedule for each in state.schedules)
    numbers = compute_numbers(layer_plan, schedules, index, plan.total_steps)
    or_more = any(
        may_keep_all_after(schedule, plan.total_steps, zeros=state.zeros)
        for schedule in set(layer_schedules.values())
    )
    exactly = gettext_noop("{kept} ({sparsity})")
    at_least = gettext_noop("{kept} ({sparsity}), or more")
    layers = [layer for layer in layer_plan.table.layers if layer.kernels]
    rows = {
        gettext(
            "{network}: kept weights, of {weights}",
            network=escape_markdown(layer_plan.title),
            weights=grouped(numbers.pruned.weights),
        ): gettext(
            at_least if or_more else exactly,
            kept=grouped(numbers.pruned.kept),
            sparsity=percent(numbers.pruned.sparsity),
        )
    }
    for layer in layers[:MAX_LAYER_ROWS]:
        kept = grouped(numbers.by_layer[layer.name].kept)
        if layer.prunable:
            schedule = layer_schedules[layer.name]
            updates, sizes = update_range(schedule, plan.total_steps), layer.kernel_weights
            if any(may_keep_all_at_end(schedule, updates, sizes, zeros=state.zeros)):
                kept = gettext("{kept}, or all", kept=kept)
        rows[row_name(layer)] = describe_kept(state, layer, kept)
    return rows


def row_name(layer: Layer) -> str:
    """Return the name of a layer's row, with its shapes, because two networks may have layers of the same name."""
    return gettext(
        "{layer} ({shapes}) keeps, of {weights}",
        layer=escape_markdown(layer.name),
        shapes=", ".join("×".join(map(str, shape)) for shape in layer.kernels),
        weights=grouped(layer.n_weights),
    )


def describe_kept(state: LabState, layer: Layer, kept: str) -> str:
    """Describe the weights that a layer keeps, and why they do not come from the schedule of the column."""
    if not layer.prunable:
        return gettext("{kept}, not pruned", kept=kept)
    number = state.layer_plan.schedules.get(layer.name)
    if number is None:
        return kept
    name = escape_markdown(state.schedules[min(number, len(state.schedules) - 1)].name)
    return gettext("{kept}, by {number} · {name}", kept=kept, number=number + 1, name=name)
