"""The windows of convolutions that fit a number of weights and the shapes before and after."""

from collections.abc import Iterator
from functools import cache
from math import isqrt

from pruning_core.networks.reading.summary.clues import Clues, OutputShape

FIRST_CHANNELS = (3, 1, 4)
"""Channels of an image, the most common first, for a first layer without a shape before it."""
SQUARE, CUBE = 2, 3
"""The number of dimensions of a window in an image, and in a volume."""
MAX_GROUPS = 1_024
MAX_AREA = 4_096
"""No convolution of a known network has a window with more positions."""


def channels_and_area(product: int, clues: Clues, *, in_groups: bool) -> list[tuple[int, int]]:
    """Number of channels in one group, and number of positions of the window, whose product is given.

    Args:
        product: Number of weights for each channel after the layer.
        clues: What the summary shows.
        in_groups: Whether the channels are in several groups. With many small groups, almost any number fits.

    >>> clues = Clues(params=0, before=(None, 9, 9, 64), after=(None, 7, 7, 64))
    >>> channels_and_area(576, clues, in_groups=False), channels_and_area(18, clues, in_groups=True)
    ([(64, 9)], [(2, 9), (1, 18)])
    """
    known = clues.channels_before
    if known is None:
        dimensions = CUBE if len(clues.after) - 2 == CUBE else SQUARE
        return [] if in_groups else channels_and_area_of_any(product, dimensions)
    counts = range(2, min(known, MAX_GROUPS) + 1) if in_groups else (1,)
    return [
        (known // groups, product // (known // groups))
        for groups in counts
        if known % groups == clues.channels % groups == product % (known // groups) == 0
    ]


def channels_and_area_of_any(product: int, dimensions: int = SQUARE) -> list[tuple[int, int]]:
    """The same for a layer without a known shape before it: square windows on an image first, or cubes.

    >>> channels_and_area_of_any(27), channels_and_area_of_any(27, CUBE)
    ([(3, 9), (27, 1), (1, 27)], [(1, 27), (27, 1), (3, 9)])
    """
    areas = [k**dimensions for k in range(isqrt(min(product, MAX_AREA)), 0, -1)]
    by_square = [(product // area, area) for area in areas if product % area == 0]
    by_square.sort(key=lambda pair: pair[0] not in FIRST_CHANNELS)
    by_channels = [(n, product // n) for n in FIRST_CHANNELS if product % n == 0]
    return list(dict.fromkeys([*by_square, *by_channels]))


def fitting_windows(area: int, clues: Clues) -> Iterator[tuple[int, ...]]:
    """The windows with so many positions that lead from the shape before to the shape after."""
    dimensions = len(clues.after) - 2
    before, after = (clues.before or ())[1:-1], clues.after[1:-1]
    for window in factorisations(area, dimensions):
        if len(before) != dimensions or leads(window, before, after):
            yield window


def leads(window: tuple[int, ...], before: OutputShape, after: OutputShape) -> bool:
    """Whether a window can lead from these sizes to those, with padding `same` or `valid` and any stride.

    >>> leads((3, 3), (28, 28), (26, 26)), leads((1, 9), (28, 28), (26, 26))
    (True, False)
    """
    triples = [
        (size, n, m)
        for size, n, m in zip(window, before, after, strict=True)
        if n is not None and m is not None
    ]
    return all(has_stride_if_same(n, m) for _size, n, m in triples) or all(
        has_stride_if_valid(n - size, m - 1) for size, n, m in triples
    )


def has_stride_if_same(before: int, after: int) -> bool:
    """Whether a stride s exists with ceil(before / s) = after."""
    if min(before, after) < 1:
        return False
    stride = -(-before // after)
    return -(-before // stride) == after


def has_stride_if_valid(distance: int, moves: int) -> bool:
    """Whether a stride s exists with floor(distance / s) = moves."""
    if distance < moves or moves < 0:
        return False
    return moves == 0 or distance // (distance // moves) == moves


@cache
def factorisations(area: int, dimensions: int) -> list[tuple[int, ...]]:
    """All windows with so many positions, the most square first.

    >>> factorisations(9, 2), factorisations(5, 1)
    ([(3, 3), (1, 9), (9, 1)], [(5,)])
    """
    if dimensions < 1 or not 0 < area <= MAX_AREA:
        return []
    if dimensions == 1:
        return [(area,)]
    windows = [
        (first, *rest)
        for first in range(1, area + 1)
        if area % first == 0
        for rest in factorisations(area // first, dimensions - 1)
    ]
    return sorted(windows, key=lambda window: max(window) - min(window))
