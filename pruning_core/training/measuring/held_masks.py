"""What a mask holds: counted once for as long as TensorFlow leaves it where it lies."""

import numpy as np
from numpy.typing import NDArray

from pruning_core.training.measuring.measures import weights_kept


class HeldMask:
    """The mask of one pruned kernel, as the latest look found it.

    What changes a variable whose values are held gives it another buffer (see `values_of`). So a mask
    that lies where it lay holds what it held, and need not be counted again.

    Attributes:
        values: The mask: float32, in the kernel's shape.
        kept: How many of the weights it keeps.
    """

    def __init__(self, values: NDArray[np.float32]) -> None:
        self._complement: NDArray[np.float32] | None
        self._take(values)

    def look(self, values: NDArray[np.float32]) -> None:
        """See what the mask holds now: `values` as `values_of` reads them."""
        if values.ctypes.data != self.values.ctypes.data:
            self._take(values)

    @property
    def complement(self) -> NDArray[np.float32] | None:
        """1 - m, or None where the mask keeps every weight."""
        if self._complement is None and self.kept < self.values.size:
            self._complement = 1 - self.values
        return self._complement

    def _take(self, values: NDArray[np.float32]) -> None:
        self.values = values
        self.kept = weights_kept(values)
        self._complement = None
