"""Counts the weights that a mask keeps. Counts again only if TensorFlow stored the mask in another buffer."""

import numpy as np
from numpy.typing import NDArray

from pruning_core.training.measuring.measures import count_kept_weights


class CountedMask:
    """The mask of one pruned kernel, and the number of weights that it keeps.

    This object has a reference to the buffer of the mask. So TensorFlow cannot change this buffer,
    and stores a new mask in another buffer (see `values_of`). If the address of the buffer is the
    same, then the mask is the same, and its weights are not counted again.

    Attributes:
        values: The mask: float32, in the kernel's shape.
        kept: Number of weights that the mask keeps.
    """

    def __init__(self, values: NDArray[np.float32]) -> None:
        self._complement: NDArray[np.float32] | None
        self._count(values)

    def update(self, values: NDArray[np.float32]) -> None:
        """Set the current mask. `values` must come from `values_of`."""
        if values.ctypes.data != self.values.ctypes.data:
            self._count(values)

    @property
    def complement(self) -> NDArray[np.float32] | None:
        """1 - m, or None if the mask keeps every weight."""
        if self._complement is None and self.kept < self.values.size:
            self._complement = 1 - self.values
        return self._complement

    def _count(self, values: NDArray[np.float32]) -> None:
        self.values = values
        self.kept = count_kept_weights(values)
        self._complement = None
