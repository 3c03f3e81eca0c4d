"""What weights and masks say about a pruning: counts, threshold, drift, magnitudes."""

import numpy as np
from numpy.typing import NDArray

from pruning_core.runs.events import Histogram, number

BINS = 64


def weights_kept(mask: NDArray[np.float32]) -> int:
    """The number of ones in a mask, counted by their bits: that is faster than by value.

    >>> weights_kept(np.array([[1, 0], [1, 1]], np.float32))
    3
    """
    return int(np.count_nonzero(mask.view(np.int32)))


def packed(mask: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A mask as bits: a 32nd of its size, to compare the next one with.

    Args:
        mask: Ones and zeros, of any shape.

    Returns:
        uint8 array of shape (ceil(n / 8),), the last byte filled up with zeros.

    >>> packed(np.array([1, 0, 0, 0, 0, 0, 0, 1, 1], np.float32))
    array([129, 128], dtype=uint8)
    """
    return np.packbits(mask.view(np.int32) != 0)


def turnover(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> tuple[int, int]:
    """How many weights an update prunes that were kept, and how many it lets grow again.

    Args:
        before: The mask before the update, as `packed` returns it.
        after: The same mask after it.

    Returns:
        The pruned and the regrown weights.

    >>> masks = np.array([1, 1, 1, 0], np.float32), np.array([1, 0, 0, 1], np.float32)
    >>> turnover(*map(packed, masks))
    (2, 1)
    """
    changed = before ^ after
    pruned, regrown = (int(np.bitwise_count(changed & side).sum()) for side in (before, after))
    return pruned, regrown


def drift(weights: NDArray[np.float32], complement: NDArray[np.float32]) -> float | None:
    """The largest magnitude of the masked weights: max of |w| (1 - m), over all of them.

    Args:
        weights: The kernel after a step; the optimizer has moved masked weights too.
        complement: 1 - m for its mask m, of the same shape.

    Returns:
        The magnitude, or None where a weight is no finite number.

    >>> drift(np.array([3, -0.5, 0.25], np.float32), np.array([0, 1, 1], np.float32))
    0.5
    """
    with np.errstate(invalid="ignore"):  # infinity times 0 is NaN, which says enough
        moved = weights * complement
        # Not -0.0, where no masked weight has moved.
        return number(np.maximum(moved.max(), -moved.min()) + np.float32(0))


def magnitudes(layer: str, weights: NDArray[np.float32]) -> Histogram:
    """How the magnitudes of a kernel's weights are distributed.

    Args:
        layer: The kernel's layer.
        weights: The kernel, of any shape.

    Returns:
        BINS counts over bins of equal width from 0 to the largest magnitude, each bin without its
        upper end except the last; no counts where a weight is no finite number.

    >>> found = magnitudes("dense", np.array([-64, 0, 0.5, 1, 63.5], np.float32))
    >>> found.largest, found.counts[:3], found.counts[-1]
    (64.0, (2, 1, 0), 2)
    """
    sizes = np.abs(weights)
    largest = number(sizes.max())
    if largest is None:
        return Histogram(layer=layer, largest=None, counts=())
    sizes /= np.float32(largest or 1)
    sizes *= BINS
    bins = np.minimum(sizes.astype(np.uint8), BINS - 1)
    counts = np.bincount(bins.ravel(), minlength=BINS)
    return Histogram(layer=layer, largest=largest, counts=tuple(counts.tolist()))
