"""The values in a link: each value has a reader, which checks it, and a writer.

A reader returns a value, or raises ValueError. The message of the error states the valid values.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from pages.components.session.lab_state import MAX_SCHEDULES
from pruning_core.checks import LARGEST_STEP
from pruning_core.parameter import Choice, Parameter, Real, Text, Value, Whole
from pruning_core.schedules.keyframe import MAX_KEYFRAMES
from pruning_core.texts import gettext, grouped

DECIMAL_PATTERN = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
MAX_INTEGER_DIGITS = len(str(LARGEST_STEP))
MAX_TEXT_LENGTH = 500
SMALLEST_NUMBER, LARGEST_NUMBER = -1e300, 1e300
POINT_SEPARATOR, FIELD_SEPARATOR = "~", "_"
LAYER_SEPARATOR, INDEX_SEPARATOR, NOT_PRUNED = "~", ":", "none"
LAYER_NAME_PATTERN = re.compile(r"\w{1,40}", re.ASCII)
MAX_SPARSITIES = 40
LAYER_PATTERN = re.compile(
    rf"(?P<layer>\w{{1,40}}):(?:none|(?P<number>[1-{MAX_SCHEDULES}]))", re.ASCII
)
Reader = Callable[[str], Any]
"""Reads a value of a link. If the value is invalid, it raises ValueError; the message states the valid values."""


def reader_of(parameter: Parameter) -> Reader:
    """Return the reader for a parameter. The reader checks only the form of a value; the core checks limits."""
    match parameter.values:
        case Choice(options=options):
            return choice_reader(options)
        case Whole():
            return read_integer
        case Real():
            return read_number
        case Text():
            return read_text


def readers_of(parameters: Mapping[str, Parameter]) -> dict[str, Reader]:
    """Return the reader of each parameter that a link may set."""
    return {
        name: reader_of(parameter)
        for name, parameter in parameters.items()
        if parameter.link_may_set
    }


def choice_reader(options: Mapping[str, object]) -> Reader:
    """Return a reader that accepts only these names."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(gettext("one of {options}", options=", ".join(options)))
        return text

    return read


def read_integer(text: str) -> int:
    """Read an integer that JavaScript can represent exactly."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > MAX_INTEGER_DIGITS:
        raise ValueError(gettext("a whole number"))
    if abs(value := int(text)) > LARGEST_STEP:
        raise ValueError(
            gettext("a whole number of at most {maximum}", maximum=grouped(LARGEST_STEP))
        )
    return value


def read_number(text: str) -> float:
    """Read a finite number in decimal notation."""
    try:
        value = float(text) if DECIMAL_PATTERN.fullmatch(text) else math.nan
    except ValueError:
        value = math.nan
    if not SMALLEST_NUMBER <= value <= LARGEST_NUMBER:
        raise ValueError(gettext("a number such as 0.5"))
    return value


def read_stop(text: str) -> int:
    """Read the first step at which a training may stop."""
    if (step := read_integer(text)) < 1:
        raise ValueError(gettext("a whole number, 1 or more"))
    return step


def read_zeros(text: str) -> float:
    """Read the fraction of weights that are zero before a training."""
    if not 0 <= (zeros := read_number(text)) < 1:
        raise ValueError(gettext("a number from 0 to below 1"))
    return zeros


def read_text(text: str) -> str:
    """Read a short text of printable characters. The core checks its form."""
    if len(text) > MAX_TEXT_LENGTH or not text.isprintable():
        raise ValueError(gettext("a text of at most {most} characters", most=MAX_TEXT_LENGTH))
    return text


def read_points(text: str) -> list[list[Any]]:
    """Read keyframes from a text such as `0_0~100_0.5_smooth`.

    >>> read_points("0_0~100_0.5_smooth")
    [[0, 0.0], [100, 0.5, 'smooth']]
    """
    parts = [point.split(FIELD_SEPARATOR) for point in text.split(POINT_SEPARATOR, MAX_KEYFRAMES)]
    try:
        return [
            [read_integer(step), read_number(level), *segment] for step, level, *segment in parts
        ]
    except ValueError as error:
        raise ValueError(
            gettext("points such as {example}", example="0_0~100_0.5_smooth")
        ) from error


def read_layers(text: str) -> dict[str, int | None]:
    """Read the index of each layer's schedule, or None if the layer is not pruned.

    Raises:
        ValueError: If the text is invalid; the message states the right form.

    >>> read_layers("dense:none~dense_1:2")
    {'dense': None, 'dense_1': 1}
    """
    layer_indices: dict[str, int | None] = {}
    for part in text.split(LAYER_SEPARATOR):
        match = LAYER_PATTERN.fullmatch(part)
        if match is None or match["layer"] in layer_indices:
            raise ValueError(
                gettext(
                    "each layer once, with none or the number of a schedule, such as {example}",
                    example="dense:none~dense_1:2",
                )
            )
        layer_indices[match["layer"]] = int(match["number"]) - 1 if match["number"] else None
    return layer_indices


def write_layers(layer_indices: Mapping[str, int | None]) -> str:
    """Return the text of layers in a link; the inverse of `read_layers`.

    >>> write_layers({"dense": None, "dense_1": 1})
    'dense:none~dense_1:2'
    """
    return LAYER_SEPARATOR.join(
        f"{layer}{INDEX_SEPARATOR}{NOT_PRUNED if index is None else index + 1}"
        for layer, index in layer_indices.items()
    )


def read_sparsities(text: str) -> dict[str, float]:
    """Read the final sparsity of each layer with a final sparsity of its own.

    Raises:
        ValueError: If the text is invalid; the message states the right form.

    >>> read_sparsities("dense:0.9~dense_1:0.5")
    {'dense': 0.9, 'dense_1': 0.5}
    """
    sparsities: dict[str, float] = {}
    for part in text.split(LAYER_SEPARATOR, MAX_SPARSITIES):
        layer, _, number = part.partition(INDEX_SEPARATOR)
        sparsity = read_number(number) if DECIMAL_PATTERN.fullmatch(number) else math.nan
        if not LAYER_NAME_PATTERN.fullmatch(layer) or layer in sparsities or not 0 <= sparsity < 1:
            raise ValueError(
                gettext(
                    "each layer once, with a sparsity in [0, 1), such as {example}",
                    example="dense:0.9~dense_1:0.5",
                )
            )
        sparsities[layer] = sparsity
    return sparsities


def write_sparsities(sparsities: Mapping[str, float]) -> str:
    """Return the text of sparsities in a link; the inverse of `read_sparsities`.

    >>> write_sparsities({"dense": 0.9, "dense_1": 0.5})
    'dense:0.9~dense_1:0.5'
    """
    return LAYER_SEPARATOR.join(
        f"{layer}{INDEX_SEPARATOR}{write_value(sparsity)}" for layer, sparsity in sparsities.items()
    )


def write_value(value: Value | list[list[Value]]) -> str:
    """Return the text of a value in a link.

    >>> write_value(3.0), write_value(0.875), write_value(60000), write_value([[0, 0.5, "hold"], [9, 0.75, "linear"]])
    ('3', '0.875', '60000', '0_0.5_hold~9_0.75_linear')
    """
    if isinstance(value, list):
        return POINT_SEPARATOR.join(
            FIELD_SEPARATOR.join(map(write_value, point)) for point in value
        )
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < LARGEST_STEP else repr(value)
    return str(value)
