"""The values of an event as cells: layer, index, name, and a number or a text."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pruning_core.checks import LARGEST_STEP


class Cell(NamedTuple):
    """One value of an event, as the last five columns of a row."""

    layer: str | None = None
    position: int | None = None
    name: str | None = None
    value: float | None = None
    text: str | None = None


def step_of(values: dict[str, Any]) -> int | None:
    """Remove the step from the values of an unknown event, and return it. Return None if it is invalid."""
    step = values.get("step")
    if type(step) is not int or not 0 <= step <= LARGEST_STEP:
        return None
    del values["step"]
    return step


def cells_of_unknown(values: Mapping[str, Any]) -> Iterator[Cell]:
    """The values of an unknown event: numbers, texts, and everything else as JSON."""
    for name, value in values.items():
        simple = type(value) is float or is_exact(value)
        yield cell(as_unicode(name), value if simple else json.dumps(value))


def is_exact(value: object) -> bool:
    """Whether a JSON value is a text, null, or an integer that float64 can store exactly."""
    return (
        value is None
        or isinstance(value, str)
        or (type(value) is int and abs(value) <= LARGEST_STEP)
    )


def cells(values: Mapping[str, Any], layers: Mapping[int, str]) -> Iterator[Cell]:
    """The values of an event. A list has one value for each pruned kernel."""
    for name, value in values.items():
        match value:
            case dict():
                yield from (cell(f"{name}.{key}", part) for key, part in value.items())
            case [dict(), *_]:
                for part in value:
                    yield from cells_of_layer(part)
            case list():
                for position, part in enumerate(value):
                    yield cell(name, part, layer=layers.get(position), position=position)
            case _:
                yield cell(name, value)


def cells_of_layer(values: Mapping[str, Any]) -> Iterator[Cell]:
    """The values of an event for one layer. One of them is the layer's name."""
    layer = as_unicode(values["layer"])
    for name, value in values.items():
        match value:
            case list():
                for position, part in enumerate(value):
                    yield cell(name, part, layer=layer, position=position)
            case _ if name != "layer":
                yield cell(name, value, layer=layer)


def cell(
    name: str, value: object, *, layer: str | None = None, position: int | None = None
) -> Cell:
    """One value. A number is in the column `value`; everything else is in `text`."""
    match value:
        case str():
            return Cell(layer=layer, position=position, name=name, text=as_unicode(value))
        case int() | float() | None:
            return Cell(layer=layer, position=position, name=name, value=value)
        case _:
            return Cell(layer=layer, position=position, name=name, text=json.dumps(value))


def as_unicode(text: str) -> str:
    r"""The text with escapes for characters that UTF-8 cannot encode. Paths in error messages can have them.

    >>> as_unicode("\udcff.npz")
    '\\udcff.npz'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
