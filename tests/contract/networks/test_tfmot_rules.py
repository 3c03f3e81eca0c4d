"""The table of layers that tfmot masks, skips or refuses equals the installed tfmot."""

import inspect
from typing import Any

import pytest
import tf_keras as keras
from tensorflow_model_optimization.python.core.sparsity.keras.prune_registry import PruneRegistry
from tensorflow_model_optimization.sparsity.keras import prune_low_magnitude

from pruning_core import LayerTable
from pruning_core.networks.tfmot_rules import (
    MASKED_WEIGHTS,
    REFUSED_KINDS,
    RNN_CELLS,
    SKIPPED_KINDS,
    Treatment,
    treatment_of,
)
from tests.contract.networks.tfmot_masks import masked_kernels

LAYERS: dict[str, Any] = {
    value.__name__: value
    for _name, value in inspect.getmembers(keras.layers, inspect.isclass)
    if issubclass(value, keras.layers.Layer)
}
OUTSIDE = {"InputLayer", "PruneLowMagnitude"}
"""tfmot does not wrap these classes. They are not in its registry."""
RECURRENT = {"GRU", "LSTM", "RNN", "SimpleRNN"}
"""tfmot checks the cells of these classes. A class alone has no cells."""
NO_LAYERS = {"AbstractRNNCell", "Layer", "StackedRNNCells", "Wrapper", *RNN_CELLS}
"""Cells and base classes: no model has them as layers."""


def accepted(kind: str) -> bool:
    """Whether tfmot's registry has the class."""
    return LAYERS[kind] in PruneRegistry._LAYERS_WEIGHTS_MAP  # noqa: SLF001  (it has no public form)


@pytest.mark.parametrize("kind", sorted(set(LAYERS) - OUTSIDE - RECURRENT - NO_LAYERS))
def test_table_and_tfmot_treat_each_class_of_keras_alike(kind: str) -> None:
    if not accepted(kind):
        assert treatment_of(kind) is Treatment.REFUSED
        assert kind in REFUSED_KINDS
        return
    weights = PruneRegistry._LAYERS_WEIGHTS_MAP[LAYERS[kind]]  # noqa: SLF001  (as above)
    assert treatment_of(kind) is (Treatment.MASKED if weights else Treatment.SKIPPED)
    assert len(MASKED_WEIGHTS.get(kind, ())) == len(weights)


def test_each_class_in_the_table_exists_in_keras() -> None:
    known = {*MASKED_WEIGHTS, *SKIPPED_KINDS, *REFUSED_KINDS} - {"PruneLowMagnitude"}
    elsewhere = {"SlicingOpLambda", "StackedRNNCells", "SyncBatchNormalization", "TFOpLambda"}
    assert known - elsewhere <= set(LAYERS)


@pytest.mark.parametrize("cell", sorted(RNN_CELLS))
def test_layer_with_a_cell_of_keras_has_two_masks(cell: str) -> None:
    model = keras.Sequential([keras.layers.RNN(LAYERS[cell](3), input_shape=(5, 2), name="rnn")])
    table = LayerTable.read(model.to_json())
    assert masked_kernels(prune_low_magnitude(model)) == {"rnn": table.layers[-1].kernels}


def test_tfmot_refuses_a_model_with_a_layer_that_the_table_calls_refused() -> None:
    class Mine(keras.layers.Dense):
        """A class that tfmot does not know."""

    for layer in (keras.layers.Rescaling(2.0), Mine(3), keras.layers.PReLU()):
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4), layer])
        (refused,) = LayerTable.read(model.to_json()).refused
        with pytest.raises(ValueError, match=rf"supported layer.*\.{refused.kind}'>"):
            prune_low_magnitude(model)
        assert refused.kind in refused.reason
        assert refused.name == layer.name
