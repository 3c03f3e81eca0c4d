"""LayerReading: the layers that a text or a file describes, and what must be said about them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pruning_core.networks.layer import Layer


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerReading:
    """The result of reading a text or a file.

    Attributes:
        layers: The layers, in the order of the source.
        notes: What was ignored or assumed about the source as a whole.
    """

    layers: tuple[Layer, ...]
    notes: tuple[str, ...] = ()


class KerasNames:
    """Names for layers without a name, as Keras makes them: `dense`, `dense_1`, ...

    >>> names = KerasNames(["dense"])
    >>> names.next("Dense"), names.next("Conv2D"), names.next("Conv2D")
    ('dense_1', 'conv2d', 'conv2d_1')
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._taken = set(names)
        self._counts = Counter[str]()

    def next(self, kind: str) -> str:
        """A name that no other layer has."""
        base = SNAKE_NAMES.get(kind) or kind.lower() or "layer"
        while True:
            count = self._counts[base]
            self._counts[base] += 1
            name = f"{base}_{count}" if count else base
            if name not in self._taken:
                self._taken.add(name)
                return name


SNAKE_NAMES = {
    "Conv1DTranspose": "conv1d_transpose",
    "Conv2DTranspose": "conv2d_transpose",
    "Conv3DTranspose": "conv3d_transpose",
    "DepthwiseConv1D": "depthwise_conv1d",
    "DepthwiseConv2D": "depthwise_conv2d",
    "LocallyConnected1D": "locally_connected1d",
    "LocallyConnected2D": "locally_connected2d",
    "MultiHeadAttention": "multi_head_attention",
    "SeparableConv1D": "separable_conv1d",
    "SeparableConv2D": "separable_conv2d",
    "SimpleRNN": "simple_rnn",
}
"""Keras's default names of classes with more than one word in their name."""
