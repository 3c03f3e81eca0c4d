"""Pictures of masks. Each cell of a picture shows the fraction of kept weights in one part of a kernel."""

import base64
from collections.abc import Sequence
from math import isqrt, prod

import numpy as np
from numpy.typing import NDArray

from pruning_core.kernels import Kernel
from pruning_core.runs.events.parts import MaskPicture

MAX_CELLS = 4096
MAX_CELLS_PER_SIDE = 64
CONVOLUTION_DIMENSIONS = 4


def mask_picture(
    kernel: Kernel, mask: NDArray[np.float32], *, channels: int | None = None
) -> MaskPicture:
    """A mask as tiles of cells; the level of a cell is 255 times the kept fraction of its weights.

    - A convolution (height, width, inputs, outputs): one tile for each output, with height x width
      cells; the level of a cell is a mean over the inputs.
    - A dense kernel whose inputs are square pictures: one tile for each channel of the pictures;
      the level of a cell is a mean over the outputs.
    - Any other kernel: one tile with a row for each input and a column for each output. If it has
      more than 4096 cells, neighbours are averaged, so that at most 64 x 64 cells remain.

    Args:
        kernel: The kernel of the mask.
        mask: The mask.
        channels: Number of channels, if the kernel's inputs are pictures; otherwise None.

    Returns:
        The picture. Levels are rounded to integers. A level exactly between two integers is rounded to the even one.

    >>> kernel = Kernel(layer="dense", shape=(4, 2))
    >>> mask = np.array([[1, 1], [0, 0], [1, 0], [1, 1]], np.float32)
    >>> picture = mask_picture(kernel, mask, channels=1)
    >>> picture.tiles, picture.rows, picture.columns, list(base64.b64decode(picture.levels))
    (1, 2, 2, [255, 0, 128, 255])
    """
    fractions = kept_fractions(mask.reshape(kernel.shape), channels)
    tiles, rows, columns = fractions.shape
    levels = np.rint(255 * fractions).astype(np.uint8)
    return MaskPicture(
        layer=kernel.layer,
        tiles=tiles,
        rows=rows,
        columns=columns,
        levels=base64.b64encode(levels.tobytes()).decode("ascii"),
    )


def kept_fractions(mask: NDArray[np.float32], channels: int | None) -> NDArray[np.float32]:
    """The fraction of weights that each cell keeps: float32 array (tiles, rows, columns)."""
    if mask.ndim == CONVOLUTION_DIMENSIONS:
        return np.moveaxis(mask.mean(axis=2), 2, 0)
    matrix = mask.reshape(prod(mask.shape[:-1]), mask.shape[-1])
    if channels is not None and (side := picture_side(len(matrix), channels)) is not None:
        return np.moveaxis(matrix.mean(axis=1).reshape(side, side, channels), 2, 0)
    if matrix.size > MAX_CELLS:
        matrix = average_neighbours(average_neighbours(matrix, axis=0), axis=1)
    return matrix[np.newaxis]


def picture_side(inputs: int, channels: int) -> int | None:
    """The side of a square picture with `inputs` values in `channels` channels; None if impossible.

    >>> picture_side(1600, 64), picture_side(784, 1), picture_side(1600, 3)
    (5, 28, None)
    """
    side = isqrt(inputs // channels)
    return side if side * side * channels == inputs else None


def average_neighbours(values: NDArray[np.float32], *, axis: int) -> NDArray[np.float32]:
    """Means of neighbours along an axis, so that at most MAX_CELLS_PER_SIDE values remain.

    >>> average_neighbours(np.arange(256, dtype=np.float32), axis=0)[:2]
    array([1.5, 5.5], dtype=float32)
    """
    length = values.shape[axis]
    n_cells = min(length, MAX_CELLS_PER_SIDE)
    edges = np.arange(n_cells + 1) * length // n_cells
    sizes = np.diff(edges).astype(np.float32)
    shape = [-1 if dimension == axis else 1 for dimension in range(values.ndim)]
    return np.add.reduceat(values, edges[:-1], axis=axis) / sizes.reshape(shape)


def input_channels(kernels: Sequence[Kernel], layer: str) -> int | None:
    """The number of channels, if a layer's inputs are pictures; otherwise None.

    The inputs of the first kernel are the images, which have one channel. The inputs of a kernel
    after a convolution are the outputs of the convolution, flattened with the channels last.

    >>> from pruning_core.networks import ARTICLE_CONVNET
    >>> [input_channels(ARTICLE_CONVNET, kernel.layer) for kernel in ARTICLE_CONVNET]
    [1, 32, 64, None]
    """
    previous = None
    for kernel in kernels:
        if kernel.layer == layer:
            break
        previous = kernel
    if previous is None:
        return 1
    return previous.shape[-1] if len(previous.shape) == CONVOLUTION_DIMENSIONS else None
