"""Pictures of masks: which cells stand for which weights, and the share of them that is kept."""

import base64
from collections.abc import Sequence
from math import isqrt, prod

import numpy as np
from numpy.typing import NDArray

from pruning_core.kernels import Kernel
from pruning_core.runs.events import MaskPicture

MOST_CELLS = 4096
MOST_CELLS_A_SIDE = 64
CONVOLUTION = 4


def mask_picture(
    kernel: Kernel, mask: NDArray[np.float32], *, channels: int | None = None
) -> MaskPicture:
    """A mask as tiles of cells; a cell's level is 255 times the share of its weights that is kept.

    - A convolution (height, width, inputs, outputs): a tile for each output, height x width cells,
      each over the inputs.
    - A dense kernel whose inputs are square pictures of some channels: a tile for each channel,
      each cell over the outputs.
    - Any other: one tile, rows for inputs and columns for outputs; averaged down to at most 64 x 64
      where it would have more than 4096 cells.

    Args:
        kernel: Which kernel it is.
        mask: Its mask.
        channels: How many channels the pictures have that it takes as inputs; None for no pictures.

    Returns:
        The picture; levels are rounded, halves to even.

    >>> kernel = Kernel(layer="dense", shape=(4, 2))
    >>> mask = np.array([[1, 1], [0, 0], [1, 0], [1, 1]], np.float32)
    >>> picture = mask_picture(kernel, mask, channels=1)
    >>> picture.tiles, picture.rows, picture.columns, list(base64.b64decode(picture.levels))
    (1, 2, 2, [255, 0, 128, 255])
    """
    shares = shares_kept(mask.reshape(kernel.shape), channels)
    tiles, rows, columns = shares.shape
    levels = np.rint(255 * shares).astype(np.uint8)
    return MaskPicture(
        layer=kernel.layer,
        tiles=tiles,
        rows=rows,
        columns=columns,
        levels=base64.b64encode(levels.tobytes()).decode("ascii"),
    )


def shares_kept(mask: NDArray[np.float32], channels: int | None) -> NDArray[np.float32]:
    """The share that each cell keeps: float32 array of shape (tiles, rows, columns)."""
    if mask.ndim == CONVOLUTION:
        return np.moveaxis(mask.mean(axis=2), 2, 0)
    flat = mask.reshape(prod(mask.shape[:-1]), mask.shape[-1])
    if channels is not None and (side := picture_side(len(flat), channels)) is not None:
        return np.moveaxis(flat.mean(axis=1).reshape(side, side, channels), 2, 0)
    if flat.size > MOST_CELLS:
        flat = averaged(averaged(flat, axis=0), axis=1)
    return flat[np.newaxis]


def picture_side(inputs: int, channels: int) -> int | None:
    """The side of square pictures of so many channels that have so many values, if there are any.

    >>> picture_side(1600, 64), picture_side(784, 1), picture_side(1600, 3)
    (5, 28, None)
    """
    side = isqrt(inputs // channels)
    return side if side * side * channels == inputs else None


def averaged(values: NDArray[np.float32], *, axis: int) -> NDArray[np.float32]:
    """Neighbours along an axis as their means, so that at most MOST_CELLS_A_SIDE remain.

    >>> averaged(np.arange(256, dtype=np.float32), axis=0)[:2]
    array([1.5, 5.5], dtype=float32)
    """
    length = values.shape[axis]
    cells = min(length, MOST_CELLS_A_SIDE)
    edges = np.arange(cells + 1) * length // cells
    sizes = np.diff(edges).astype(np.float32)
    shape = [-1 if place == axis else 1 for place in range(values.ndim)]
    return np.add.reduceat(values, edges[:-1], axis=axis) / sizes.reshape(shape)


def input_channels(kernels: Sequence[Kernel], layer: str) -> int | None:
    """The channels of the pictures that a layer takes as inputs, or None where they are none.

    The first kernel takes the images, which have one; one after a convolution takes its outputs,
    flattened with the channels last.

    >>> from pruning_core.networks import ARTICLE_CONVNET
    >>> [input_channels(ARTICLE_CONVNET, kernel.layer) for kernel in ARTICLE_CONVNET]
    [1, 32, 64, None]
    """
    before = None
    for kernel in kernels:
        if kernel.layer == layer:
            break
        before = kernel
    if before is None:
        return 1
    return before.shape[-1] if len(before.shape) == CONVOLUTION else None
