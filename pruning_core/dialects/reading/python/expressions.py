"""Evaluates names, arithmetic, lists, dictionaries and their items."""

import ast
import operator

from pruning_core.dialects.reading.python.arithmetic import (
    Function,
    compute,
    divide,
    is_number,
    power,
    shift,
)
from pruning_core.dialects.reading.python.scope import Scope, root_name, source_of
from pruning_core.dialects.reading.python.values import DottedName, Value, join_unknown

OPERATORS: dict[type[ast.AST], Function] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: divide,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: power,
    ast.LShift: shift,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
}
COMPARISONS: dict[type[ast.cmpop], Function] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
JSON_NAMES: dict[str, Value] = {"true": True, "false": False, "null": None}
ALIASES = {"np": "numpy", "onp": "numpy", "tf": "tensorflow"}
"""Usual names of modules whose import is not in the text."""


def evaluate_constant(node: ast.Constant, scope: Scope) -> Value:
    """A number, a text or None."""
    is_plain = isinstance(node.value, int | float | str | None)
    return node.value if is_plain else scope.missing(node)


def evaluate_name(node: ast.Name, scope: Scope) -> Value:
    """The value of a variable, or the name itself if the script does not define it."""
    name = node.id
    if name in scope.names:
        return scope.answers.fill(name, scope.names[name])
    if name in JSON_NAMES:
        return JSON_NAMES[name]
    return DottedName(path=ALIASES.get(name, name), source=name)


def evaluate_arithmetic(node: ast.UnaryOp | ast.BinOp, scope: Scope) -> Value:
    """The result of an operator on one or two numbers."""
    operands = [node.operand] if isinstance(node, ast.UnaryOp) else [node.left, node.right]
    numbers = [scope.number_of(operand) for operand in operands]
    function = OPERATORS.get(type(node.op))
    if function is None and not isinstance(node.op, ast.BitOr):
        return scope.missing(node)
    if (unknown := join_unknown(*numbers)) is not None:
        return unknown
    if isinstance(node.op, ast.BitOr) and all(isinstance(each, dict) for each in numbers):
        return scope.limited(numbers[0] | numbers[1], node)
    if not all(map(is_number, numbers)) or function is None:
        return scope.missing(node)
    return compute(function, *numbers, source=source_of(node))


def evaluate_comparison(node: ast.Compare, scope: Scope) -> Value:
    """True or False for a comparison of two numbers, such as `n % batch_size != 0`."""
    numbers = [scope.number_of(node.left), *map(scope.number_of, node.comparators)]
    function = COMPARISONS.get(type(node.ops[0]))
    if len(node.ops) > 1 or function is None:
        return scope.missing(node)
    if (unknown := join_unknown(*numbers)) is not None:
        return unknown
    if not all(map(is_number, numbers)):
        return scope.missing(node)
    return bool(function(*numbers))


def evaluate_choice(node: ast.IfExp, scope: Scope) -> Value:
    """The value of `a if test else b`, if the test is known."""
    test = scope.number_of(node.test)
    if not is_number(test):
        return scope.missing(node)
    return scope.value_of(node.body if test else node.orelse)


def evaluate_list(node: ast.List | ast.Tuple, scope: Scope) -> Value:
    """The list of the items. A list that contains `*other` is unknown."""
    if any(isinstance(item, ast.Starred) for item in node.elts):
        return scope.missing(node)
    return scope.limited([scope.value_of(item) for item in node.elts], node)


def evaluate_dictionary(node: ast.Dict, scope: Scope) -> Value:
    """The dictionary of a literal. If a key is unknown, the dictionary is unknown."""
    entries: dict[str, Value] = {}
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = scope.value_of(value_node)
        if key_node is None:  # `**other`
            if not isinstance(value, dict):
                return scope.missing(node)
            entries |= value
            continue
        key = scope.value_of(key_node)
        if not isinstance(key, str | int):
            return scope.missing(node)
        entries[str(key)] = value
    return scope.limited(entries, node)


def evaluate_part(node: ast.Attribute | ast.Subscript, scope: Scope) -> Value:
    """The value of `a.b` or `a[b]`."""
    parts = scope.parts.get(root_name(node), {})
    source = source_of(node) if parts else ""
    if source in parts:
        return scope.answers.fill(source, parts[source])
    base = scope.value_of(node.value)
    if isinstance(node, ast.Subscript):
        return item_of(base, scope.value_of(node.slice), node, scope)
    if isinstance(base, DottedName):
        return DottedName(path=f"{base.path}.{node.attr}", source=f"{base.source}.{node.attr}")
    return scope.missing(node)


def item_of(base: Value, key: Value, node: ast.Subscript, scope: Scope) -> Value:
    """The item of a list or dictionary, or an unknown value."""
    if isinstance(base, dict) and isinstance(key, str | int) and str(key) in base:
        return base[str(key)]
    if isinstance(base, list) and isinstance(key, int) and -len(base) <= key < len(base):
        return base[key]
    return scope.missing(node)


def evaluate_walrus(node: ast.NamedExpr, scope: Scope) -> Value:
    """The value of `(name := value)`."""
    return scope.value_of(node.value)
