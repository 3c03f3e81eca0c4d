"""The flags of the command line for rows of the table of parameters."""

import argparse
from collections.abc import Iterable

from pruning_core.parameter import Choice, Parameter, Real, Text, Whole


def add_parameter_flags(
    parser: argparse._ActionsContainer, parameters: Iterable[Parameter], *, defaults: bool = True
) -> None:
    """Add a flag for each parameter.

    Args:
        parser: The command, or a group of its flags.
        parameters: The rows.
        defaults: Whether a flag that is not given has the first value of a form. Otherwise it has None.
    """
    for parameter in parameters:
        parser.add_argument(
            parameter.flag,
            dest=parameter.name,
            type=flag_type(parameter),
            default=parameter.initial if defaults else None,
            metavar=parameter.flag.strip("-").replace("-", "_").upper(),
            help=flag_help(parameter) if defaults else parameter.help,
        )


def flag_type(parameter: Parameter) -> type[str] | type[int] | type[float]:
    """The type of a flag. Names are strings, because the core checks them with its own messages."""
    match parameter.values:
        case Choice() | Text():
            return str
        case Real():
            return float
        case Whole():
            return int


def flag_help(parameter: Parameter) -> str:
    """The help text of a flag."""
    if isinstance(parameter.values, Choice):
        return f"one of {', '.join(parameter.values.options)}"
    return parameter.command_help
