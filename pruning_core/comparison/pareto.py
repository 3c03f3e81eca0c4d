"""The Pareto front: the points that no other point beats."""

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
"""Two numbers of a run. In both, more is better."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fronts:
    """The indices on two Pareto fronts.

    Attributes:
        size: No other has at least the same accuracy and at most the same size, and is better in one.
        sparsity: No other has at least the same accuracy and sparsity, and is better in one.
    """

    size: tuple[int, ...]
    sparsity: tuple[int, ...]


def find_fronts(
    accuracies: Sequence[float | None],
    sizes: Sequence[float | None],
    sparsities: Sequence[float | None],
    comparable: Sequence[bool],
) -> Fronts:
    """Both fronts of some runs or groups. Those without a number are left out of the front that needs it.

    Args:
        accuracies: The accuracy of each.
        sizes: The size of each, of which less is better.
        sparsities: The sparsity of each, of which more is better.
        comparable: Whether each may be compared with the others.

    >>> find_fronts([0.9, 0.8, None], [200, 100, 50], [0.5, None, 0.9], [True] * 3)
    Fronts(size=(0, 1), sparsity=(0,))
    """
    smallness = [None if size is None else -size for size in sizes]
    return Fronts(
        size=front_of_comparable(accuracies, smallness, comparable),
        sparsity=front_of_comparable(accuracies, sparsities, comparable),
    )


def front_of_comparable(
    firsts: Sequence[float | None], seconds: Sequence[float | None], comparable: Sequence[bool]
) -> tuple[int, ...]:
    """The indices on the front of those that have both numbers and may be compared."""
    points = {
        index: (first, second)
        for index, (first, second) in enumerate(zip(firsts, seconds, strict=True))
        if first is not None and second is not None and comparable[index]
    }
    indices = list(points)
    return tuple(indices[position] for position in pareto_front(list(points.values())))


def pareto_front(points: Sequence[Point]) -> tuple[int, ...]:
    """The indices of the points on the Pareto front, in order.

    A point is on the front if no other point is at least as good in both numbers and better in one.
    So equal points are on the front together. For a number of which less is better, pass its negative.

    >>> accuracy_and_size = [(0.98, -400), (0.99, -900), (0.97, -500), (0.98, -400)]
    >>> pareto_front(accuracy_and_size)
    (0, 1, 3)
    """
    return tuple(
        index
        for index, point in enumerate(points)
        if not any(beats(other, point) for other in points)
    )


def beats(first: Point, second: Point) -> bool:
    """Whether the first point is at least as good in both numbers, and better in one."""
    return first[0] >= second[0] and first[1] >= second[1] and first != second
