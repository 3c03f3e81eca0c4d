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
    wrappers = (layer for layer in model.layers if hasattr(layer, "pruning_vars"))
    return [
        PrunedVariables(weights=weights, mask=mask, threshold=threshold)
        for wrapper in wrappers
        for weights, mask, threshold in wrapper.pruning_vars
    ]


def values_of(variable: Any) -> NDArray[np.float32]:  # noqa: ANN401  (a TensorFlow variable)
    """The values of a variable. Nothing is copied. A copy would take as long as all other measuring.

    As long as the returned array exists, TensorFlow does not change its buffer: an assignment
    stores the new values in another buffer. For a pruned kernel this needs no extra time. Every
    update makes a new mask and a new threshold, and every step makes new masked weights, also
    without this function.
    """
    return np.asarray(memoryview(variable.value()))
