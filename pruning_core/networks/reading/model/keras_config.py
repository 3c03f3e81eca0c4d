"""Reads the config of a Keras model: its layers, in their order, with their input shapes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pruning_core.errors import LayerTableError
from pruning_core.networks.reading.model.config_values import (
    InputShape,
    LayerConfig,
    read_shape,
)
from pruning_core.networks.tfmot_rules import MODEL_KINDS
from pruning_core.texts import gettext

MAX_DEPTH = 40
MAX_LAYERS = 10_000
WRAPPER = "PruneLowMagnitude"
ATTENTION_SHAPES = ("query_shape", "key_shape", "value_shape")


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfigLayer:
    """One layer in the config of a model.

    Attributes:
        path: The names of the models around the layer, and the layer's own name.
        kind: The Keras class.
        config: The config of the layer, with its input shapes.
    """

    path: tuple[str, ...]
    kind: str
    config: LayerConfig

    @property
    def name(self) -> str:
        """The layer's own name."""
        return self.path[-1]


def is_model_config(value: Mapping[str, Any]) -> bool:
    """Whether a JSON object is the config of a model: it has a class and layers."""
    return "class_name" in value and "config" in value


def layers_of_config(model: Mapping[str, Any]) -> list[ConfigLayer]:
    """The layers of a model. A nested model is replaced by its layers.

    Raises:
        LayerTableError: If the config has no layers, too many, or is damaged.
    """
    layers: list[ConfigLayer] = []
    for layer in walk(model, ()):
        layers.append(layer)
        if len(layers) > MAX_LAYERS:
            raise LayerTableError(
                "layers",
                gettext(
                    "the model has more than {most} layers: open a part of it", most=MAX_LAYERS
                ),
            )
    if not layers:
        raise LayerTableError(
            "layers",
            gettext(
                "the file does not list the layers of the model, because its class is a subclass of "
                "Model: paste the output of model.summary(), or open its weights"
            ),
        )
    return layers


def walk(model: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[ConfigLayer]:
    """The layers of a model and of the models inside it."""
    if len(path) > MAX_DEPTH:
        raise damaged(gettext("its models are nested more than {most} deep", most=MAX_DEPTH))
    config = model.get("config")
    entries = config.get("layers") if isinstance(config, Mapping) else config
    if not isinstance(entries, list):
        return
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise damaged(gettext("one of its layers is not an object"))
        yield from walk_layer(entry, path)


def walk_layer(entry: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[ConfigLayer]:
    """The layer of an entry; if the entry is a model, the layers of the model."""
    entry, shape_entry = unwrap(entry)
    kind, config = entry.get("class_name"), entry.get("config")
    if not isinstance(kind, str) or not isinstance(config, Mapping | list):
        raise damaged(gettext("one of its layers has no class or no config"))
    values = config if isinstance(config, Mapping) else {}
    name = values.get("name") or entry.get("name") or kind.lower()
    if not isinstance(name, str):
        raise damaged(gettext("the name of one of its layers is not a text"))
    own_path = (*path, name)
    if "layers" in values or (kind in MODEL_KINDS and isinstance(config, list)):
        yield from walk(entry, own_path)
        return
    shapes = input_shapes(shape_entry, values)
    yield ConfigLayer(
        path=own_path,
        kind=kind.rpartition(">")[2],  # "package>Class" is a registered class
        config=LayerConfig(name=name, values=values, shape=first_shape(shapes), shapes=shapes),
    )


def unwrap(entry: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The entry of the layer inside a pruning wrapper, and the entry that holds the input shape."""
    outer = entry
    for _level in range(MAX_DEPTH):
        kind, config = entry.get("class_name"), entry.get("config")
        is_wrapper = isinstance(kind, str) and kind.rpartition(">")[2] == WRAPPER
        inner = config.get("layer") if isinstance(config, Mapping) else None
        if not is_wrapper or not isinstance(inner, Mapping):
            break
        entry = inner
    return entry, entry if "build_config" in entry else outer


def input_shapes(
    entry: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, InputShape | None]:
    """The input shapes of a layer, by the names of its arguments."""
    build = entry.get("build_config")
    build = build if isinstance(build, Mapping) else {}
    shapes = {"input_shape": read_shape(build.get("input_shape"))}
    by_argument = build.get("shapes_dict")
    if isinstance(by_argument, Mapping):
        shapes |= {str(name): read_shape(shape) for name, shape in by_argument.items()}
    shapes |= {name: read_shape(values[name]) for name in ATTENTION_SHAPES if values.get(name)}
    for name in ("batch_input_shape", "batch_shape"):
        shapes.setdefault(name, read_shape(values.get(name)))
    return {name: shape for name, shape in shapes.items() if shape is not None}


def first_shape(shapes: Mapping[str, InputShape | None]) -> InputShape | None:
    """The input shape of a layer with one input."""
    return next(iter(shapes.values()), None)


def damaged(problem: str) -> LayerTableError:
    """The error for a config that no version of Keras writes."""
    return LayerTableError(
        "config",
        gettext(
            "the config of the model is damaged: {problem}. Save the model again",
            problem=problem,
        ),
    )
