"""Layer: the name, the Keras class and the kernels of a layer, and whether the kernels are pruned."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Annotated, Any

from pruning_core.checks import check_whole, quoted, store_checked
from pruning_core.errors import LayerTableError
from pruning_core.json_checks import invalid_value, list_of, text, whole_number
from pruning_core.kernels import Kernel
from pruning_core.networks.tfmot_rules import Treatment, refusal, treatment_of
from pruning_core.texts import gettext

KernelShape = tuple[int, ...]

MAX_NAME_CHARACTERS = 500
MAX_KIND_CHARACTERS = 200
MAX_NOTE_CHARACTERS = 1_000
MAX_KERNELS = 64
MAX_DIMENSIONS = 8
MAX_KERNEL_WEIGHTS = 2**31 - 1
"""tfmot counts the weights of a kernel in int32."""
DENSE_KINDS = {2: "Dense", 3: "Conv1D", 4: "Conv2D", 5: "Conv3D"}
"""The most common Keras class, by the number of dimensions of a kernel."""


def read_truth(field: str, value: Any) -> bool:  # noqa: ANN401  (JSON)
    """The JSON value true or false."""
    if type(value) is bool:
        return value
    raise invalid_value(field, "true or false", value)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a network.

    Attributes:
        name: The name of the layer in the model.
        kind: The Keras class, for example `Conv2D`.
        kernels: The shapes of the kernels; for a prunable layer, only of the kernels with a mask: an LSTM
            has two, a MultiHeadAttention four, a SeparableConv2D one. Biases are never pruned, so they are left out.
        prunable: Whether the kernels are pruned. Only layers with a kernel that tfmot masks can be pruned.
        note: The assumption about the kernels; empty if there is none.

    Raises:
        LayerTableError: If a value is not possible, for example a kernel without weights.

    >>> Layer("lstm", "LSTM", ((64, 256), (64, 256)), prunable=True).n_weights
    32768
    """

    name: Annotated[str, text(MAX_NAME_CHARACTERS, least=1)]
    kind: Annotated[str, text(MAX_KIND_CHARACTERS)]
    kernels: Annotated[
        tuple[KernelShape, ...],
        list_of(list_of(whole_number(), MAX_DIMENSIONS), MAX_KERNELS),
    ] = ()
    prunable: Annotated[bool, read_truth] = True
    note: Annotated[str, text(MAX_NOTE_CHARACTERS)] = ""

    def __post_init__(self) -> None:
        check_name(self.name)
        check_kind(self.name, self.kind)
        kernels = check_kernels(self.name, self.kernels)
        if self.prunable and not kernels:
            raise LayerTableError(
                self.name,
                gettext(
                    "{layer} has no kernel that can be pruned: "
                    "give it a kernel, or set prunable to no",
                    layer=self.name,
                ),
            )
        store_checked(self, kernels=kernels, prunable=bool(self.prunable))

    @property
    def kernel_weights(self) -> tuple[int, ...]:
        """Number of weights in each kernel."""
        return tuple(prod(shape) for shape in self.kernels)

    @property
    def n_weights(self) -> int:
        """Number of weights in all its kernels, without biases."""
        return sum(self.kernel_weights)

    @property
    def treatment(self) -> Treatment:
        """How tfmot treats the layer if the whole model is wrapped."""
        return Treatment.MASKED if self.prunable else treatment_of(self.kind)

    @property
    def reason(self) -> str:
        """The reason why the layer is not pruned; empty for a pruned layer.

        >>> Layer("dw", "DepthwiseConv2D", ((3, 3, 32, 1),), prunable=False).reason
        'tfmot wraps DepthwiseConv2D, and masks none of its weights.'
        """
        if self.prunable:
            return ""
        match treatment_of(self.kind):
            case Treatment.MASKED:
                return gettext("You chose to keep this layer dense.")
            case Treatment.SKIPPED if self.kernels:
                return gettext("tfmot wraps {kind}, and masks none of its weights.", kind=self.kind)
            case Treatment.SKIPPED:
                return gettext("It has no kernel.")
            case Treatment.REFUSED:
                return refusal(self.kind)


def check_name(name: object) -> None:
    """Raise LayerTableError unless the value can be the name of a layer."""
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME_CHARACTERS:
        raise LayerTableError(
            "name",
            gettext(
                "the name of a layer must be a text of 1 to {most} characters, got {value}",
                most=MAX_NAME_CHARACTERS,
                value=quoted(name),
            ),
        )


def check_kind(layer: str, kind: object) -> None:
    """Raise LayerTableError unless the value can be the name of a class."""
    if not isinstance(kind, str) or len(kind) > MAX_KIND_CHARACTERS:
        raise LayerTableError(
            layer,
            gettext(
                "{layer}: the kind must be the name of a Keras class, got {value}",
                layer=layer,
                value=quoted(kind),
            ),
        )


def check_kernels(layer: str, kernels: object) -> tuple[KernelShape, ...]:
    """The shapes as tuples of Python's int.

    Raises:
        LayerTableError: If a kernel has no weights or too many, or there are too many kernels.
    """
    if not isinstance(kernels, Sequence) or isinstance(kernels, str) or len(kernels) > MAX_KERNELS:
        raise LayerTableError(
            layer,
            gettext(
                "{layer}: kernels must be at most {most} shapes, for example ((3, 3, 64, 128),), "
                "got {value}",
                layer=layer,
                most=MAX_KERNELS,
                value=quoted(kernels),
            ),
        )
    return tuple([check_kernel(layer, shape) for shape in kernels])


def check_kernel(layer: str, shape: object) -> KernelShape:
    """The shape as a tuple of Python's int.

    Raises:
        LayerTableError: If the value is not a shape, or has no weights or too many.
    """
    if (
        not isinstance(shape, Sequence)
        or isinstance(shape, str)
        or not 0 < len(shape) <= MAX_DIMENSIONS
    ):
        raise LayerTableError(
            layer,
            gettext(
                "{layer}: a kernel must have 1 to {most} dimensions, for example 3x3x64x128, "
                "got {value}",
                layer=layer,
                most=MAX_DIMENSIONS,
                value=quoted(shape),
            ),
        )
    field = gettext("{layer}: each dimension of a kernel", layer=layer)
    sizes = tuple(
        [
            check_whole(field, size, least=1, most=MAX_KERNEL_WEIGHTS, error=LayerTableError)
            for size in shape
        ]
    )
    if prod(sizes) > MAX_KERNEL_WEIGHTS:
        raise LayerTableError(
            layer,
            gettext(
                "{layer}: the kernel {shape} has more than {most} weights, which tfmot cannot "
                "count: leave this layer out of the table",
                layer=layer,
                shape=shape_text(sizes),
                most=MAX_KERNEL_WEIGHTS,
            ),
        )
    return sizes


def shape_text(shape: Sequence[int]) -> str:
    """A shape as people type it.

    >>> shape_text((3, 3, 64, 128))
    '3x3x64x128'
    """
    return "x".join(map(str, shape))


def kernels_of_layers(layers: Sequence[Layer]) -> tuple[Kernel, ...]:
    """The kernels of layers. Only the kernels of a layer with several kernels have names.

    >>> [kernel.name for kernel in kernels_of_layers([Layer("lstm", "LSTM", ((8, 32), (8, 32)))])]
    ['', '2']
    """
    return tuple(
        Kernel(layer=layer.name, shape=shape, name=str(number) if number > 1 else "")
        for layer in layers
        for number, shape in enumerate(layer.kernels, start=1)
    )
