"""The comparison of two arms on the same pairs: difference, interval, p-value and verdict, which always agree."""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self

from pruning_core.errors import StatisticsError
from pruning_core.experiments.statistics.paired_differences import (
    PairedDifferences,
    measured_values,
)
from pruning_core.experiments.statistics.pairs import Pairs
from pruning_core.experiments.statistics.pairs_needed import (
    check_comparisons,
    level_of,
    pairs_needed,
    pairs_that_show,
)
from pruning_core.experiments.statistics.sentences import assumption, describe, method
from pruning_core.experiments.statistics.sign_flips import flip_signs
from pruning_core.texts import gettext

Verdict = Literal["higher", "lower", "cannot tell", "too few pairs"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PairedComparison:
    """Whether arm a has higher values than arm b, from runs in pairs. The difference is always a minus b.

    A pair is two runs with the same seed, data and batch order. The test is the two-sided sign-flip
    test of the mean difference, and the interval has exactly the differences that this test does not
    reject (`sign_flips.py` has the equations). Up to 16 pairs the test is exact: it uses all sign patterns. For more
    pairs it uses 32,767 random patterns with a fixed seed.

    Test and interval assume that the differences are symmetric about their centre. If they are
    skewed, a 95 % interval contains the true mean in about 90 % of experiments (exponential
    differences, 8 to 12 pairs: tests/unit/experiments/statistics/test_coverage.py).

    Attributes:
        n_pairs: The number of pairs.
        difference: The mean of a - b, in the unit of the values.
        interval: The lower and the upper end of the interval for the difference. Its level is
            1 - 0.05 / comparisons. (-inf, inf) if there are too few pairs, because then the test rejects nothing.
        p_value: The two-sided p-value of "there is no difference". Compare it with `level`.
        standard_deviation: Of the differences; None for a single pair.
        comparisons: The number of comparisons that share the level 0.05.
        left_out: The seeds of runs without a partner, which the comparison does not use.
    """

    n_pairs: int
    difference: float
    interval: tuple[float, float]
    p_value: float
    standard_deviation: float | None
    comparisons: int
    left_out: tuple[Hashable, ...] = ()

    @classmethod
    def of(cls, a: object, b: object, comparisons: int = 1) -> Self:
        """Compare arm a with arm b.

        Args:
            a: Numbers (n,): the values of arm a. `a[i]` and `b[i]` are a pair.
            b: Numbers (n,): the values of arm b.
            comparisons: The number of comparisons that were planned together. Each one gets
                the level 0.05 / comparisons.

        Raises:
            StatisticsError: If a value is not a finite number, or the arms have different lengths.

        >>> constant = [0.9904, 0.9899, 0.9910, 0.9902, 0.9897, 0.9905]
        >>> polynomial = [0.9929, 0.9921, 0.9931, 0.9918, 0.9925, 0.9924]
        >>> comparison = PairedComparison.of(polynomial, constant)
        >>> comparison.verdict, comparison.p_value, round(comparison.difference, 5)
        ('higher', 0.03125, 0.00218)
        >>> [round(end, 5) for end in comparison.interval]
        [0.0016, 0.0028]
        """
        of_a, of_b = measured_values("a", a), measured_values("b", b)
        if of_a.size != of_b.size:
            message = gettext(
                "a has {a} values and b has {b}: each run of a needs its partner in b, with the same seed",
                a=of_a.size,
                b=of_b.size,
            )
            raise StatisticsError("b", message)
        check_comparisons(comparisons)
        differences = PairedDifferences.of(of_a, of_b)
        test = flip_signs(
            differences.values, rounding=differences.rounding, comparisons=comparisons
        )
        return cls(
            n_pairs=of_a.size,
            difference=float(test.difference) * differences.unit,
            interval=(float(test.low) * differences.unit, float(test.high) * differences.unit),
            p_value=float(test.p_value),
            standard_deviation=differences.standard_deviation,
            comparisons=comparisons,
        )

    @classmethod
    def of_pairs(
        cls,
        a: Mapping[Hashable, float | None],
        b: Mapping[Hashable, float | None],
        comparisons: int = 1,
    ) -> Self:
        """Compare two arms by the seeds of their runs.

        Args:
            a: The value of arm a for each seed; None if it is missing.
            b: The value of arm b for each seed; None if it is missing.
            comparisons: As in `of`.

        Returns:
            The comparison on the seeds that have a value in both arms; `left_out` has the others.

        Raises:
            StatisticsError: If no seed has two values, or a value is not a finite number.

        >>> PairedComparison.of_pairs({0: 0.99, 1: 0.98}, {1: 0.97, 2: 0.96, 0: None}).left_out
        (0, 2)
        """
        pairs = Pairs.of(a, b)
        return replace(cls.of(pairs.a, pairs.b, comparisons), left_out=pairs.left_out)

    @property
    def level(self) -> float:
        """The level of the test: 0.05 / comparisons."""
        return level_of(self.comparisons)

    @property
    def verdict(self) -> Verdict:
        """Whether a is higher or lower than b, or why the data do not show it."""
        low, high = self.interval
        if self.n_pairs < pairs_needed(self.comparisons):
            return "too few pairs"
        if low > 0:
            return "higher"
        return "lower" if high < 0 else "cannot tell"

    @property
    def more_pairs(self) -> int | None:
        """The number of further pairs that would show the difference, if mean and spread stayed the same.

        `pairs_that_show` has the rule. 0 if the difference is already shown. None if nothing can be
        computed: the difference is 0, or there is only one pair, which has no spread.
        """
        if self.verdict in {"higher", "lower"}:
            return 0
        if self.standard_deviation is None:
            return None
        total = pairs_that_show(
            self.difference, self.standard_deviation, comparisons=self.comparisons
        )
        return None if total is None else max(total - self.n_pairs, 1)

    @property
    def effect_size(self) -> float | None:
        """Cohen's d_z: the mean of the differences divided by their standard deviation.

        None if all differences are equal, or there is only one.
        """
        if not self.standard_deviation:
            return None
        ratio = self.difference / self.standard_deviation
        return ratio if math.isfinite(ratio) else None

    @property
    def sentence(self) -> str:
        """The result in a sentence that calls the arms a and b. `describe` names arms and measure."""
        return describe(self)

    @property
    def assumption(self) -> str:
        """What test and interval assume, and what happens otherwise."""
        return assumption()

    @property
    def method(self) -> str:
        """The test, and its number of sign patterns."""
        return method(self.n_pairs)
