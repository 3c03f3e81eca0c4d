"""Assigns values to names, attributes and items."""

import ast
from collections.abc import Iterable

from pruning_core.dialects.reading.python.scope import Scope, root_name, source_of
from pruning_core.dialects.reading.python.values import NO_NAME, Unknown, Value, named

BINDERS = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
"""The expressions that define names which only the expression can use."""


def assign(target: ast.expr, value: Value, scope: Scope) -> None:
    """Give a value to the target of an assignment."""
    match target:
        case ast.Name(id=name):
            scope.bind(name, scope.answers.fill(name, named(value, name)))
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            is_equal = isinstance(value, list) and len(value) == len(targets)
            values = value if is_equal else [Unknown(names=(NO_NAME,))] * len(targets)
            for each, each_value in zip(targets, values, strict=True):
                assign(each, each_value, scope)
        case ast.Attribute() | ast.Subscript():
            assign_part(target, value, scope)
        case ast.Starred(value=inner):
            assign(inner, Unknown(names=(NO_NAME,)), scope)
        case _:
            pass  # Python has no other targets


def assign_part(target: ast.Attribute | ast.Subscript, value: Value, scope: Scope) -> None:
    """Give a value to an attribute or an item. A known dictionary gets a new item."""
    root = root_name(target)
    container = scope.names.get(root)
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        key = scope.value_of(target.slice)
        if isinstance(container, dict) and isinstance(key, str | int):
            scope.names[root] = scope.limited({**container, str(key): value}, target)
            return
    if isinstance(container, list | dict):
        scope.names[root] = Unknown(names=(root,))
    if root and (source := source_of(target)):
        scope.parts[root] = {**scope.parts.get(root, {}), source: named(value, source)}


def bind_walruses(expression: ast.expr, scope: Scope, *, runs_once: bool) -> None:
    """Give values to the names of `(name := value)`. If such a part may run never or often, its name is unknown."""
    waiting: list[tuple[ast.AST, bool]] = [(expression, runs_once)]
    while waiting:
        node, is_certain = waiting.pop()
        if isinstance(node, ast.NamedExpr):
            value = scope.value_of(node.value) if is_certain else Unknown(names=(NO_NAME,))
            assign(node.target, value, scope)
        is_certain = is_certain and not isinstance(node, (*BINDERS, ast.BoolOp, ast.IfExp))
        # The first child is followed first, because the later ones may use its name.
        waiting += [(child, is_certain) for child in reversed(list(ast.iter_child_nodes(node)))]


def as_loaded(target: ast.expr) -> ast.expr:
    """The target of an assignment, as an expression that reads its value."""
    return ast.copy_location(ast.parse(ast.unparse(target), mode="eval").body, target)


def names_bound_by(nodes: Iterable[ast.AST | None]) -> set[str]:
    r"""The names to which targets or statements assign a value.

    >>> sorted(names_bound_by(ast.parse("a = b\nc.d = 2").body))
    ['a', 'c']
    """
    names: set[str] = set()
    for root in nodes:
        for node in ast.walk(root) if root is not None else ():
            if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and not isinstance(
                node.ctx, ast.Load
            ):
                names.add(root_name(node))
    return names - {""}


def names_of_binder(node: ast.AST) -> set[str]:
    """The names that a lambda or a comprehension defines."""
    if isinstance(node, ast.Lambda):
        return {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    return names_bound_by(getattr(node, "generators", []))
