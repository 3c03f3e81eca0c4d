"""One value of a link: how it is read from a URL, and how it is spelled there."""

import math
import re
from collections.abc import Callable
from typing import Any

from pages.components.session.lab_state import Value
from pruning_core.checks import LARGEST_STEP
from pruning_core.schedules.keyframes import MOST_KEYFRAMES

DECIMAL = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
LONGEST_WHOLE = len(str(LARGEST_STEP))
SMALLEST_NUMBER, LARGEST_NUMBER = -1e300, 1e300
BETWEEN_POINTS, WITHIN_POINT = "~", "_"
Reader = Callable[[str], Any]
"""Takes what stands in a link; raises ValueError with what should stand there."""


def choice(*options: str) -> Callable[[str], str]:
    """A reader for one of a few words."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(f"one of {', '.join(options)}")
        return text

    return read


def whole(text: str) -> int:
    """A whole number that a browser can hold exactly."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > LONGEST_WHOLE:
        raise ValueError("a whole number")
    if abs(value := int(text)) > LARGEST_STEP:
        raise ValueError(f"a whole number of at most {LARGEST_STEP:,}")
    return value


def fraction(text: str) -> float:
    """A finite number in decimal notation."""
    try:
        value = float(text) if DECIMAL.fullmatch(text) else math.nan
    except ValueError:
        value = math.nan
    if not SMALLEST_NUMBER <= value <= LARGEST_NUMBER:
        raise ValueError("a number such as 0.5")
    return value


def points(text: str) -> list[list[Any]]:
    """Keyframes, as `0_0~100_0.5_smooth`.

    >>> points("0_0~100_0.5_smooth")
    [[0, 0.0], [100, 0.5, 'smooth']]
    """
    parts = [point.split(WITHIN_POINT) for point in text.split(BETWEEN_POINTS, MOST_KEYFRAMES)]
    try:
        return [[whole(step), fraction(level), *segment] for step, level, *segment in parts]
    except ValueError as error:
        raise ValueError("points such as 0_0~100_0.5_smooth") from error


def plain(value: Value | list[list[Value]]) -> str:
    """A value as a link spells it.

    >>> plain(3.0), plain(0.875), plain(60000), plain([[0, 0.5, "hold"], [9, 0.75, "linear"]])
    ('3', '0.875', '60000', '0_0.5_hold~9_0.75_linear')
    """
    if isinstance(value, list):
        return BETWEEN_POINTS.join(WITHIN_POINT.join(map(plain, point)) for point in value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < LARGEST_STEP else repr(value)
    return str(value)
