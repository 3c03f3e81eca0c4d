"""Which kernels a network has, known without TensorFlow."""

from dataclasses import dataclass
from math import prod


@dataclass(frozen=True, kw_only=True, slots=True)
class Kernel:
    """One weight tensor that is pruned by magnitude, with a mask of its own.

    >>> Kernel(layer="dense", shape=(1600, 256)).n_weights
    409600
    """

    layer: str
    shape: tuple[int, ...]

    @property
    def n_weights(self) -> int:
        """Number of weights, and of entries in the mask."""
        return prod(self.shape)


ARTICLE_CONVNET: tuple[Kernel, ...] = (
    Kernel(layer="conv2d", shape=(3, 3, 1, 32)),
    Kernel(layer="conv2d_1", shape=(3, 3, 32, 64)),
    Kernel(layer="dense", shape=(1600, 256)),
    Kernel(layer="dense_1", shape=(256, 10)),
)
"""The ConvNet of the article: two convolutions with pooling and dropout, then two dense layers."""
