"""The sign-flip test of a mean difference, and the interval that inverts it: both from the same numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.experiments.statistics.sign_patterns import count_patterns, sign_patterns

TESTS_PER_ERROR = 20
"""A level of 0.05 is one error in 20 tests. As a whole number, it is compared without rounding."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignFlips:
    """The result of the sign-flip test for one or many experiments, each an entry of the arrays `(...)`.

    Attributes:
        difference: The mean of the differences.
        low: The lower end of the interval; -inf if there are too few pairs for the level.
        high: The upper end of the interval; inf if there are too few pairs for the level.
        p_value: The two-sided p-value of "the centre of the differences is 0".
    """

    difference: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p_value: NDArray[np.float64]


def flip_signs(
    differences: NDArray[np.float64], *, rounding: float = 0.0, comparisons: int = 1
) -> SignFlips:
    """Test whether the centre of the differences is 0, and invert the test into an interval.

    If the differences are symmetric about c, then d - c may have any sign. So the test flips the signs
    of d - c, and counts the patterns whose absolute mean is at least as large as without a flip. For the
    pattern that flips the pairs in a set S, this is so exactly if c is between the mean of d over S and
    the mean of d over the other pairs. With `low` the smaller of these two means, `high` the larger one,
    M patterns and m comparisons:

        p(c) = (1 + number of patterns with low <= c) / (1 + M)    for c below the mean of d
        p(c) = (1 + number of patterns with high >= c) / (1 + M)   for c above the mean of d

    The test at the level 0.05 / m rejects c if 1 + the number of patterns is at most
    k = floor((1 + M) / (20 m)). So the interval of all c that are not rejected begins at the k-th
    smallest `low` and ends at the k-th largest `high`. Test and interval use the same `low` and `high`,
    so they cannot disagree. With all patterns the test is exact. With different random patterns the
    1 in p counts the pattern without a flip, so the test also keeps its level (Phipson and Smyth 2010).

    Args:
        differences: float64 `(..., n)`: the differences of n pairs.
        rounding: A mean whose absolute value is at most this is 0: see `PairedDifferences`.
        comparisons: The number m of comparisons that share the level.

    >>> result = flip_signs(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))
    >>> float(result.difference), float(result.low), float(result.high), float(result.p_value)
    (3.5, 1.0, 6.0, 0.03125)
    """
    n_pairs = differences.shape[-1]
    total = differences.sum(axis=-1)
    difference = without_rounding(total / n_pairs, rounding)
    low, high = means_of_both_sides(differences, rounding)
    n_patterns = count_patterns(n_pairs)
    rank = (1 + n_patterns) // (TESTS_PER_ERROR * comparisons)
    hits = np.where(difference > 0, (low <= 0).sum(axis=-1), (high >= 0).sum(axis=-1))
    # The mean is in the interval, also if all differences are equal and their means are rounded differently.
    return SignFlips(
        difference=difference,
        low=np.minimum(kth_smallest(low, rank), difference),
        high=np.maximum(kth_largest(high, rank), difference),
        p_value=(1 + np.where(difference == 0, n_patterns, hits)) / (1 + n_patterns),
    )


def means_of_both_sides(
    differences: NDArray[np.float64], rounding: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each pattern, the smaller and the larger of two means: over the flipped pairs, over the others.

    Returns:
        float64 `(..., patterns)` each.
    """
    n_pairs = differences.shape[-1]
    total = differences.sum(axis=-1)[..., None]
    lows, highs = [np.empty((*differences.shape[:-1], 0))], [np.empty((*differences.shape[:-1], 0))]
    for flips in sign_patterns(n_pairs):
        n_flips = flips @ np.ones(n_pairs - 1)  # faster than a sum of short rows
        flipped = differences[..., :-1] @ flips.T
        mean = without_rounding(flipped / n_flips, rounding)
        mean_of_others = without_rounding((total - flipped) / (n_pairs - n_flips), rounding)
        lows.append(np.minimum(mean, mean_of_others))
        highs.append(np.maximum(mean, mean_of_others))
    return np.concatenate(lows, axis=-1), np.concatenate(highs, axis=-1)


def without_rounding(means: NDArray[np.float64], rounding: float) -> NDArray[np.float64]:
    """The means, with 0 in the place of those that are only rounding."""
    return np.where(np.abs(means) <= rounding, 0.0, means)


def kth_smallest(values: NDArray[np.float64], rank: int) -> NDArray[np.float64]:
    """The value of this rank along the last axis, counted from 1; -inf for the rank 0.

    >>> float(kth_smallest(np.array([30.0, 10.0, 20.0]), 2))
    20.0
    """
    if rank == 0:
        return np.full(values.shape[:-1], -np.inf)
    smallest: NDArray[np.float64] = np.partition(values, rank - 1, axis=-1)[..., rank - 1]
    return smallest


def kth_largest(values: NDArray[np.float64], rank: int) -> NDArray[np.float64]:
    """The value of this rank along the last axis, counted from the largest; inf for the rank 0.

    >>> float(kth_largest(np.array([30.0, 10.0, 20.0]), 1))
    30.0
    """
    if rank == 0:
        return np.full(values.shape[:-1], np.inf)
    largest: NDArray[np.float64] = np.partition(values, -rank, axis=-1)[..., -rank]
    return largest
