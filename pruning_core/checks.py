"""What a step, a count and a fraction may be: the checks that every validated value shares."""

import math
from numbers import Integral, Real

from pruning_core.errors import FieldError

LARGEST_STEP = 2**53 - 1
"""Steps above this are refused: browsers would round them."""
LONGEST_QUOTE = 40
"""Characters of a value that an error message quotes."""


def check_whole(
    field: str, value: object, *, least: int, most: int = LARGEST_STEP, error: type[FieldError]
) -> int:
    """Raise `error` unless `value` is a whole number in `[least, most]`; return it as an int.

    A float such as 100.0 is not one.

    >>> check_whole("frequency", 100, least=1, error=FieldError)
    100
    >>> check_whole("frequency", 100.0, least=1, error=FieldError)
    Traceback (most recent call last):
    ...
    pruning_core.errors.FieldError: frequency must be a whole number, got 100.0: write it without a decimal point
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        hint = ": write it without a decimal point" if isinstance(value, float) else ""
        raise error(field, f"{field} must be a whole number, got {shown(value)}{hint}")
    number = int(value)
    if number < least:
        raise error(field, f"{field} must be at least {least}, got {shown(value)}")
    if number > most:
        raise error(field, f"{field} must be at most {most}, got {shown(value)}")
    return number


def check_number(field: str, value: object, *, error: type[FieldError]) -> float:
    """Raise `error` unless `value` is a finite number; return it as a float."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise error(field, f"{field} must be a number, got {shown(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise error(field, f"{field} must be a finite number, got {shown(value)}")
    return number


def keep(instance: object, **values: object) -> None:
    """Store what the checks returned in a frozen dataclass that is being made.

    NumPy's scalars equal Python's own numbers, but neither JSON nor tfmot's arithmetic takes them.
    """
    for field, value in values.items():
        object.__setattr__(instance, field, value)


def shown(value: object) -> str:
    """The value as an error message quotes it: never more than 40 characters.

    >>> shown("x" * 1000)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
    """
    try:
        text = repr(value)
    except (RecursionError, ValueError):  # ValueError: Python writes integers up to 4,300 digits
        return f"a value of type {type(value).__name__}"[:LONGEST_QUOTE]
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
