"""Figures of one arm, such as its mean with an interval, and of two arms whose runs are not in pairs."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pruning_core.errors import MissingPackageError
from pruning_core.experiments.statistics.measure import VALUE, Measure
from pruning_core.experiments.statistics.paired_differences import measured_values
from pruning_core.texts import gettext, ngettext

TRIM = 0.25
"""The part of the runs that the interquartile mean leaves out at each end."""
UPPER = 0.975
"""The probability below the upper end of a 95 % interval."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArmStatistics:
    """The values of one arm in a few figures, without a comparison.

    The interval is Student's t interval of the mean: mean ± t sd / sqrt(n), with t the quantile 0.975 of
    n - 1 degrees of freedom. It exists from two runs on, and assumes that the values are normal. In the lab's
    simulations at 6 to 12 runs it covers 94 to 97 % for symmetric values, also with heavy tails, and
    about 90 % for skewed values (`make bench ARGS=coverage`). To compare two arms, do not look
    whether two such intervals overlap: `PairedComparison` uses the pairs, which shows smaller differences.

    Attributes:
        n_runs: The number of runs.
        mean: Their mean.
        interval: The ends of the 95 % interval of the mean; None for a single run.
        standard_deviation: With n - 1 in the denominator; None for a single run.
        interquartile_mean: The mean without the lowest and the highest quarter of the runs (each
            floor(n / 4) runs), as in rliable (Agarwal et al. 2021).
        least: The lowest value.
        most: The highest value.
    """

    n_runs: int
    mean: float
    interval: tuple[float, float] | None
    standard_deviation: float | None
    interquartile_mean: float
    least: float
    most: float

    @classmethod
    def of(cls, values: object) -> Self:
        """Summarise the values (n,) of one arm.

        Raises:
            StatisticsError: If a value is not a finite number.
            MissingPackageError: If SciPy is not installed.

        >>> summary = ArmStatistics.of([0.98, 0.99, 0.97, 0.90, 0.98])
        >>> round(summary.mean, 3), round(summary.interquartile_mean, 4)
        (0.964, 0.9767)
        >>> [round(end, 3) for end in summary.interval]
        [0.919, 1.009]
        """
        runs = measured_values("values", values)
        mean = float(runs.mean())
        deviation = float(np.std(runs, ddof=1)) if runs.size > 1 else None
        half_width = (
            None
            if deviation is None
            else student_t_quantile(runs.size - 1) * deviation / math.sqrt(runs.size)
        )
        return cls(
            n_runs=runs.size,
            mean=mean,
            interval=None if half_width is None else (mean - half_width, mean + half_width),
            standard_deviation=deviation,
            interquartile_mean=interquartile_mean(runs),
            least=float(runs.min()),
            most=float(runs.max()),
        )

    def sentence(self, name: str, measure: Measure = VALUE) -> str:
        """The mean with its interval in a sentence.

        >>> from pruning_core.experiments.statistics.measure import ACCURACY
        >>> ArmStatistics.of([0.9921, 0.9931, 0.9918]).sentence("polynomial", ACCURACY)
        'polynomial: test accuracy 99.23 % on average of 3 runs (95 % interval 99.06 to 99.40).'
        """
        runs = ngettext("{count} run", "{count} runs", self.n_runs)
        if self.interval is None:
            (number,) = measure.numbers(self.mean)
            return gettext(
                "{arm}: {measure} {amount}, from {runs}: without a second run, there is no interval.",
                arm=name,
                measure=gettext(measure.name),
                amount=measure.amount(number),
                runs=runs,
            )
        number, low, high = measure.numbers(self.mean, *self.interval)
        return gettext(
            "{arm}: {measure} {amount} on average of {runs} (95 % interval {low} to {high}).",
            arm=name,
            measure=gettext(measure.name),
            amount=measure.amount(number),
            runs=runs,
            low=low,
            high=high,
        )


def interquartile_mean(values: NDArray[np.float64]) -> float:
    """The mean of the middle half: without the floor(n / 4) lowest and highest values.

    It is SciPy's `trim_mean(values, 0.25)`, which rliable uses (Agarwal et al. 2021, "Deep reinforcement
    learning at the edge of the statistical precipice").

    Args:
        values: float64 (n,).

    >>> interquartile_mean(np.array([0.0, 1.0, 2.0, 100.0]))
    1.5
    """
    cut = int(TRIM * values.size)
    return float(np.sort(values)[cut : values.size - cut].mean())


def probability_of_improvement(a: object, b: object) -> float:
    """P(A > B): the probability that a run of a has a higher value than a run of b.

    It compares all n m pairs of a run of a and a run of b; a tie counts one half. So it is the
    statistic U of Mann and Whitney divided by n m, as in rliable (Agarwal et al. 2021).

    Args:
        a: Numbers (n,), the values of arm a.
        b: Numbers (m,), the values of arm b. The runs need not be in pairs.

    Raises:
        StatisticsError: If a value is not a finite number.

    >>> probability_of_improvement([0.98, 0.99], [0.97, 0.98])
    0.875
    """
    of_a, of_b = measured_values("a", a), np.sort(measured_values("b", b))
    lower = np.searchsorted(of_b, of_a, side="left")
    lower_or_equal = np.searchsorted(of_b, of_a, side="right")
    return float((lower + lower_or_equal).sum() / (2 * of_a.size * of_b.size))


def student_t_quantile(degrees_of_freedom: int) -> float:
    """The quantile 0.975 of Student's t distribution.

    Raises:
        MissingPackageError: If SciPy is not installed.
    """
    try:
        from scipy.special import stdtrit
    except ImportError as error:
        message = gettext(
            "the interval of a mean needs SciPy: install it with pip install '.[lab]', or with "
            "pip install scipy"
        )
        raise MissingPackageError(message) from error
    return float(stdtrit(degrees_of_freedom, UPPER))
