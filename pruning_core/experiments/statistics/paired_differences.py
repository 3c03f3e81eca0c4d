"""Reads measured values, and decides which differences are only the rounding of these values."""

import math
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from pruning_core.checks import quoted
from pruning_core.errors import StatisticsError
from pruning_core.texts import gettext

MAX_VALUES = 1000
"""The most values of one arm. More would need much memory."""
LARGEST_VALUE = 1e300
"""Sums of larger values could be infinite."""
SMALLEST_EXPONENT = -900
"""Values below 2^-900 count as 0, because a product with them may be 0."""
ROUNDING = 2.0**-44
"""The rounding of a mean of differences, as a part of the largest value. An addition rounds by 2^-53."""
FLOAT32_ROUNDING = 2.0**-22
"""The same if values come from float32, such as the accuracies of Keras. A float32 rounds by 2^-24."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PairedDifferences:
    """The differences a - b of pairs, divided by a power of two, so that no sum overflows.

    Accuracies are multiples of 1/10,000 for 10,000 test images, so many sums of differences are equal or
    0, but their floats are not: `0.1 + 0.2 - 0.3` is 5.6e-17. So a mean of differences that is smaller than the
    rounding of the values counts as 0. Whole numbers, such as bytes, have exact sums. The limit is
    2^-44 (6e-14) of the largest value, or 2^-22 (2e-7) if the values of an arm are
    all float32 numbers, because then they were rounded to 24 bits.

    Attributes:
        values: float64 (n,): the differences, in units of `unit`.
        unit: A power of two.
        rounding: In units of `unit`: a mean of differences up to this size is only rounding.
    """

    values: NDArray[np.float64]
    unit: float
    rounding: float

    @classmethod
    def of(cls, a: NDArray[np.float64], b: NDArray[np.float64]) -> "PairedDifferences":
        """The differences of two arrays (n,) with the same pairs.

        >>> differences = PairedDifferences.of(np.array([3.0, 4.0]), np.array([1.0, 6.0]))
        >>> differences.unit, differences.values
        (8.0, array([ 0.25, -0.25]))
        """
        largest = float(max(np.abs(a).max(), np.abs(b).max()))
        exponent = max(math.frexp(largest)[1], SMALLEST_EXPONENT)
        unit = 2.0**exponent
        from_float32 = is_from_float32(a) or is_from_float32(b)
        return cls(
            values=a / unit - b / unit,
            unit=unit,
            rounding=FLOAT32_ROUNDING if from_float32 else ROUNDING,
        )

    @property
    def standard_deviation(self) -> float | None:
        """Of the differences, in the unit of the measured values. None for a single pair.

        It is 0 if all differences are equal but for their rounding.
        """
        if self.values.size == 1:
            return None
        deviation = float(np.std(self.values, ddof=1))
        return 0.0 if deviation <= self.rounding else deviation * self.unit


def is_from_float32(values: NDArray[np.float64]) -> bool:
    """Whether the values are float32 numbers that are not all whole.

    >>> is_from_float32(np.array([0.7472222447395325])), is_from_float32(np.array([0.7472]))
    (True, False)
    """
    with np.errstate(over="ignore", under="ignore"):
        is_float32 = values == values.astype(np.float32)
    return bool(is_float32.all() and (values != np.floor(values)).any())


def measured_values(field: str, values: object) -> NDArray[np.float64]:
    """The values of one arm as float64 (n,).

    Args:
        field: The name of the argument, for messages.
        values: A list, tuple or array of finite numbers.

    Raises:
        StatisticsError: If there is no value, or one is not a finite number.

    >>> measured_values("a", [0.99, float("nan")])
    Traceback (most recent call last):
    ...
    pruning_core.errors.StatisticsError: a[1] is nan: leave this pair out of both arms, and report it
    """
    if isinstance(values, str | bytes | Mapping | Set) or not isinstance(values, Iterable):
        message = gettext("{field} must be a list or an array of numbers", field=field)
        raise StatisticsError(field, message)
    numbers = np.array(
        [measured_value(f"{field}[{index}]", value) for index, value in enumerate(values)],
        dtype=np.float64,
    )
    if numbers.size == 0:
        message = gettext("{field} has no value: one run at least is needed", field=field)
        raise StatisticsError(field, message)
    if numbers.size > MAX_VALUES:
        message = gettext(
            "{field} has {number} values: {most} at most are possible",
            field=field,
            number=numbers.size,
            most=MAX_VALUES,
        )
        raise StatisticsError(field, message)
    return numbers


def measured_value(field: str, value: object) -> float:
    """The value as a float.

    Raises:
        StatisticsError: If the value is not a number, not finite, or larger than 1e300.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        message = gettext("{field} must be a number, got {value}", field=field, value=quoted(value))
        raise StatisticsError(field, message)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        message = gettext(
            "{field} is {value}: leave this pair out of both arms, and report it",
            field=field,
            value=number,
        )
        raise StatisticsError(field, message)
    if abs(number) > LARGEST_VALUE:
        message = gettext(
            "{field} is {value}: values up to 1e300 are possible", field=field, value=number
        )
        raise StatisticsError(field, message)
    return number
