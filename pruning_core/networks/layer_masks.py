"""The weights that the masks of each layer keep: after an update, and between two updates."""

from collections.abc import Mapping

import numpy as np

from pruning_core.networks.layer import Layer
from pruning_core.networks.sizes import KernelSizes, dense_sizes, masked_sizes
from pruning_core.prediction.masks import kept_at, update_range
from pruning_core.schedules import Schedule

Schedules = Schedule | Mapping[str, Schedule | None]
"""One schedule for all pruned layers, or the schedule of each layer by its name. Other layers stay dense."""


def schedule_of(schedules: Schedules, layer: Layer) -> Schedule | None:
    """The schedule of a layer, or None if the layer stays dense."""
    if not layer.prunable:
        return None
    return schedules.get(layer.name) if isinstance(schedules, Mapping) else schedules


def kept_at_update(layer: Layer, schedule: Schedule | None, step: int) -> tuple[int, ...]:
    """The number of weights that each mask keeps when it is updated at `step`; without a schedule, all weights.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> kept_at_update(Layer("lstm", "LSTM", ((3, 16), (4, 16))), half, 100)
    (24, 32)
    """
    if schedule is None:
        return layer.kernel_weights
    fraction = schedule.kept_fraction(np.array([step], np.int64))
    return tuple(int(kept_at(fraction, n)[0]) for n in layer.kernel_weights)


def kept_after(layer: Layer, schedule: Schedule | None, step: int) -> tuple[int, ...]:
    """The number of weights that each mask keeps after the last update up to `step`; before the first update, all.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> kept_after(Layer("fc", "Dense", ((10, 4),)), half, 99), kept_after(Layer("fc", "Dense", ((10, 4),)), half, 150)
    ((40,), (20,))
    """
    updates = range(0) if schedule is None else update_range(schedule, step)
    return kept_at_update(layer, schedule if updates else None, updates[-1] if updates else 0)


def sizes_after(layer: Layer, schedule: Schedule | None, step: int) -> KernelSizes:
    """The kept weights and the bytes of a layer's kernels after `step`. Kernels without a mask are dense."""
    if schedule is None:
        return sum(map(dense_sizes, layer.kernel_weights), KernelSizes())
    kept = kept_after(layer, schedule, step)
    return sum(map(masked_sizes, layer.kernels, kept), KernelSizes())
