"""Evaluates calls: functions of numbers, methods, and constructor calls of the classes that the lab can read."""

import ast

import numpy as np

from pruning_core.dialects.reading.python.arithmetic import (
    FUNCTIONS,
    Function,
    compute,
    is_number,
)
from pruning_core.dialects.reading.python.constructions import (
    bound_call,
    called_name,
    construct,
    from_config,
    is_construction,
    named_arguments,
)
from pruning_core.dialects.reading.python.scope import Scope, source_of
from pruning_core.dialects.reading.python.values import (
    UNPACKED,
    DottedName,
    Unknown,
    Value,
    join_unknown,
)


def evaluate_call(node: ast.Call, scope: Scope) -> Value:
    """The result of a known function or method, or the construction of a known class."""
    function = called_name(node.func, scope)
    if function is not None and is_construction(function, node):
        return construct(node, function.last, scope)
    if (bound := bound_call(node, scope)) is not None:
        return construct(node, bound.arguments["function"].last, scope, bound=bound)
    if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        result = METHODS[node.func.attr](node, node.func.value, scope)
    elif function is not None and not node.keywords and function.path in FUNCTIONS:
        result = call_function(node, FUNCTIONS[function.path], scope)
    elif function is not None and function.path in OTHER_FUNCTIONS:
        result = OTHER_FUNCTIONS[function.path](node, scope)
    else:
        result = None
    return scope.missing(node) if result is None else result


def call_function(node: ast.Call, function: Function, scope: Scope) -> Value:
    """The result of a function of numbers, or None if an argument is not a number."""
    values = [scope.number_of(argument) for argument in node.args]
    if len(values) == 1 and is_short_text(values[0]) and function in {int, float}:
        return compute(function, values[0], source=source_of(node))  # `int("100")`
    if len(values) == 1 and isinstance(values[0], list):  # `max([1, 2])`
        values = [scope.answers.number(value) for value in values[0]]
    if (unknown := join_unknown(*values)) is not None:
        return unknown
    if not values or not all(map(is_number, values)):
        return None
    return compute(function, *values, source=source_of(node))


def is_short_text(value: Value) -> bool:
    """Whether a value is a text that may be a number of steps."""
    return isinstance(value, str) and len(value) <= MAX_DIGITS


def cast(node: ast.Call, scope: Scope) -> Value:
    """The result of TensorFlow's `cast(number, type)`, or None if the lab does not know the type."""
    if not node.args:
        return None
    number, *types = node.args
    types += [keyword.value for keyword in node.keywords if keyword.arg == "dtype"]
    return as_type(ast.copy_location(ast.Call(node.func, types, []), node), number, scope)


def length(node: ast.Call, scope: Scope) -> Value:
    """The result of `len(...)`, or None if its argument is unknown."""
    value = scope.value_of(node.args[0]) if len(node.args) == 1 else None
    return len(value) if isinstance(value, list | dict | str) else None


def dictionary(node: ast.Call, scope: Scope) -> Value:
    """The result of `dict(a=1)` or `dict(other, a=1)`, or None if a dictionary in it is unknown."""
    arguments = joined_arguments(node, {}, scope)
    return None if arguments is None else scope.limited(arguments, node)


def joined_arguments(
    node: ast.Call, before: dict[str, Value], scope: Scope
) -> dict[str, Value] | None:
    """The dictionary after `before.update(other, a=1)`, or None if a dictionary in the call is unknown."""
    others = [scope.value_of(argument) for argument in node.args]
    named = named_arguments(node, scope)
    if len(others) > 1 or UNPACKED in named or not all(isinstance(each, dict) for each in others):
        return None
    return {**before, **(others[0] if others else {}), **named}


def item_or_default(node: ast.Call, dictionary_node: ast.expr, scope: Scope) -> Value:
    """The result of `dictionary.get(key, default)`, or None if the dictionary or the key is unknown."""
    items = scope.value_of(dictionary_node)
    if not isinstance(items, dict) or len(node.args) not in {1, 2} or node.keywords:
        return None
    key = scope.value_of(node.args[0])
    if not isinstance(key, str | int):
        return None
    if str(key) in items:
        return items[str(key)]
    return scope.value_of(node.args[1]) if len(node.args) > 1 else None


OTHER_FUNCTIONS = {"len": length, "dict": dictionary, "tensorflow.cast": cast}
"""The known functions whose arguments are not only numbers."""


def as_type(node: ast.Call, number_node: ast.expr, scope: Scope) -> Value:
    """The result of `number.astype(type)`, or None if the lab does not know the type."""
    number = scope.number_of(number_node)
    if isinstance(number, Unknown):
        return number
    kind = scope.value_of(node.args[0]) if len(node.args) == 1 else None
    name = kind if isinstance(kind, str) else kind.last if isinstance(kind, DottedName) else ""
    if not is_number(number) or not name.startswith(("int", "uint", "float")):
        return None
    kind_of_number = np.float64 if name.startswith("float") else int
    return compute(kind_of_number, number, source=source_of(node))


def same_number(_node: ast.Call, number_node: ast.expr, scope: Scope) -> Value:
    """The result of `number.item()`, or None if the value is not a number."""
    number = scope.number_of(number_node)
    return number if is_number(number) else None


MAX_DIGITS = 20
METHODS = {
    "astype": as_type,
    "item": same_number,
    "numpy": same_number,
    "from_config": from_config,
    "get": item_or_default,
}
