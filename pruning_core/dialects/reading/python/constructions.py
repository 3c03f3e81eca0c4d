"""Constructor calls of the classes that the lab can read, and the arguments of calls."""

import ast

from pruning_core.dialects.reading.python.scope import Scope, source_of
from pruning_core.dialects.reading.python.values import (
    MORE,
    UNPACKED,
    Construction,
    DottedName,
    Unknown,
    Value,
)
from pruning_core.dialects.reading.signatures import (
    LAB_CLASS,
    OPEN_CLASS,
    SIGNATURES,
    is_learning_rate,
)
from pruning_core.texts import gettext


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


def is_construction(function: DottedName, node: ast.Call) -> bool:
    """Whether a call constructs a class that the lab can read."""
    keywords = [keyword.arg for keyword in node.keywords if keyword.arg is not None]
    return function.last in SIGNATURES and not is_learning_rate(function.path, keywords)


def bound_call(node: ast.Call, scope: Scope) -> Construction | None:
    """The `partial(SomeClass, ...)` that is called, or None: `make = partial(SomeClass, 0.5); make(begin_step=0)`."""
    is_direct = isinstance(node.func, ast.Call) and is_plain_name(node.func.func)
    if not is_direct and not isinstance(node.func, ast.Name):
        return None
    bound = scope.value_of(node.func)
    if not isinstance(bound, Construction) or bound.class_name != OPEN_CLASS:
        return None
    function = bound.arguments.get("function")
    if not isinstance(function, DottedName) or function.last == OPEN_CLASS:
        return None
    return bound if is_construction(function, node) else None


def construct(
    node: ast.Call, class_name: str, scope: Scope, *, bound: Construction | None = None
) -> Construction:
    """The construction of a class, with the value of each argument. `bound` has the arguments of a `partial`."""
    if node in scope.constructions:
        return scope.constructions[node]
    earlier = {} if bound is None else dict(bound.arguments)
    earlier.pop("function", None)
    parameters = SIGNATURES[class_name]
    arguments: dict[str, Value] = {}
    problem = ""
    positional = positional_arguments(node, scope)
    if positional is None:
        arguments[UNPACKED] = Unknown()
    positional = [*earlier.pop(MORE, ()), *(positional or ())]
    for index, value in enumerate(positional):
        if index < len(parameters):
            arguments[parameters[index]] = value
        elif class_name != OPEN_CLASS:
            problem = gettext(
                "{class_name} takes {most} arguments, got {number}: remove those that are too many",
                class_name=class_name,
                most=len(parameters),
                number=len(positional),
            )
    if class_name == OPEN_CLASS and len(positional) > 1:
        arguments[MORE] = positional[1:]
    arguments |= earlier | named_arguments(node, scope)
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
