"""The picture of a mask as a PNG: dark = kept weights, light = pruned weights."""

import base64
import math

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.png import png_address
from pruning_core.runs.events.parts import MaskPicture

CELL, GAP = 6, 3
"""The width of a cell, and the gap between two tiles, in pixels."""
BETWEEN_TILES = 160
MAX_HEIGHT_TO_WIDTH = 3
"""A single tile is turned by 90 degrees if it is more than 3 times as high as wide."""


def mask_image(picture: MaskPicture) -> str:
    """The picture as a data: address of a PNG. Its tiles are in rows, so that the picture is nearly square."""
    return png_address(pixels(picture))


def is_turned(picture: MaskPicture) -> bool:
    """Whether the picture is turned by 90 degrees: its inputs then go from left to right."""
    return picture.tiles == 1 and picture.rows > MAX_HEIGHT_TO_WIDTH * picture.columns


def pixels(picture: MaskPicture) -> NDArray[np.uint8]:
    """The grey of each pixel, uint8 (height, width): 0 = black = all weights of the cell are kept."""
    levels = np.frombuffer(base64.b64decode(picture.levels), np.uint8)
    tiles = 255 - levels.reshape(picture.tiles, picture.rows, picture.columns)
    if is_turned(picture):
        tiles = tiles.transpose(0, 2, 1)
    tiles = tiles.repeat(CELL, axis=1).repeat(CELL, axis=2)
    count, rows, columns = tiles.shape
    square = math.sqrt(count * rows / columns)
    across = min(divisors(count), key=lambda divisor: abs(divisor - square))
    down = count // across
    height, width = rows + GAP, columns + GAP
    sheet = np.full((down * height - GAP, across * width - GAP), BETWEEN_TILES, np.uint8)
    for index, tile in enumerate(tiles):
        top, left = index // across * height, index % across * width
        sheet[top : top + rows, left : left + columns] = tile
    return sheet


def divisors(number: int) -> list[int]:
    """The divisors of a number. If the number of tiles per row is a divisor of all tiles, every row is full.

    >>> divisors(20)
    [1, 2, 4, 5, 10, 20]
    """
    return [divisor for divisor in range(1, number + 1) if number % divisor == 0]
