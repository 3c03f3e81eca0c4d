"""Finds the schedules in a tree of dictionaries and lists: a config, a layer's config, a whole model."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pruning_core.dialects.reading.python.values import Value
from pruning_core.dialects.reading.signatures import SIGNATURES
from pruning_core.errors import ScheduleError
from pruning_core.schedules.config import SCHEDULE_CLASSES
from pruning_core.texts import gettext

MAX_VALUES = 1_000_000
WRAPPER = "PruneLowMagnitude"
WRAPPER_PREFIX = "prune_low_magnitude_"
CLASS_OF_PARAMETER = {
    "final_sparsity": "PolynomialDecay",
    "target_sparsity": "ConstantSparsity",
    "keyframes": "KeyframeSchedule",
}
"""The class of a config without `class_name`, by the parameter that only this class has."""
REQUIRED = {
    "PolynomialDecay": {"initial_sparsity", "final_sparsity", "begin_step", "end_step"},
    "ConstantSparsity": {"target_sparsity", "begin_step"},
}
"""A config with all these parameters may have other keys too. The other keys are ignored, and a note names them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeSchedule:
    """A schedule in a tree.

    Attributes:
        class_name: One of the lab's classes.
        config: The values of the parameters.
        line: The line number of the tree in the text; 0 for JSON.
        layer: The name of the layer that has this schedule, or "".
        ignored: The keys of the config that are not parameters of the class.
    """

    class_name: str
    config: Mapping[str, Value]
    line: int
    layer: str
    ignored: tuple[str, ...] = ()


def find_schedules(trees: Iterable[tuple[Value, int]]) -> Iterator[TreeSchedule]:
    """The schedules in some trees, in their order.

    Args:
        trees: Each tree, with its line in the text.

    Raises:
        ScheduleError: If the trees have too many values.

    >>> [found.class_name for found in find_schedules([([{"final_sparsity": 0.5}], 1)])]
    ['PolynomialDecay']
    """
    waiting: list[tuple[Value, int, str]] = [(tree, line, "") for tree, line in trees][::-1]
    n_seen = 0
    while waiting:
        node, line, layer = waiting.pop()
        n_seen += 1
        if n_seen > MAX_VALUES:
            raise ScheduleError(
                "schedule",
                gettext("the text has too many values: paste only the part with the schedule"),
            )
        if isinstance(node, list):
            waiting += [(item, line, layer) for item in reversed(node)]
        elif isinstance(node, dict):
            class_name, config = schedule_in(node)
            if class_name:
                ignored = tuple(key for key in config if key not in SIGNATURES[class_name])
                is_exact = config is not node or not ignored
                yield TreeSchedule(
                    class_name=class_name,
                    config=config
                    if is_exact
                    else {key: config[key] for key in config if key not in ignored},
                    line=line,
                    layer=layer,
                    ignored=() if is_exact else ignored,
                )
                continue
            name = layer_name(node) or layer
            waiting += [(item, line, name) for item in reversed(node.values())]


def schedule_in(node: Mapping[str, Value]) -> tuple[str, Mapping[str, Value]]:
    """The class and the config of a schedule, or ("", {}) if the dictionary is not a schedule."""
    name, config = node.get("class_name"), node.get("config")
    if isinstance(name, str) and name in SCHEDULE_CLASSES and isinstance(config, dict):
        inner = config.get("config")  # Keras writes the class once more around tfmot's own config
        return name, inner if isinstance(inner, dict) else config
    for parameter, class_name in CLASS_OF_PARAMETER.items():
        is_exact = parameter in node and set(node) <= set(SIGNATURES[class_name])
        if is_exact or (class_name in REQUIRED and REQUIRED[class_name] <= set(node)):
            return class_name, node
    return "", {}


def layer_name(node: Mapping[str, Value]) -> str:
    """The name of the layer inside a pruning wrapper, from the wrapper or its config; or ""."""
    config = node.get("config") if node.get("class_name") == WRAPPER else node
    if not isinstance(config, dict) or "pruning_schedule" not in config:
        return ""
    inner = config.get("layer")
    inner_config = inner.get("config") if isinstance(inner, dict) else None
    name = inner_config.get("name") if isinstance(inner_config, dict) else config.get("name")
    return name.removeprefix(WRAPPER_PREFIX) if isinstance(name, str) else ""


def has_layers(tree: Value) -> bool:
    """Whether a tree is the JSON of a model.

    >>> has_layers({"class_name": "Sequential", "config": {"layers": []}})
    True
    """
    config = tree.get("config") if isinstance(tree, dict) else None
    return isinstance(config, dict) and "layers" in config


def notebook_code(tree: Value) -> str | None:
    r"""The code of a notebook, or None if the tree is not a notebook.

    >>> notebook_code({"cells": [{"cell_type": "code", "source": ["n = 2\n", "m = 3"]}]})
    'n = 2\nm = 3'
    """
    cells = tree.get("cells") if isinstance(tree, dict) else None
    if not isinstance(cells, list):
        return None
    sources = [
        cell.get("source")
        for cell in cells
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    texts = [source if isinstance(source, list) else [source] for source in sources]
    return "\n".join("".join(line for line in text if isinstance(line, str)) for text in texts)
