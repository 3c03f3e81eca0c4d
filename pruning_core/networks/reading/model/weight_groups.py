"""Groups the weights of an `.h5` file by layer, and finds the kernels among them.

Keras writes two layouts. In an `.h5` file: `model_weights/LAYER/.../kernel:0`, where a weight has its name. In a
`.weights.h5` file: `layers/CLASS_NUMBER/.../vars/0`, where a weight has only its number within the layer.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pruning_core.networks.layer import KernelShape
from pruning_core.networks.reading.model.contents import WeightShape
from pruning_core.networks.tfmot_rules import MASKED_WEIGHTS

Kernels = tuple[KernelShape, ...]
WRAPPER = "prune_low_magnitude"
WRAPPER_PREFIX = f"{WRAPPER}_"
INNER_LAYER = "layer"
PARTS_OF_ATTENTION = ("query", "key", "value", "output")
NUMBERED = ("layers", "_layer_checkpoint_dependencies")
"""The names of the groups that hold layers by their class and number."""
VARIABLES = "vars"
CELL = "cell"
NUMBER_OF_KERNEL = {"SeparableConv1D": 1, "SeparableConv2D": 1}
"""The number of the masked kernel within the layer, if it is not 0."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WeightGroup:
    """The weights of one layer.

    Attributes:
        path: The names of the models around the layer, and the layer's own name.
        weights: The shape of each weight, by the part of its path after the layer.
    """

    path: tuple[str, ...]
    weights: dict[tuple[str, ...], KernelShape] = field(default_factory=dict)

    @property
    def has_numbers(self) -> bool:
        """Whether the weights have numbers instead of names."""
        return any(VARIABLES in rest for rest in self.weights)

    @property
    def is_wrapped(self) -> bool:
        """Whether a layer without a name is wrapped for pruning. Its own weights have the name of its group."""
        return self.has_numbers and self.path[-1].startswith(WRAPPER)

    @property
    def masks(self) -> set[KernelShape]:
        """The shapes of the masks of a wrapped layer without a name."""
        return {
            shape for rest, shape in self.weights.items() if rest[0] == VARIABLES and len(shape) > 0
        }


def group_weights(weights: Iterable[WeightShape]) -> list[WeightGroup]:
    """The weights of each layer, in the order of the file. Weights of the optimizer are left out."""
    groups: dict[tuple[str, ...], WeightGroup] = {}
    for weight in weights:
        parts = tuple(weight.path.split("/"))
        split = split_numbered(parts) if VARIABLES in parts else split_named(parts)
        if split is not None:
            path, rest = split
            group = groups.setdefault(path, WeightGroup(path=path))
            group.weights[rest] = weight.shape
    return list(groups.values())


def split_numbered(parts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The path of the layer and the rest, in the layout with numbers.

    >>> split_numbered(("layers", "sequential", "layers", "conv2d", "vars", "0"))
    (('sequential', 'conv2d'), ('vars', '0'))
    """
    path: list[str] = []
    while len(parts) > 1 and parts[0] in NUMBERED:
        path.append(parts[1])
        parts = parts[2:]
    return (tuple(path), parts) if path else None


def split_named(parts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The path of the layer and the rest, in the layout with names.

    >>> split_named(("model_weights", "dense", "dense", "kernel:0"))
    (('dense',), ('dense', 'kernel:0'))
    >>> split_named(("model_weights", "inner", "conv2d_3", "kernel:0"))
    (('inner', 'conv2d_3'), ('kernel:0',))
    """
    if parts[0] == "optimizer_weights":
        return None
    if parts[0] == "model_weights":
        parts = parts[1:]
    if len(parts) < 2:  # noqa: PLR2004  (a layer and a weight)
        return None
    layer, rest = parts[0], parts[1:]
    own_name = layer.removeprefix(WRAPPER_PREFIX)
    if len(rest) == 1 or own_name in rest or layer in rest:
        return (own_name,), rest
    return (own_name, rest[0].removeprefix(WRAPPER_PREFIX)), rest[1:]


def kernels_of_group(kind: str, group: WeightGroup) -> Kernels:
    """The kernels of a layer that tfmot masks; if tfmot masks none, all kernels. Empty if no kernel is found."""
    kernels = numbered_kernels(kind, group) if group.has_numbers else named_kernels(kind, group)
    return tuple(shape for shape in kernels if len(shape) > 0)


def named_kernels(kind: str, group: WeightGroup) -> list[KernelShape]:
    """The kernels by the names of the weights."""
    named = group.weights
    if kind == "MultiHeadAttention":
        return [
            shape
            for part in PARTS_OF_ATTENTION
            for rest, shape in named.items()
            if base_name(rest) == "kernel" and rest[-2].endswith(part)
        ]
    if kind in MASKED_WEIGHTS:
        return [
            shape
            for name in MASKED_WEIGHTS[kind]
            for rest, shape in named.items()
            if base_name(rest) == name
        ]
    return [shape for rest, shape in named.items() if is_kernel(base_name(rest), shape)]


def base_name(rest: tuple[str, ...]) -> str:
    """The name of a weight without the number of its output.

    >>> base_name(("dense", "kernel:0"))
    'kernel'
    """
    return rest[-1].partition(":")[0]


def is_kernel(name: str, shape: KernelShape) -> bool:
    """Whether a weight is a kernel. Biases and statistics have a single dimension, or a name that no kernel has."""
    return len(shape) > 1 and ("kernel" in name or "embedding" in name)


def numbered_kernels(kind: str, group: WeightGroup) -> list[KernelShape]:
    """The kernels by the numbers of the weights."""
    weights = group.weights
    if group.is_wrapped:
        masks = group.masks
        inside = (shape for rest, shape in weights.items() if rest[0] == INNER_LAYER)
        return [shape for shape in inside if shape in masks]
    rests: list[tuple[str, ...]]
    if kind == "MultiHeadAttention":
        rests = [
            (f"{prefix}{part}_dense", VARIABLES, "0")
            for part in PARTS_OF_ATTENTION
            for prefix in ("", "_")
        ]
    elif len(MASKED_WEIGHTS.get(kind, ())) > 1:
        rests = [(CELL, VARIABLES, str(number)) for number in range(len(MASKED_WEIGHTS[kind]))]
    elif kind in MASKED_WEIGHTS:
        rests = [(VARIABLES, str(NUMBER_OF_KERNEL.get(kind, 0)))]
    else:
        rests = []
    kernels = [weights[rest] for rest in rests if rest in weights]
    return kernels or [
        shape for rest, shape in weights.items() if is_numbered_kernel(rest, weights)
    ]


def is_numbered_kernel(
    rest: tuple[str, ...], weights: Mapping[tuple[str, ...], KernelShape]
) -> bool:
    """Whether a weight without a name is a kernel. The biases of a GRU, which have two rows, come after its kernels."""
    is_bias = rest[-2:] == (VARIABLES, "2") and len(weights[rest]) == len(("input", "recurrent"))
    return len(weights[rest]) > 1 and not is_bias and rest[-1].isdecimal()


def natural_order(group: WeightGroup) -> list[tuple[str, int]]:
    """The order of names with numbers: `conv2d_2` comes before `conv2d_10`.

    >>> natural_order(WeightGroup(path=("conv2d_10",)))
    [('conv2d_', 10)]
    """
    return [
        (match[1], int(match[2] or -1))
        for name in group.path
        if (match := re.fullmatch(r"(.*?)(\d{0,9})", name, re.DOTALL))
    ]
