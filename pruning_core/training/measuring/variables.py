"""Finds the TensorFlow variables of pruned kernels in tfmot's wrappers, and reads them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import tf_keras as keras
from numpy.typing import NDArray

Values = tuple[NDArray[np.float32], ...]
"""The values of variables, one array for each pruned kernel."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PrunedVariables:
    """The TensorFlow variables of one pruned kernel."""

    weights: Any
    mask: Any
    threshold: Any


def pruned_variables(model: keras.Model) -> list[PrunedVariables]:
    """The variables of each pruned kernel, in the order of the network; empty for a dense model."""
    wrapped = (layer for layer in model.layers if hasattr(layer, "pruning_vars"))
    return [
        PrunedVariables(weights=weights, mask=mask, threshold=threshold)
        for layer in wrapped
        for weights, mask, threshold in layer.pruning_vars
    ]


def values_of(variable: Any) -> NDArray[np.float32]:  # noqa: ANN401  (a TensorFlow variable)
    """The values of a variable, without a copy, which would cost as much as all measuring.

    As long as the returned array exists, TensorFlow does not change this buffer: an assignment
    stores the new values in another buffer. For a pruned kernel this costs nothing extra, because
    every update makes a new mask and a new threshold anyway, and every step makes new, masked
    weights.
    """
    return np.asarray(memoryview(variable.value()))
