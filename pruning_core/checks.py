"""Checks of numbers for all validated values. Quotes a value for an error message."""

import math
from numbers import Integral, Real

from pruning_core.errors import FieldError
from pruning_core.texts import gettext, gettext_noop

LARGEST_STEP = 2**53 - 1
"""Larger steps are refused, because browsers would round them."""
MAX_QUOTE_CHARACTERS = 40
"""The maximum length of a quoted value in an error message."""


def check_whole(
    field: str, value: object, *, least: int, most: int = LARGEST_STEP, error: type[FieldError]
) -> int:
    """The value as an int. Raises `error` unless it is a whole number in `[least, most]`.

    A float such as 100.0 is refused.

    >>> check_whole("frequency", 100, least=1, error=FieldError)
    100
    >>> check_whole("frequency", 100.0, least=1, error=FieldError)
    Traceback (most recent call last):
    ...
    pruning_core.errors.FieldError: frequency must be a whole number, got 100.0: write it without a decimal point
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        template = gettext_noop("{field} must be a whole number, got {value}")
        float_template = gettext_noop(
            "{field} must be a whole number, got {value}: write it without a decimal point"
        )
        message = float_template if isinstance(value, float) else template
        raise error(field, gettext(message, field=field, value=quoted(value)))
    number = int(value)
    if number < least:
        message = gettext_noop("{field} must be at least {least}, got {value}")
        raise error(field, gettext(message, field=field, least=least, value=quoted(value)))
    if number > most:
        message = gettext_noop("{field} must be at most {most}, got {value}")
        raise error(field, gettext(message, field=field, most=most, value=quoted(value)))
    return number


def check_number(field: str, value: object, *, error: type[FieldError]) -> float:
    """The value as a float. Raises `error` unless it is a finite number."""
    if isinstance(value, bool) or not isinstance(value, Real):
        message = gettext_noop("{field} must be a number, got {value}")
        raise error(field, gettext(message, field=field, value=quoted(value)))
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        message = gettext_noop("{field} must be a finite number, got {value}")
        raise error(field, gettext(message, field=field, value=quoted(value)))
    return number


def store_checked(instance: object, **values: object) -> None:
    """Store checked values in a frozen dataclass. Call it in `__post_init__`.

    The checks convert NumPy's scalars to Python's numbers, because JSON and tfmot's arithmetic do
    not accept NumPy's scalars.
    """
    for field, value in values.items():
        object.__setattr__(instance, field, value)


def quoted(value: object) -> str:
    """The value in the form for an error message: at most 40 characters.

    >>> quoted("x" * 1000)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
    """
    try:
        text = repr(value)
    except (RecursionError, ValueError):  # ValueError: an integer of more than 4,300 digits
        return gettext("a value of type {type}", type=type(value).__name__)[:MAX_QUOTE_CHARACTERS]
    return text if len(text) <= MAX_QUOTE_CHARACTERS else text[: MAX_QUOTE_CHARACTERS - 1] + "…"
