"""Arithmetic on numbers from a pasted text: every result is bounded, and every error becomes an unknown value.

A NumPy float stays a NumPy float, because tfmot accepts it as a step and refuses Python's float.
"""

import math
from collections.abc import Callable
from numbers import Real

import numpy as np

from pruning_core.checks import quoted
from pruning_core.dialects.reading.python.values import Unknown, Value
from pruning_core.texts import gettext, gettext_noop

MAX_BITS = 256
"""Larger whole numbers are refused: no training has so many steps, and 9**9**9 would fill the memory."""
TOO_LARGE = gettext_noop("{source} is too large for a number of steps: write a smaller number")
DIVISION_BY_ZERO = gettext_noop("{source} divides by zero: correct its divisor")
NO_NUMBER = gettext_noop("{source} is not a real number: correct it")

Function = Callable[..., Value]


def is_number(value: Value) -> bool:
    """Whether a value is a real number of Python or NumPy."""
    return isinstance(value, Real)


def compute(function: Function, *numbers: Value, source: str) -> Value:
    """The result of a function, or an unknown value with the problem in one sentence.

    Args:
        function: The function.
        numbers: The arguments of the function.
        source: The expression as the text writes it, for the message.

    >>> compute(divide, 1, 0, source="1 / n").problem
    "'1 / n' divides by zero: correct its divisor"
    """
    try:
        with np.errstate(divide="raise", invalid="raise", over="raise"):
            result = function(*numbers)
    except (ArithmeticError, ValueError, TypeError) as error:
        return Unknown(problem=gettext(problem_of(error), source=quoted(source)))
    if isinstance(result, int) and result.bit_length() > MAX_BITS:
        return Unknown(problem=gettext(TOO_LARGE, source=quoted(source)))
    if isinstance(result, complex):
        return Unknown(problem=gettext(NO_NUMBER, source=quoted(source)))
    return result


def problem_of(error: Exception) -> str:
    """The sentence about an error of Python's or NumPy's arithmetic."""
    if isinstance(error, ZeroDivisionError) or "divide" in str(error):
        return DIVISION_BY_ZERO
    return TOO_LARGE if isinstance(error, OverflowError) else NO_NUMBER


def divide(left: float, right: float) -> float:
    """left / right."""
    return left / right


def power(base: float, exponent: float) -> Value:
    """base ** exponent, if the result is not too large.

    Raises:
        OverflowError: If the result would need more than 256 bits.

    >>> power(2, 10), power(4.0, 0.5)
    (1024, 2.0)
    """
    if isinstance(base, int) and isinstance(exponent, int) and exponent > 0:
        if abs(base) > 1 and exponent > MAX_BITS:
            raise OverflowError
        if base.bit_length() * exponent > 2 * MAX_BITS:
            raise OverflowError
    return base**exponent


def shift(number: int, bits: int) -> int:
    """number << bits, if the result is not too large.

    Raises:
        OverflowError: If the result would need more than 256 bits.

    >>> shift(1, 10)
    1024
    """
    if bits > MAX_BITS:
        raise OverflowError
    return number << bits


def round_to_whole(number: float, digits: int | None = None) -> float:
    """Python's `round`, with at most two arguments."""
    return round(number) if digits is None else round(number, digits)


FUNCTIONS: dict[str, Function] = {
    "int": int,
    "bool": bool,
    "float": float,
    "round": round_to_whole,
    "min": min,
    "max": max,
    "abs": abs,
    "sum": lambda *numbers: sum(numbers),
    "pow": power,
    "math.ceil": math.ceil,
    "math.floor": math.floor,
    "math.trunc": math.trunc,
    "math.sqrt": math.sqrt,
    "tensorflow.math.ceil": lambda number: float(math.ceil(number)),
    "tensorflow.math.floor": lambda number: float(math.floor(number)),
    "numpy.ceil": lambda number: np.float64(math.ceil(number)),
    "numpy.floor": lambda number: np.float64(math.floor(number)),
    "numpy.trunc": lambda number: np.float64(math.trunc(number)),
    "numpy.rint": lambda number: np.float64(round(number)),
    "numpy.round": lambda number: number if isinstance(number, int) else np.float64(round(number)),
    "numpy.sqrt": lambda number: np.float64(math.sqrt(number)),
    "numpy.minimum": min,
    "numpy.maximum": max,
    "numpy.int32": int,
    "numpy.int64": int,
    "numpy.int_": int,
    "numpy.float32": np.float32,
    "numpy.float64": np.float64,
}
"""The functions of numbers whose result is certain, by their full names."""
