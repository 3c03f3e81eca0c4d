"""Values for any row of the table of parameters. Tests that use them cover a new row without a change."""

from hypothesis import strategies as st

from pruning_core.parameter import Choice, Parameter, Real, Text, Value, Whole
from pruning_core.runs.parameters import PARAMETERS

MAX_MAGNITUDE = 2.0**52
"""The largest magnitude that `other_value` returns."""


def valid_values(name: str) -> st.SearchStrategy[Value]:
    """Every value that a parameter of a run may have."""
    return valid_values_of(PARAMETERS[name])


def valid_values_of(parameter: Parameter) -> st.SearchStrategy[Value]:
    """Every value that a parameter may have."""
    match parameter.values:
        case Choice(options=options):
            return st.sampled_from(sorted(options))
        case Whole(least=least, most=most):
            return st.integers(least, most)
        case Real(least=least, most=most, below_most=below_most):
            return st.floats(least, most, exclude_max=below_most)
        case Text(examples=examples):
            return st.sampled_from(examples)


def other_value(parameter: Parameter, value: Value) -> Value:
    """Another valid value of the parameter, near `value`."""
    match parameter.values:
        case Choice(options=options):
            return next(option for option in options if option != value)
        case Text(examples=examples):
            return next(example for example in examples if example != value)
        case Whole(least=least):
            return int(value) - 1 if int(value) > least else int(value) + 1
        case Real(least=least, most=most):
            return (float(value) + min(most, max(2 * float(value), least + 0.1))) / 2


def choices_with_effect(parameter: Parameter) -> dict[str, str]:
    """An optimizer and a learning-rate schedule with which the parameter has an effect."""
    choices = {}
    if parameter.argument_of:
        choices["optimizer"] = parameter.argument_of[-1]
    if parameter.rate_argument_of:
        choices["learning_rate_schedule"] = parameter.rate_argument_of[-1]
    return choices
