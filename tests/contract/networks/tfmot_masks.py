"""The masks of tfmot's wrappers: their layers, their kernels, and the weights that they keep at an update."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
import tf_keras as keras
from tensorflow_model_optimization.python.core.sparsity.keras.pruning_wrapper import (
    PruneLowMagnitude,
    collect_prunable_layers,
)

from pruning_core import LayerTable, Schedule, kept_weights
from pruning_core.networks.layer import KernelShape


@dataclass(frozen=True, kw_only=True, slots=True)
class MaskedLayer:
    """The masks of one layer after an update.

    Attributes:
        name: The name of the layer inside the wrapper.
        kept: The number of weights that all its masks keep.
        ties: The number of weights that are kept only because their magnitude equals the threshold.
    """

    name: str
    kept: int
    ties: int


def masked_kernels(model: keras.Model) -> dict[str, tuple[KernelShape, ...]]:
    """The shapes of the kernels with a mask, by the name of their layer, of a wrapped model."""
    return {
        wrapper.layer.name: tuple(tuple(weight.shape) for weight, _mask, _threshold in pairs)
        for wrapper in collect_prunable_layers(model)
        if (pairs := wrapper.pruning_vars)
    }


def predicted_kernels(table: LayerTable) -> dict[str, tuple[KernelShape, ...]]:
    """The shapes that a table predicts, in the same form."""
    return {layer.name: layer.kernels for layer in table.prunable}


def update_masks(model: keras.Model, schedule: Schedule, step: int) -> Iterator[MaskedLayer]:
    """Let tfmot update the masks of each layer at a step. `schedule` must be the schedule of the wrappers."""
    for wrapper in collect_prunable_layers(model):
        if not wrapper.pruning_vars:
            continue
        magnitudes = [np.abs(weight.numpy()).ravel() for weight, *_rest in wrapper.pruning_vars]
        kept = update_one(wrapper, step)
        ties = 0
        for values, count in zip(magnitudes, kept, strict=True):
            k = kept_weights(schedule, step, values.size)
            threshold = np.partition(values, values.size - k)[values.size - k]
            ties += int(np.count_nonzero(values >= threshold)) - k
            assert count >= k
        yield MaskedLayer(name=wrapper.layer.name, kept=sum(kept), ties=ties)


def update_one(wrapper: PruneLowMagnitude, step: int) -> list[int]:
    """The number of weights that each mask keeps after an update, in a graph like that of a training."""

    @tf.function
    def update() -> list[tf.Tensor]:
        wrapper.pruning_step.assign(step)
        with tf.control_dependencies([wrapper.pruning_obj.conditional_mask_update()]):
            return [
                tf.math.count_nonzero(mask) for _weight, mask, _threshold in wrapper.pruning_vars
            ]

    return [int(count) for count in update()]
