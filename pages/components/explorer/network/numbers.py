"""The weights that the masks of a network keep after a step, and the network's sizes. The last results are cached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pages.components.session.layer_plan import LayerPlan
from pruning_core.networks.layer import Layer
from pruning_core.networks.sizes import KernelSizes, total_sizes
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext, grouped

MAX_CACHED = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerNumbers:
    """The numbers of a network after a step.

    Attributes:
        by_layer: The sizes of each layer with kernels, by the layer's name.
        total: The sum over all layers.
        pruned: The sum over the pruned layers.
        too_small: The names of the layers whose masks keep a weight only because a mask keeps at least one.
    """

    by_layer: Mapping[str, KernelSizes]
    total: KernelSizes
    pruned: KernelSizes
    too_small: frozenset[str]


@lru_cache(maxsize=MAX_CACHED)
def compute_numbers(
    plan: LayerPlan, schedules: tuple[Schedule, ...], selected: int, step: int
) -> LayerNumbers:
    """Compute the numbers after a step, if `selected` is the index of the selected schedule."""
    by_name = plan.layer_schedules(schedules, selected)
    sizes = plan.table.sizes_after(by_name, step)
    sparsities = {name: schedule.end_sparsity for name, schedule in by_name.items()}
    return LayerNumbers(
        by_layer=sizes,
        total=total_sizes(sizes),
        pruned=total_sizes({name: sizes[name] for name in by_name}),
        too_small=frozenset(layer.name for layer in plan.table.too_small(sparsities)),
    )


def list_names(layers: Iterable[Layer | str], most: int = 5) -> str:
    """List the first names of layers, and how many more there are.

    >>> list_names(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    names = [layer if isinstance(layer, str) else layer.name for layer in layers]
    listed = ", ".join(names[:most])
    n_more = len(names) - most
    if n_more <= 0:
        return listed
    return gettext("{names} and {number} more", names=listed, number=grouped(n_more))
