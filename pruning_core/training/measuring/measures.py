"""Numbers measured from weights and masks: kept weights, turnover, drift, magnitudes."""

import numpy as np
from numpy.typing import NDArray

from pruning_core.runs.events.kinds import number
from pruning_core.runs.events.parts import Histogram

BINS = 64


def count_kept_weights(mask: NDArray[np.float32]) -> int:
    """The number of ones in a mask. Integers are compared, because this is faster than to compare floats.

    >>> count_kept_weights(np.array([[1, 0], [1, 1]], np.float32))
    3
    """
    return int(np.count_nonzero(mask.view(np.int32)))


def pack_mask(mask: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The mask as bits, for a comparison with the next mask. Bits need 1/32 of the memory.

    Args:
        mask: Ones and zeros, of any shape.

    Returns:
        uint8 array of shape (ceil(n / 8),). The last byte ends with zeros if n is not a multiple of 8.

    >>> pack_mask(np.array([1, 0, 0, 0, 0, 0, 0, 1, 1], np.float32))
    array([129, 128], dtype=uint8)
    """
    return np.packbits(mask.view(np.int32) != 0)


def turnover(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> tuple[int, int]:
    """The number of weights that an update prunes, and the number of pruned weights that it keeps again.

    Args:
        before: The mask before the update, as `pack_mask` returns it.
        after: The mask after the update, in the same form.

    Returns:
        The number of pruned weights and the number of regrown weights.

    >>> masks = np.array([1, 1, 1, 0], np.float32), np.array([1, 0, 0, 1], np.float32)
    >>> turnover(*map(pack_mask, masks))
    (2, 1)
    """
    difference = before ^ after
    pruned, regrown = (int(np.bitwise_count(difference & mask).sum()) for mask in (before, after))
    return pruned, regrown


def drift(weights: NDArray[np.float32], complement: NDArray[np.float32]) -> float | None:
    """The largest magnitude of the masked weights: the maximum of |w| (1 - m).

    Args:
        weights: The kernel after a step; the optimizer also changes masked weights.
        complement: 1 - m, where m is the mask of the kernel, of the same shape.

    Returns:
        The magnitude, or None if a weight is not a finite number.

    >>> drift(np.array([3, -0.5, 0.25], np.float32), np.array([0, 1, 1], np.float32))
    0.5
    """
    with np.errstate(
        invalid="ignore"
    ):  # infinity times 0 is NaN, and `number` returns None for NaN
        masked_weights = weights * complement
        # If all masked weights are 0, the maximum can be -0.0. Adding 0 changes it to 0.0.
        return number(np.maximum(masked_weights.max(), -masked_weights.min()) + np.float32(0))


def magnitudes(layer: str, weights: NDArray[np.float32]) -> Histogram:
    """A histogram of the magnitudes of a kernel's weights.

    Args:
        layer: The kernel's layer.
        weights: The kernel, of any shape.

    Returns:
        BINS counts, over bins of equal width from 0 to the largest magnitude. Only the last bin
        includes its upper end. No counts if a weight is not a finite number.

    >>> histogram = magnitudes("dense", np.array([-64, 0, 0.5, 1, 63.5], np.float32))
    >>> histogram.largest, histogram.counts[:3], histogram.counts[-1]
    (64.0, (2, 1, 0), 2)
    """
    scaled_magnitudes = np.abs(weights)
    largest = number(scaled_magnitudes.max())
    if largest is None:
        return Histogram(layer=layer, largest=None, counts=())
    scaled_magnitudes /= np.float32(largest or 1)
    scaled_magnitudes *= BINS
    bins = np.minimum(scaled_magnitudes.astype(np.uint8), BINS - 1)
    counts = np.bincount(bins.ravel(), minlength=BINS)
    return Histogram(layer=layer, largest=largest, counts=tuple(counts.tolist()))
