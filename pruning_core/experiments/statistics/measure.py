"""What a comparison compares: the name of the measure, its unit, and whether higher values are better."""

from dataclasses import dataclass

from pruning_core.texts import gettext, gettext_noop

MAX_DECIMALS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """A measured quantity, such as the test accuracy, in the words and the unit of a sentence.

    Args:
        name: Its name within a sentence, an English text of the catalogue.
        unit: A value with its unit, an English text with the placeholder {number}.
        unit_of_differences: A difference of two values with its unit; None if it is the same unit.
        factor: The number of units in a value of 1: 100 percentage points in an accuracy of 1.
        decimals: The least number of decimals.
        higher_is_better: None if neither is better.
    """

    name: str
    unit: str = gettext_noop("{number}")
    unit_of_differences: str | None = None
    factor: float = 1.0
    decimals: int = 4
    higher_is_better: bool | None = None

    def numbers(self, *values: float) -> tuple[str, ...]:
        """The values in the unit, with so many decimals that no value other than 0 reads as 0.

        >>> ACCURACY.numbers(0.0012, -0.0003), ACCURACY.numbers(0.0012, 0.00002), SIZE.numbers(1234.4)
        (('0.12', '-0.03'), ('0.120', '0.002'), ('1,234',))
        """
        scaled = [value * self.factor for value in values]
        decimals = self.decimals
        while decimals < MAX_DECIMALS and any(x and not round(x, decimals) for x in scaled):
            decimals += 1
        return tuple(number_text(x, decimals) for x in scaled)

    def amount(self, number: str) -> str:
        """A value with its unit.

        >>> ACCURACY.amount("99.27")
        '99.27 %'
        """
        return gettext(self.unit, number=number)

    def amount_of_difference(self, number: str) -> str:
        """A difference with its unit. The difference of two percentages is in percentage points.

        >>> ACCURACY.amount_of_difference("0.12"), SIZE.amount_of_difference("12")
        ('0.12 points', '12 bytes')
        """
        return gettext(self.unit_of_differences or self.unit, number=number)


def number_text(value: float, decimals: int) -> str:
    """A number with decimals; in powers of ten if it is very small or large.

    >>> number_text(0.25, 1), number_text(-0.0, 1), number_text(1e-20, 12), number_text(1e20, 0)
    ('0.2', '0.0', '1e-20', '1e+20')
    """
    if value and not 10**-MAX_DECIMALS <= abs(value) < 10**MAX_DECIMALS:
        return f"{value:.3g}"
    return f"{value:z,.{decimals}f}"


VALUE = Measure(name=gettext_noop("value"))
ACCURACY = Measure(
    name=gettext_noop("test accuracy"),
    unit=gettext_noop("{number} %"),
    unit_of_differences=gettext_noop("{number} points"),
    factor=100,
    decimals=2,
    higher_is_better=True,
)
LOSS = Measure(name=gettext_noop("test loss"), higher_is_better=False)
SIZE = Measure(
    name=gettext_noop("file size"),
    unit=gettext_noop("{number} bytes"),
    decimals=0,
    higher_is_better=False,
)
SECONDS = Measure(
    name=gettext_noop("time"),
    unit=gettext_noop("{number} s"),
    decimals=2,
    higher_is_better=False,
)
