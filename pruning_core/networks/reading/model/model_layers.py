"""Makes the layers of a model from the contents of its file."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pruning_core.errors import LayerTableError
from pruning_core.networks.layer import MAX_KERNELS, Layer
from pruning_core.networks.reading.layer_reading import LayerReading, kind_of_default_name
from pruning_core.networks.reading.model.config_layers import kind_with_cell, layer_by_arithmetic
from pruning_core.networks.reading.model.contents import MAX_CONFIG_CHARACTERS, ModelContents
from pruning_core.networks.reading.model.keras_config import (
    WRAPPER,
    is_model_config,
    layers_of_config,
)
from pruning_core.networks.reading.model.weight_groups import (
    VARIABLES,
    WRAPPER_PREFIX,
    WeightGroup,
    group_weights,
    kernels_of_group,
    natural_order,
)
from pruning_core.networks.reading.shape_text import guess_kind
from pruning_core.networks.tfmot_rules import MASKED_WEIGHTS, Treatment, treatment_of
from pruning_core.texts import gettext

KIND_BY_WEIGHT = {
    "embeddings": "Embedding",
    "pointwise_kernel": "SeparableConv2D",
    "depthwise_kernel": "DepthwiseConv2D",
    "gamma": "BatchNormalization",
}


def read_contents(contents: ModelContents) -> LayerReading:
    """The layers of a model.

    Raises:
        LayerTableError: If the contents are not a Keras model.
    """
    try:
        if contents.config:
            return read_config(contents.config, contents)
        return read_weights(contents)
    except RecursionError:
        raise LayerTableError(
            "config", gettext("the layers of the model are nested too deep to be read")
        ) from None


def read_config(text: str, contents: ModelContents) -> LayerReading:
    """The layers in the JSON text of a model's config, with the shapes of its weights if the file has them."""
    if len(text) > MAX_CONFIG_CHARACTERS:
        raise LayerTableError("config", gettext("the config of the model is too large to be read"))
    try:
        config = json.loads(text)
    except ValueError:
        config = None
    if not isinstance(config, dict) or not is_model_config(config):
        raise LayerTableError(
            "config",
            gettext(
                "the config is not that of a Keras model: it needs a class_name and a config. "
                "Save the model again"
            ),
        )
    groups = {group.path: group for group in group_weights(contents.weights)}
    return layers_from_config(config, groups)


def layers_from_config(
    config: Mapping[str, Any], groups: Mapping[tuple[str, ...], WeightGroup]
) -> LayerReading:
    """The layers of a config. Shapes in the file come first, because they need no arithmetic."""
    config_layers = layers_of_config(config)
    names = unique_names([layer.path for layer in config_layers])
    layers = []
    for name, layer in zip(names, config_layers, strict=True):
        group = find_group(layer.path, groups)
        kernels = kernels_of_group(layer.kind, group)[:MAX_KERNELS] if group else ()
        if kernels:
            kind = kind_with_cell(layer)
            layers.append(Layer(name, kind, kernels, prunable=kind in MASKED_WEIGHTS))
        else:
            layers.append(layer_by_arithmetic(name, layer))
    return LayerReading(layers=tuple(layers))


def find_group(
    path: tuple[str, ...], groups: Mapping[tuple[str, ...], WeightGroup]
) -> WeightGroup | None:
    """The weights of a layer. The weights of a nested model are in the group of the outermost model."""
    name, model = path[-1], path[0]
    if path in groups or (model, name) in groups:
        return groups.get(path) or groups[model, name]
    if (model,) not in groups:
        return None
    weights = {
        rest: shape
        for rest, shape in groups[model,].weights.items()
        if name in rest or f"{WRAPPER_PREFIX}{name}" in rest
    }
    return WeightGroup(path=path, weights=weights)


def unique_names(paths: Sequence[tuple[str, ...]]) -> list[str]:
    """The name of each layer. If several layers have the same name, the names of the models around them are added.

    >>> unique_names([("a", "dense"), ("b", "dense"), ("b", "conv")])
    ['a/dense', 'b/dense', 'conv']
    """
    n_layers_with_name = Counter(path[-1] for path in paths)
    return [path[-1] if n_layers_with_name[path[-1]] == 1 else "/".join(path) for path in paths]


def read_weights(contents: ModelContents) -> LayerReading:
    """The layers of a file that holds only weights. Their classes are guessed from names and shapes."""
    groups = sorted(group_weights(contents.weights), key=natural_order)
    if not groups:
        raise LayerTableError(
            "file",
            gettext(
                "the file holds no weights of a Keras model: save the model again with "
                'model.save("model.keras")'
            ),
        )
    written = {item.path: item.name for item in contents.names}
    paths = [path_with_names(group, written) for group in groups]
    names = unique_names(paths)
    layers = [
        layer
        for name, group in zip(names, groups, strict=True)
        if (layer := make_layer(name, group))
    ]
    return LayerReading(layers=tuple(layers), notes=tuple(notes_about(groups, written)))


def path_with_names(group: WeightGroup, written: Mapping[str, str]) -> tuple[str, ...]:
    """The path of a layer, with the names that Keras 3 writes beside the weights."""
    names = []
    folder = ""
    for part in group.path:
        folder = f"{folder}layers/{part}/"
        names.append(written.get(f"{folder}{VARIABLES}", part))
    return tuple(names)


def make_layer(name: str, group: WeightGroup) -> Layer | None:
    """The layer of a group of weights, or None if the group has no kernel and the class is not known."""
    kind = kind_of_group(group)
    kernels = kernels_of_group(kind, group)[:MAX_KERNELS]
    if not kernels and not kind:
        return None
    kind = kind or guess_kind(kernels)
    prunable = bool(kernels) and (not kind or treatment_of(kind) is Treatment.MASKED)
    return Layer(name, kind, kernels, prunable)


def kind_of_group(group: WeightGroup) -> str:
    """The Keras class of a layer from its name or from the names of its weights, or an empty text."""
    if group.is_wrapped:
        return "" if group.masks else WRAPPER
    names = {rest[-1].partition(":")[0] for rest in group.weights}
    by_weight = (kind for name, kind in KIND_BY_WEIGHT.items() if name in names)
    return kind_of_default_name(group.path[-1]) or next(by_weight, "")


def notes_about(groups: Sequence[WeightGroup], written: Mapping[str, str]) -> list[str]:
    """Notes about a file that contains only weights."""
    notes = [
        gettext(
            "The file holds weights only. The classes of the layers are taken from names and shapes, "
            "and layers without weights are missing."
        )
    ]
    if not written and any(group.has_numbers for group in groups):
        notes.append(
            gettext(
                "The file does not hold the names of the layers: conv2d_1 is the second Conv2D layer "
                "of the model, whatever its name is."
            )
        )
    return notes
