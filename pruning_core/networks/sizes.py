"""The bytes of kernels: dense, and in two sparse formats."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from pruning_core.networks.layer import KernelShape

BYTES_PER_WEIGHT = 4
"""float32"""
BYTES_PER_INDEX = 4
"""int32"""


@dataclass(frozen=True, kw_only=True, slots=True)
class KernelSizes:
    """The bytes of one or more kernels of float32 weights, without biases and without file headers.

    Attributes:
        weights: Number of weights.
        kept: Number of weights that the masks keep.
        dense: 4 n bytes for n weights, zeros included.
        bitmap: 4 k + n / 8 bytes for k kept weights: the kept values, and one bit per weight.
        csr: 8 k + 4 (rows + 1) bytes: compressed sparse rows with one row per output, where each value
            has a column index of 32 bits, and each row an offset.
    """

    weights: int = 0
    kept: int = 0
    dense: int = 0
    bitmap: int = 0
    csr: int = 0

    @property
    def sparsity(self) -> float:
        """The fraction of weights that the masks remove; 0 without weights."""
        return 1 - self.kept / self.weights if self.weights else 0.0

    def __add__(self, other: "KernelSizes") -> "KernelSizes":
        return KernelSizes(
            weights=self.weights + other.weights,
            kept=self.kept + other.kept,
            dense=self.dense + other.dense,
            bitmap=self.bitmap + other.bitmap,
            csr=self.csr + other.csr,
        )


def dense_sizes(n_weights: int) -> KernelSizes:
    """The sizes of a kernel without a mask. Such a kernel stays dense in every format."""
    size = BYTES_PER_WEIGHT * n_weights
    return KernelSizes(weights=n_weights, kept=n_weights, dense=size, bitmap=size, csr=size)


def masked_sizes(shape: KernelShape, kept: int) -> KernelSizes:
    """The sizes of a kernel with a mask that keeps `kept` weights. Its last dimension is the number of outputs.

    >>> sizes = masked_sizes((300, 100), 3_000)
    >>> sizes.dense, sizes.bitmap, sizes.csr
    (120000, 15750, 24404)
    """
    n_weights = prod(shape)
    return KernelSizes(
        weights=n_weights,
        kept=kept,
        dense=BYTES_PER_WEIGHT * n_weights,
        bitmap=BYTES_PER_WEIGHT * kept + -(-n_weights // 8),
        csr=(BYTES_PER_WEIGHT + BYTES_PER_INDEX) * kept + BYTES_PER_INDEX * (shape[-1] + 1),
    )


def total_sizes(sizes: Mapping[str, KernelSizes]) -> KernelSizes:
    """The sum of the sizes of all layers."""
    return sum(sizes.values(), KernelSizes())
