"""Parameter: the name of one setting of a training, its possible values, and who may set it.

A parameter is the metadata of a dataclass field. Forms, links, the command line, exports and reports
read it there, so each setting is described only once.
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
    """An option of a choice. It has a title."""

    @property
    def title(self) -> str:
        """The name that visitors see."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One of several names.

    Attributes:
        options: The options by name. They are read at each check, so options can be added later.
    """

    options: Mapping[str, Titled]

    def check(self, field: str, value: object, *, error: type[FieldError]) -> str:
        """Return the name. Raise `error` if it is not an option."""
        if not isinstance(value, str) or value not in self.options:
            message = gettext_noop("{field} must be one of {options}, got {value}")
            options = ", ".join(self.options)
            raise error(field, gettext(message, field=field, options=options, value=quoted(value)))
        return value


class Derived(int):
    """A whole number that other fields of the same value determine. Texts and links do not contain it.

    A copy with other fields determines it again.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """A whole number from `least` to `most`.

    Attributes:
        least: The smallest value.
        most: The largest value.
        hint: What to do instead of a larger value, for the end of an error message.
    """

    least: int
    most: int = LARGEST_STEP
    hint: str = ""

    def check(self, field: str, value: object, *, error: type[FieldError]) -> int:
        """Return the number. Raise `error` if it is outside the limits."""
        try:
            return check_whole(field, value, least=self.least, most=self.most, error=error)
        except FieldError as problem:
            is_too_large = isinstance(value, int) and value > self.most
            if not (self.hint and is_too_large):
                raise
            raise error(field, f"{problem}: {gettext(self.hint)}") from None


@dataclass(frozen=True, kw_only=True, slots=True)
class Real:
    """A number from `least` to `most`.

    Attributes:
        least: The smallest value.
        most: The largest value, or with `below_most` the first value that is too large.
        below_most: Whether `most` itself is too large.
        hint: The usual values, for the end of an error message.
    """

    least: float
    most: float
    below_most: bool = False
    hint: str = ""

    def check(self, field: str, value: object, *, error: type[FieldError]) -> float:
        """Return the number. Raise `error` if it is outside the limits."""
        number = check_number(field, value, error=error)
        if self.least <= number < self.most or (number == self.most and not self.below_most):
            return number + 0.0  # -0.0 becomes 0.0
        message = gettext_noop("{field} must be from {least} to {most}, got {value}")
        if self.below_most:
            message = gettext_noop("{field} must be at least {least} and below {most}, got {value}")
        limits = {"least": f"{self.least:g}", "most": f"{self.most:g}"}
        hint = f": {gettext(self.hint)}" if self.hint else ""
        raise error(field, gettext(message, field=field, value=quoted(value), **limits) + hint)


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A text in a certain form.

    Attributes:
        normal_form: Returns the text in its normal form. It raises ValueError if the text has another
            form; the message states the form.
        examples: Two or more texts in their normal form.
    """

    normal_form: Callable[[str], str]
    examples: tuple[str, ...]

    def check(self, field: str, value: object, *, error: type[FieldError]) -> str:
        """Return the text in its normal form. Raise `error` if it has another form."""
        try:
            return self.normal_form(value if isinstance(value, str) else "")
        except ValueError as problem:
            message = gettext(
                "{field} must be {rule}, got {value}",
                field=field,
                rule=problem,
                value=quoted(value),
            )
            raise error(field, message) from problem


class Reuse(StrEnum):
    """How a parameter gets its value when a traced network is reused for another run."""

    TRACED = "traced"
    """The graph contains the value: only a run with the same value can use the network."""
    SET_ANEW = "set anew"
    """The graph does not contain the value: it is set again before each run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """One row of the table of parameters.

    Attributes:
        values: Its possible values.
        title: Its name in sentences and tables, in English. Pass `title`, `help` and `label` to `gettext`.
        help: One sentence about its effect.
        reuse: How a reused network gets its value. There is no default, because a forgotten `reuse`
            would let a reused network train with the value of the previous run.
        label: Its label in forms. If empty, the label is the field's name.
        step: The change of the value by a button of the number input.
        initial: The first value in the form of a new training. None means the field's default.
        flag: Its flag on the command line. If empty, the flag is made from the field's name.
        command_help: Its help text on the command line. If empty, `help` is used.
        link_may_set: Whether a link may set it.
        always_written: Whether configs, links and commands contain it even if it has its default.
            True for the parameters of the first version, because stored texts must not change.
        argument_of: The optimizers with an argument of this name in Keras. It has no effect with
            other optimizers.
        argument_off: If the parameter has this value, the argument is not passed to Keras.
        rate_argument_of: The learning-rate schedules with an argument of this name, in
            `RATE_SHAPES`. It has no effect with others. The optimizer gets the schedule, not the argument.
        only_planned: Whether only a plan may have another value than the default. The lab itself
            trains with the default, so the form of a run, its link and its command do not have it.
        name: The field's name, from `parameters_of`.
        default: The field's default, from `parameters_of`.
    """

    values: Choice | Whole | Real | Text
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
    rate_argument_of: tuple[str, ...] = ()
    only_planned: bool = False
    name: str = ""
    default: Value | None = None

    def check(self, value: object, *, error: type[FieldError]) -> Value:
        """Return the value in the form in which the field stores it.

        Raises:
            FieldError: Of the class `error`, if the value is not possible.
        """
        return self.values.check(self.name, value, error=error)

    def is_written(self, value: object) -> bool:
        """Whether configs, links and commands contain this value."""
        if isinstance(value, Derived):
            return False
        return self.always_written or value != self.default


Arguments = ParamSpec("Arguments")


def as_metadata(make: Callable[Arguments, Parameter]) -> Callable[Arguments, dict[str, Parameter]]:
    """A function with the arguments of `make` that returns metadata for a field."""

    def metadata(*args: Arguments.args, **kwargs: Arguments.kwargs) -> dict[str, Parameter]:
        return {METADATA: make(*args, **kwargs)}

    return metadata


row = as_metadata(Parameter)
"""The metadata of a field that is a parameter: `field(default=0, metadata=row(title="Seed", ...))`."""


_parameters_by_class: dict[type, tuple[Parameter, ...]] = {}
NOT_IN_THE_TABLE: dict[str, None] = {METADATA: None}
"""The metadata of a field that is not a parameter, because it is not a single value."""


def parameters_of(owner: type) -> tuple[Parameter, ...]:
    """The parameters of a dataclass, in the order of its fields.

    Raises:
        TypeError: If a field has neither a row nor the mark `NOT_IN_THE_TABLE`.
    """
    if owner not in _parameters_by_class:  # each new config needs them, so they are stored
        for field in fields(owner):
            if METADATA not in field.metadata:
                raise TypeError(f"{owner.__name__}.{field.name} needs a row in its metadata")
        _parameters_by_class[owner] = tuple(
            complete_row(field.metadata[METADATA], field)
            for field in fields(owner)
            if field.metadata[METADATA] is not None
        )
    return _parameters_by_class[owner]


def has_effect(parameter: Parameter, values: Mapping[str, Any]) -> bool:
    """Whether a parameter affects a training with these values.

    A parameter of another optimizer, or of another learning-rate schedule, does not.
    """
    return (not parameter.argument_of or values["optimizer"] in parameter.argument_of) and (
        not parameter.rate_argument_of
        or values["learning_rate_schedule"] in parameter.rate_argument_of
    )


def complete_row(parameter: Parameter, field: Field[Any]) -> Parameter:
    """The row with the field's name and default, and with the values that are made from them."""
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
