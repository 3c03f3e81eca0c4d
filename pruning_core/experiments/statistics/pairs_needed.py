"""The number of pairs that a comparison needs: at least, and for a difference of a given size."""

import math
from statistics import NormalDist

from pruning_core.checks import check_whole
from pruning_core.errors import StatisticsError
from pruning_core.experiments.statistics.sign_flips import TESTS_PER_ERROR

MAX_COMPARISONS = 1000
"""The most comparisons that share one level. The random sign patterns cannot show a smaller p-value."""


def level_of(comparisons: int) -> float:
    """The level of one of m comparisons: 0.05 / m (Bonferroni).

    >>> level_of(1), level_of(5)
    (0.05, 0.01)
    """
    return 1 / (TESTS_PER_ERROR * check_comparisons(comparisons))


def check_comparisons(comparisons: object) -> int:
    """The number of comparisons.

    Raises:
        StatisticsError: Unless it is a whole number in 1..1000.
    """
    return check_whole(
        "comparisons", comparisons, least=1, most=MAX_COMPARISONS, error=StatisticsError
    )


def pairs_needed(comparisons: int = 1) -> int:
    """The least number of pairs with which a test at the level 0.05 / m can show any difference.

    n pairs have 2^n sign patterns, so the least two-sided p-value is 2 / 2^n.

    Raises:
        StatisticsError: If `comparisons` is not a whole number in 1..1000.

    >>> [pairs_needed(comparisons) for comparisons in (1, 2, 3, 4, 10)]
    [6, 7, 7, 8, 9]
    """
    return (TESTS_PER_ERROR * check_comparisons(comparisons) - 1).bit_length() + 1


def pairs_that_show(
    difference: float, standard_deviation: float, *, comparisons: int = 1
) -> int | None:
    """The number of pairs that would show a difference, if its mean and its spread stayed the same.

    Under the hypothesis "no difference", the sum of the differences with random signs has the variance
    sum(d^2). So the test rejects if n |mean| >= z sqrt(n (mean^2 + sd^2)), where z is the normal quantile of
    1 - level / 2. It follows that

        n = z^2 (1 + (sd / mean)^2),    and at least `pairs_needed(comparisons)`

    The normal approximation answers at once for any number of pairs. The test itself rejects at
    this number or up to four pairs earlier (a test compares both). New runs have another mean:
    with this number, 6 or 7 of 10 experiments show a true difference of this size.

    Args:
        difference: The mean of the differences.
        standard_deviation: Of the differences.
        comparisons: The number m of comparisons that share the level.

    Returns:
        The number of pairs in total; None for a difference of 0, which no number of pairs shows.

    >>> pairs_that_show(0.5, 1.0), pairs_that_show(0.5, 0.1), pairs_that_show(0.0, 0.1)
    (20, 6, None)
    """
    if difference == 0:
        return None
    quantile = NormalDist().inv_cdf(1 - level_of(comparisons) / 2)
    ratio = min(abs(standard_deviation / difference), 1e100)
    return max(math.ceil(quantile**2 * (1 + ratio**2)), pairs_needed(comparisons))
