"""Evaluates calls: functions of numbers, and constructor calls of the classes that the lab can read."""

import ast

import numpy as np

from pruning_core.dialects.reading.python.arithmetic import (
    FUNCTIONS,
    Function,
    compute,
    is_number,
)
from pruning_core.dialects.reading.python.scope import Scope, source_of
from pruning_core.dialects.reading.python.values import (
    UNPACKED,
    Construction,
    DottedName,
    Unknown,
    Value,
    join_unknown,
)
from pruning_core.dialects.reading.signatures import (
    LAB_CLASS,
    OPEN_CLASS,
    SIGNATURES,
    is_learning_rate,
)
from pruning_core.texts import gettext


def evaluate_call(node: ast.Call, scope: Scope) -> Value:
    """The result of a known function or method, or the construction of a known class."""
    function = called_name(node.func, scope)
    if function is not None and is_construction(function, node):
        return construct(node, function.last, scope)
    if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        result = METHODS[node.func.attr](node, node.func.value, scope)
    elif function is not None and not node.keywords and function.path in FUNCTIONS:
        result = call_function(node, FUNCTIONS[function.path], scope)
    elif function is not None and function.path in OTHER_FUNCTIONS:
        result = OTHER_FUNCTIONS[function.path](node, scope)
    else:
        result = None
    return scope.missing(node) if result is None else result


def called_name(function: ast.expr, scope: Scope) -> DottedName | None:
    """The full name of the called function, or None if the script does not determine the name."""
    value = scope.value_of(function) if is_plain_name(function) else None
    if isinstance(value, DottedName):
        return value
    match function:
        case ast.Name(id=name) if name in scope.imports:  # there is another import for a fallback
            return scope.imports[name]
        case ast.Name(id=name) if name == LAB_CLASS:  # the lab's scripts define it themselves
            return DottedName(path=name, source=name)
        case ast.Attribute(attr=name) if name in SIGNATURES:
            return DottedName(path=ast.unparse(function), source=name)
        case _:
            return None


def is_plain_name(node: ast.expr) -> bool:
    """Whether an expression is a name with dots, such as `tfmot.sparsity.keras.PolynomialDecay`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


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
    """The result of `dict(a=1)`, or None if the call has other arguments."""
    arguments = named_arguments(node, scope)
    return None if node.args or UNPACKED in arguments else scope.limited(arguments, node)


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


def from_config(node: ast.Call, class_node: ast.expr, scope: Scope) -> Value:
    """The construction of `SomeClass.from_config(config)`, or None if the class is unknown."""
    cls = called_name(class_node, scope)
    if cls is None or cls.last not in SIGNATURES or len(node.args) != 1:
        return None
    config = scope.value_of(node.args[0])
    inner = config.get("config", config) if isinstance(config, dict) else None
    arguments = inner if isinstance(inner, dict) else {UNPACKED: Unknown()}
    construction = Construction(class_name=cls.last, arguments=arguments, line=node.lineno)
    return scope.constructions.setdefault(node, construction)


MAX_DIGITS = 20
METHODS = {"astype": as_type, "item": same_number, "numpy": same_number, "from_config": from_config}


def is_construction(function: DottedName, node: ast.Call) -> bool:
    """Whether a call constructs a class that the lab can read."""
    keywords = [keyword.arg for keyword in node.keywords if keyword.arg is not None]
    return function.last in SIGNATURES and not is_learning_rate(function.path, keywords)


def construct(node: ast.Call, class_name: str, scope: Scope) -> Construction:
    """The construction of a class, with the value of each argument."""
    if node in scope.constructions:
        return scope.constructions[node]
    parameters = SIGNATURES[class_name]
    arguments: dict[str, Value] = {}
    problem = ""
    positional = positional_arguments(node, scope)
    if positional is None:
        arguments[UNPACKED] = Unknown()
    for index, value in enumerate(positional or ()):
        if index < len(parameters):
            arguments[parameters[index]] = value
        elif class_name != OPEN_CLASS:
            problem = gettext(
                "{class_name} takes {most} arguments, got {number}: remove those that are too many",
                class_name=class_name,
                most=len(parameters),
                number=len(positional or ()),
            )
    arguments |= named_arguments(node, scope)
    construction = Construction(
        class_name=class_name, arguments=arguments, line=node.lineno, problem=problem
    )
    scope.constructions[node] = construction
    return construction


def positional_arguments(node: ast.Call, scope: Scope) -> list[Value] | None:
    """The positional arguments, with the items of `*sequence`. None if a sequence is unknown."""
    arguments: list[Value] = []
    for argument in node.args:
        if not isinstance(argument, ast.Starred):
            arguments.append(scope.value_of(argument))
            continue
        items = scope.value_of(argument.value)
        if not isinstance(items, list):
            return None
        arguments += items
    return arguments


def named_arguments(node: ast.Call, scope: Scope) -> dict[str, Value]:
    """The keyword arguments of a call, with the items of `**dictionary`."""
    arguments: dict[str, Value] = {}
    for keyword in node.keywords:
        value = scope.value_of(keyword.value)
        if keyword.arg is not None:
            arguments[keyword.arg] = value
        elif isinstance(value, dict):
            arguments |= value
        else:
            arguments[UNPACKED] = Unknown(names=(source_of(keyword.value),))
    return arguments
