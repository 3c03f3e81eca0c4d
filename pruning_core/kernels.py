"""Kernel: a weight tensor that is pruned, with its layer and its shape."""

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
