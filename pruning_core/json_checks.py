"""Checks of JSON values: the type of a dataclass's field contains the check of its JSON value.

A field has a type such as `Annotated[int, whole_number()]`. The check gets the field's name and its
JSON value, and returns the value or raises FieldError. A field with a default is optional: the JSON does
not contain it if it has its default.

Only the standard library and Python 3.10, because training programs of other people import this module too.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, get_args

from pruning_core.checks import LARGEST_STEP, quoted
from pruning_core.errors import FieldError

Check = Callable[[str, Any], Any]
Instance = TypeVar("Instance")

LARGEST_FLOAT = sys.float_info.max
MAX_JSON_CHARACTERS = 2**24
"""Longer texts are not read."""
ALWAYS_WRITTEN = frozenset({"message"})
"""Fields that the JSON contains even if they have their default.

Older versions wrote them, and stored texts must not change.
"""


def invalid_value(field: str, allowed: str, value: object) -> FieldError:
    """The error that names the field, what is allowed, and the value."""
    return FieldError(field, f"{field} must be {allowed}, got {quoted(value)}")


def whole_number(least: int = 0, most: int = LARGEST_STEP) -> Check:
    """A whole number in `[least, most]`.

    >>> whole_number(1, 9)("epoch", 10)
    Traceback (most recent call last):
    ...
    pruning_core.errors.FieldError: epoch must be a whole number from 1 to 9, got 10
    """
    allowed = f"a whole number from {least} to {most}"

    def check(field: str, value: Any) -> int:  # noqa: ANN401  (JSON)
        if type(value) is int and least <= value <= most:
            return value
        raise invalid_value(field, allowed, value)

    return check


def finite_number(least: float | None = None, most: float | None = None) -> Check:
    """A finite number, at least `least` and at most `most`."""
    low, high = (
        (-LARGEST_FLOAT if least is None else least),
        (LARGEST_FLOAT if most is None else most),
    )
    limits = [
        *([] if least is None else [f", at least {least:g}"]),
        *([] if most is None else [f", at most {most:g}"]),
    ]
    allowed = f"a finite number{''.join(limits)}"

    def check(field: str, value: Any) -> float:  # noqa: ANN401  (JSON)
        if type(value) in {float, int} and low <= value <= high:
            return value  # type: ignore[no-any-return]  # a float or an int, as the line above says
        raise invalid_value(field, allowed, value)

    return check


def text(most: int, *, least: int = 0, alphabet: str = "") -> Check:
    """A text of `least` to `most` characters. If there is an alphabet, it has all of them."""
    alphabet_text = f" from {alphabet}" if alphabet else ""
    allowed = f"a text of {least} to {most} characters{alphabet_text}"
    letters = frozenset(alphabet)

    def check(field: str, value: Any) -> str:  # noqa: ANN401  (JSON)
        if (
            type(value) is str
            and least <= len(value) <= most
            and (not letters or letters.issuperset(value))
        ):
            return value
        raise invalid_value(field, allowed, value)

    return check


def one_of(*names: str) -> Check:
    """One of some texts."""
    allowed = f"one of {', '.join(names)}"

    def check(field: str, value: Any) -> str:  # noqa: ANN401  (JSON)
        if type(value) is str and value in names:
            return value
        raise invalid_value(field, allowed, value)

    return check


def any_of(*checks: Check, allowed: str) -> Check:
    """A value that one of the checks accepts."""

    def check_all(field: str, value: Any) -> Any:  # noqa: ANN401  (JSON)
        for check in checks:
            try:
                return check(field, value)
            except FieldError:
                pass
        raise invalid_value(field, allowed, value)

    return check_all


def optional(check: Check) -> Check:
    """A value that the check accepts, or None."""

    def check_unless_none(field: str, value: Any) -> Any:  # noqa: ANN401  (JSON)
        return None if value is None else check(field, value)

    return check_unless_none


def list_of(check: Check, most: int, *, least: int = 0) -> Check:
    """A list of `least` to `most` values that the check accepts. It becomes a tuple."""
    allowed = f"a list of {least} to {most} values"

    def check_list(field: str, value: Any) -> tuple[Any, ...]:  # noqa: ANN401  (JSON)
        if type(value) is list and least <= len(value) <= most:
            return tuple([check(field, item) for item in value])
        raise invalid_value(field, allowed, value)

    return check_list


def dict_of(check: Check, most: int, *, longest: int = 500) -> Check:
    """An object with at most `most` names of at most `longest` characters, and checked values."""
    allowed = f"an object with at most {most} names of at most {longest} characters"

    def check_object(field: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  (JSON)
        if (
            type(value) is dict
            and len(value) <= most
            and all(len(name) <= longest for name in value)
        ):
            return {name: check(field, item) for name, item in value.items()}
        raise invalid_value(field, allowed, value)

    return check_object


def plain_object(most: int) -> Check:
    """Any JSON object without NaN and infinity, of at most `most` characters as text."""
    allowed = f"a JSON object of at most {most} characters with finite numbers"

    def check(field: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  (JSON)
        try:
            if type(value) is dict and len(json.dumps(value, allow_nan=False)) <= most:
                return value
        except (ValueError, RecursionError):  # NaN; an integer of thousands of digits
            pass
        raise invalid_value(field, allowed, value)

    return check


def object_of(cls: type[Any]) -> Check:
    """An object with the fields of a dataclass."""

    def check(field: str, value: Any) -> Any:  # noqa: ANN401  (JSON)
        return read_dataclass(cls, value, field=field)

    return check


def read_dataclass(cls: type[Instance], value: object, *, field: str = "") -> Instance:
    """The instance of a dataclass that a JSON object describes.

    If the dataclass has a method `check`, it is called with the prefix of the fields' names. This
    method raises FieldError if the values of two fields contradict each other.

    Args:
        cls: The dataclass.
        value: The JSON value.
        field: The field that holds the value, for messages.

    Raises:
        FieldError: If a field is missing, unknown, or has an invalid value.
    """
    prefix = f"{field}." if field else ""
    checks, required = checks_and_required_names(cls)  # type: ignore[arg-type]  # a class is hashable
    if type(value) is not dict:
        raise invalid_value(field or "the JSON", f"an object with {', '.join(checks)}", value)
    parts = {}
    for name, item in value.items():
        if name not in checks:
            raise FieldError(
                f"{prefix}{name}" or quoted(name),
                f"there is no field {quoted(prefix + name)}: the fields are {', '.join(checks)}",
            )
        parts[name] = checks[name](f"{prefix}{name}", item)
    for name in required:
        if name not in parts:
            raise FieldError(
                f"{prefix}{name}",
                f"{prefix}{name} is missing: the fields are {', '.join(checks)}",
            )
    instance = cls(**parts)
    if (check := getattr(instance, "check", None)) is not None:
        check(prefix)
    return instance


@cache
def checks_and_required_names(cls: Any) -> tuple[dict[str, Check], tuple[str, ...]]:  # noqa: ANN401  (a dataclass)
    """The check of each field of a dataclass, and the names of the required fields."""
    checks = {field.name: get_args(field.type)[1] for field in fields(cls)}
    required = [name for name, default in defaults(cls) if default is MISSING]
    return checks, tuple(required)


@cache
def defaults(cls: Any) -> tuple[tuple[str, Any], ...]:  # noqa: ANN401  (a dataclass)
    """Each field of a dataclass with its default; MISSING if it has none."""
    return tuple(
        (
            field.name,
            field.default if field.default_factory is MISSING else field.default_factory(),
        )
        for field in fields(cls)
    )


def json_fields(value: object) -> dict[str, Any]:
    """The JSON object of a dataclass: the inverse of `read_dataclass`."""
    json_object = {}
    for name, default in defaults(type(value)):  # type: ignore[arg-type]  # a class is hashable
        field_value = getattr(value, name)
        if field_value != default or name in ALWAYS_WRITTEN:
            if type(field_value) is tuple and field_value and is_dataclass(field_value[0]):
                field_value = [json_fields(item) for item in field_value]
            json_object[name] = field_value
    return json_object


def parse_json_object(text: str) -> dict[str, Any]:
    """The JSON object in a text.

    Raises:
        FieldError: If the text is too long, or is not a JSON object.
    """
    if len(text) > MAX_JSON_CHARACTERS:
        raise FieldError(
            "the JSON",
            f"the JSON must have at most {MAX_JSON_CHARACTERS} characters, got {len(text)}",
        )
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise invalid_value("the JSON", "a JSON object", text) from None
    if type(value) is not dict:
        raise invalid_value("the JSON", "a JSON object", value)
    return value
