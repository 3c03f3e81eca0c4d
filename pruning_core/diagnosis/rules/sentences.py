"""The text for a difference in percentage points, and the severity of a finding about a missed target."""

from pruning_core.diagnosis.finding import Severity
from pruning_core.texts import gettext

FAR_FROM_TARGET = 0.2


def severity_of_distance(distance: float) -> Severity:
    """An error if the masks end more than 20 points from the target, otherwise a warning."""
    return Severity.ERROR if abs(distance) > FAR_FROM_TARGET else Severity.WARNING


def percentage_points(difference: float) -> str:
    """A difference of two fractions in percentage points, with at most two decimals.

    >>> percentage_points(0.875), percentage_points(0.01), percentage_points(0.00001)
    ('87.5 points', '1 point', 'less than 0.01 points')
    """
    rounded = f"{difference * 100:.2f}".rstrip("0").rstrip(".")
    match rounded:
        case "0":
            return gettext("less than 0.01 points")
        case "1":
            return gettext("1 point")
        case _:
            return gettext("{number} points", number=rounded)
