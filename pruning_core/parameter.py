"""Parameter: what one setting of a training is called, which values it may have, and who may set it.

A parameter is the metadata of a dataclass field. Forms, links, the command line, exports and reports
read it there, so that a setting is described once.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from enum import StrEnum
from typing import Any, ParamSpec, Protocol

from pruning_core.checks import LARGEST_STEP, check_number, check_whole, quoted
from pruning_core.errors import FieldError
from pruning_core.texts import gettext, gettext_noop

Value = str | int | float
METADATA = "parameter"


class Titled(Protocol):
    """What a choice offers: it has a name for people."""

    @property
    def title(self) -> str:
        """The name on screen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of several names.

    Attributes:
        options: What is offered, by name. It is read at each use, so that it may grow.
    """

    options: Mapping[str, Titled]

    def check(self, field: str, value: object, *, error: type[FieldError]) -> str:
        """The name, or `error` if it is not offered."""
        if not isinstance(value, str) or value not in self.options:
            message = gettext_noop("{field} must be one of {options}, got {value}")
            options = ", ".join(self.options)
            raise error(field, gettext(message, field=field, options=options, value=quoted(value)))
        return value


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int = LARGEST_STEP

    def check(self, field: str, value: object, *, error: type[FieldError]) -> int:
        """The number, or `error` if it is outside the limits."""
        return check_whole(field, value, least=self.least, most=self.most, error=error)


@dataclass(frozen=True, kw_only=True, slots=True)
class Real:
    """A number from `least` to `most`.

    Attributes:
        least: The smallest value.
        most: The largest value, or the first one that is too large.
        below_most: Whether `most` itself is too large.
        hint: Which values are usual; ends the message of an error.
    """

    least: float
    most: float
    below_most: bool = False
    hint: str = ""

    def check(self, field: str, value: object, *, error: type[FieldError]) -> float:
        """The number, or `error` if it is outside the limits."""
        number = check_number(field, value, error=error)
        if self.least <= number < self.most or (number == self.most and not self.below_most):
            return number + 0.0  # -0.0 becomes the 0.0 that it equals
        message = gettext_noop("{field} must be from {least} to {most}, got {value}")
        if self.below_most:
            message = gettext_noop("{field} must be at least {least} and below {most}, got {value}")
        limits = {"least": f"{self.least:g}", "most": f"{self.most:g}"}
        hint = f": {gettext(self.hint)}" if self.hint else ""
        raise error(field, gettext(message, field=field, value=quoted(value), **limits) + hint)


class Reuse(StrEnum):
    """What happens to a parameter when a network that is already traced trains another run."""

    TRACED = "traced"
    """The graph holds the value: only a run with the same value reuses the network."""
    SET_ANEW = "set anew"
    """The graph does not hold the value: it is set again before each run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """One row of the table of parameters.

    Attributes:
        values: Which values it may have.
        title: Its name in sentences and tables, in English; pass it, `help` and `label` to `gettext`.
        help: What it does, in one sentence.
        reuse: What happens to it when a traced network is reused. There is no default: if it were
            forgotten, a reused network would train with the value of the run before.
        label: Its name at the input; the field's name if empty.
        step: By how much the input's buttons change it.
        initial: What a new training starts with, if that is not the field's default.
        flag: Its flag on the command line; made from the field's name if empty.
        command_help: What the command line says of it; `help` if empty.
        link_may_set: Whether a link may set it.
        always_written: Whether configs, links and commands name it even where it has its default.
            True for the parameters of the first version, since stored texts keep their form.
        argument_of: The optimizers that have it as an argument of the same name in Keras. It has no
            effect with other optimizers.
        argument_off: The value that stands for "not passed to Keras", if there is one.
        name: The field's name; `parameters_of` fills it in.
        default: The field's default; `parameters_of` fills it in.
    """

    values: Choice | Whole | Real
    title: str
    help: str
    reuse: Reuse
    label: str = ""
    step: float = 1
    initial: Value | None = None
    flag: str = ""
    command_help: str = ""
    link_may_set: bool = True
    always_written: bool = False
    argument_of: tuple[str, ...] = ()
    argument_off: Value | None = None
    name: str = ""
    default: Value | None = None

    def check(self, value: object, *, error: type[FieldError]) -> Value:
        """The value as the field keeps it.

        Raises:
            FieldError: If it may not have this value; of the class `error`.
        """
        return self.values.check(self.name, value, error=error)

    def is_written(self, value: object) -> bool:
        """Whether configs, links and commands name this value."""
        return self.always_written or value != self.default


Arguments = ParamSpec("Arguments")


def as_metadata(make: Callable[Arguments, Parameter]) -> Callable[Arguments, dict[str, Parameter]]:
    """A function with the arguments of `make` that returns the metadata of a field."""

    def metadata(*args: Arguments.args, **kwargs: Arguments.kwargs) -> dict[str, Parameter]:
        return {METADATA: make(*args, **kwargs)}

    return metadata


row = as_metadata(Parameter)
"""The metadata of a field that is a parameter: `field(default=0, metadata=row(title="Seed", ...))`."""


_found: dict[type, tuple[Parameter, ...]] = {}
NOT_IN_THE_TABLE: dict[str, None] = {METADATA: None}
"""The metadata of a field that is no single value, and has a form and a text of its own."""


def parameters_of(owner: type) -> tuple[Parameter, ...]:
    """The parameters of a dataclass, in the order of its fields.

    Raises:
        TypeError: If a field has neither a row nor the mark `NOT_IN_THE_TABLE`.
    """
    if owner not in _found:  # kept, since every config that is made asks for them
        for field in fields(owner):
            if METADATA not in field.metadata:
                raise TypeError(f"{owner.__name__}.{field.name} needs a row in its metadata")
        _found[owner] = tuple(
            completed(field.metadata[METADATA], field)
            for field in fields(owner)
            if field.metadata[METADATA] is not None
        )
    return _found[owner]


def completed(parameter: Parameter, field: Field[Any]) -> Parameter:
    """The row with what the field says: its name, its default and what is made of them."""
    default = None if field.default is MISSING else field.default
    return replace(
        parameter,
        name=field.name,
        label=parameter.label or field.name,
        flag=parameter.flag or f"--{field.name.replace('_', '-')}",
        command_help=parameter.command_help or parameter.help,
        initial=default if parameter.initial is None else parameter.initial,
        default=default,
    )
