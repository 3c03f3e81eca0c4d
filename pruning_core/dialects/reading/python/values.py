"""The values that a pasted text can contain: numbers, texts, lists, dictionaries, names and unknown values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = Any
"""A Python number, text, list, tuple or dictionary, or an instance of one of the classes below."""
UNPACKED = "**"
"""The argument of a construction whose dictionary of arguments is unknown."""
MORE = "*"
"""The argument of a `partial` with the positional arguments after the function."""
NO_NAME = ""
"""The name of an unknown value whose source is too long. The value later gets the name of its variable or parameter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """A value that the text does not determine.

    Attributes:
        names: The names of the numbers that are missing, as the text writes them.
        problem: One sentence if no number can help, for example a division by zero; or "".
    """

    names: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DottedName:
    """A name that the text does not define: a module, class or function, or a number from elsewhere.

    Attributes:
        path: The full name, for example `numpy.ceil`.
        source: The name as the text writes it, for example `np.ceil`.
    """

    path: str
    source: str

    @property
    def last(self) -> str:
        """The last part of the name."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Construction:
    """A constructor call of a class that the lab can read. Constructions are compared by identity.

    Attributes:
        class_name: The name of the class, without its module.
        arguments: The value of each argument, by the name of the parameter.
        line: The line of the call in the pasted text, from 1.
        problem: One sentence if the call itself is wrong, for example too many arguments; or "".
    """

    class_name: str
    arguments: Mapping[str, Value] = field(repr=False)  # it may contain another call many times
    line: int
    problem: str = ""


@dataclass(slots=True)
class Answers:
    """The numbers that the visitor has given for missing names.

    Attributes:
        numbers: The numbers, by their names.
    """

    numbers: Mapping[str, float] = field(default_factory=dict)

    def fill(self, name: str, value: Value) -> Value:
        """The value, or the visitor's number for the name if the value is unknown."""
        if isinstance(value, Unknown) and not value.problem and name in self.numbers:
            return self.numbers[name]
        return value

    def number(self, value: Value) -> Value:
        """The value. A name that the text does not define becomes its number, or an unknown value."""
        return self.missing(value.source) if isinstance(value, DottedName) else value

    def missing(self, name: str) -> Value:
        """The visitor's number for a name, or an unknown value with this name."""
        return self.fill(name, Unknown(names=(name,)))


def join_unknown(*values: Value) -> Unknown | None:
    """One unknown value that joins all unknown values, or None if every value is known.

    >>> join_unknown(1, Unknown(names=("a",)), Unknown(names=("b", "a")))
    Unknown(names=('a', 'b'), problem='')
    """
    unknown = [value for value in values if isinstance(value, Unknown)]
    if not unknown:
        return None
    names = dict.fromkeys(name for value in unknown for name in value.names)
    problem = next((value.problem for value in unknown if value.problem), "")
    return Unknown(names=tuple(names), problem=problem)


def named(value: Value, name: str) -> Value:
    """The value. An unknown value without a name gets the name of its variable or parameter.

    >>> named(Unknown(names=("", "b")), "end_step")
    Unknown(names=('end_step', 'b'), problem='')
    """
    if not isinstance(value, Unknown) or NO_NAME not in value.names:
        return value
    names = dict.fromkeys(name if each == NO_NAME else each for each in value.names)
    return Unknown(names=tuple(names), problem=value.problem)
