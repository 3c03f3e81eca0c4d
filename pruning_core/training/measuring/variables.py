"""The TensorFlow variables of pruned kernels: where tfmot keeps them, and how they are read."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import tf_keras as keras
from numpy.typing import NDArray

Values = tuple[NDArray[np.float32], ...]
"""The values of some variables, one for each pruned kernel."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PrunedVariables:
    """The TensorFlow variables of one pruned kernel."""

    weights: Any
    mask: Any
    threshold: Any


def pruned_variables(model: keras.Model) -> list[PrunedVariables]:
    """The variables of each pruned kernel of a model, in the network's order; none in a dense one."""
    wrapped = (layer for layer in model.layers if hasattr(layer, "pruning_vars"))
    return [
        PrunedVariables(weights=weights, mask=mask, threshold=threshold)
        for layer in wrapped
        for weights, mask, threshold in layer.pruning_vars
    ]


def values_of(variable: Any) -> NDArray[np.float32]:  # noqa: ANN401  (a TensorFlow variable)
    """The values of a variable, where they lie: a copy would cost as much as all that is counted.

    While they are held, TensorFlow leaves them as they are: what changes the variable gives it
    another buffer. For what a pruned kernel holds that is no loss. An update makes a new mask and
    threshold, and a step begins with new weights: the masked ones.
    """
    return np.asarray(memoryview(variable.value()))
