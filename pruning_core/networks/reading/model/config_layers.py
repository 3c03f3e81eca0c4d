"""Makes layers from the config of a model: their kernels by arithmetic, or from the weights of the file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pruning_core.errors import LayerTableError
from pruning_core.networks.layer import Layer
from pruning_core.networks.reading.model.arithmetic import ARITHMETIC, Kernels
from pruning_core.networks.reading.model.config_values import LayerConfig
from pruning_core.networks.reading.model.keras_config import ConfigLayer
from pruning_core.networks.tfmot_rules import MASKED_WEIGHTS, RNN_CELLS
from pruning_core.texts import gettext

CELL = "cell"
MAX_CELLS = 32


def kind_with_cell(layer: ConfigLayer) -> str:
    """The class of a layer. If tfmot refuses the layer because of its cell, the class of the cell is added."""
    if layer.kind != "RNN":
        return layer.kind
    others = [kind for kind, _values in cells_of(layer.config) if kind not in RNN_CELLS]
    return f"RNN({others[0]})" if others else layer.kind


def layer_by_arithmetic(name: str, layer: ConfigLayer) -> Layer:
    """The layer, with kernels computed from its config.

    Raises:
        LayerTableError: If tfmot masks the layer, and its config does not determine the shapes of its kernels.
    """
    kind = kind_with_cell(layer)
    prunable = kind in MASKED_WEIGHTS
    try:
        kernels = kernels_of(layer.kind, replace(layer.config, name=name))
    except LayerTableError:
        if prunable:
            raise
        note = gettext("The file does not hold the shapes of its kernels.")
        return Layer(name, kind, prunable=False, note=note)
    return Layer(name, kind, kernels, prunable)


def kernels_of(kind: str, config: LayerConfig) -> Kernels:
    """The kernels of a layer; none if its class has none or is not a class of Keras."""
    if kind in ARITHMETIC:
        return ARITHMETIC[kind](config)
    return AROUND_LAYERS[kind](config) if kind in AROUND_LAYERS else ()


def rnn(config: LayerConfig) -> Kernels:
    """The kernels of each cell. The units of a cell are the inputs of the next cell."""
    kernels: Kernels = ()
    for kind, values in cells_of(config):
        cell = replace(config, values=values)
        kernels += kernels_of(kind, cell)
        config = replace(config, shape=(None, cell.whole("units")), shapes={})
    return kernels


def cells_of(config: LayerConfig) -> list[tuple[str, Mapping[str, Any]]]:
    """Class and config of each cell of a layer `RNN`."""
    kind, values = inner(config, CELL)
    cells = values.get("cells")
    if kind != "StackedRNNCells" or not isinstance(cells, list):
        return [(kind, values)]
    if len(cells) > MAX_CELLS:
        raise config.invalid("cells", len(cells))
    return [inner(replace(config, values={CELL: cell}), CELL) for cell in cells]


def bidirectional(config: LayerConfig) -> Kernels:
    """The kernels of the forward layer and of the backward layer."""
    field = "backward_layer" if config.values.get("backward_layer") else "layer"
    forwards, backwards = inner(config, "layer"), inner(config, field)
    return (
        *kernels_of(forwards[0], replace(config, values=forwards[1])),
        *kernels_of(backwards[0], replace(config, values=backwards[1])),
    )


def time_distributed(config: LayerConfig) -> Kernels:
    """The kernels of the layer inside, whose input has no time axis."""
    kind, values = inner(config, "layer")
    shape = config.shape and (config.shape[0], *config.shape[2:])
    return kernels_of(kind, replace(config, values=values, shape=shape, shapes={}))


def inner(config: LayerConfig, field: str) -> tuple[str, Mapping[str, Any]]:
    """Class and config of a layer inside a layer.

    Raises:
        LayerTableError: If there is no layer inside.
    """
    entry = config.values.get(field)
    kind = entry.get("class_name") if isinstance(entry, Mapping) else None
    values = entry.get("config") if isinstance(entry, Mapping) else None
    if not isinstance(kind, str) or not isinstance(values, Mapping):
        raise config.invalid(field, entry)
    return kind.rpartition(">")[2], values


AROUND_LAYERS: dict[str, Callable[[LayerConfig], Kernels]] = {
    "Bidirectional": bidirectional,
    "RNN": rnn,
    "TimeDistributed": time_distributed,
}
"""The kernels of each Keras class that contains another layer or a cell."""
