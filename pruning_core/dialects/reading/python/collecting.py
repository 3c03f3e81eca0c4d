"""Collects the constructions and the dictionaries in the expressions of a statement."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from pruning_core.dialects.reading.python.calls import called_name, is_construction
from pruning_core.dialects.reading.python.scope import Scope
from pruning_core.dialects.reading.python.targets import BINDERS, names_of_binder
from pruning_core.dialects.reading.python.values import Construction, Value


@dataclass(slots=True)
class Script:
    """What a text contains.

    Attributes:
        constructions: The calls of known classes, in the order of the text.
        containers: The values of dictionaries and lists that stand in no other one, each with its line.
        has_rate_schedule: Whether there is a learning-rate schedule with the name of a pruning schedule.
    """

    constructions: list[Construction] = field(default_factory=list)
    containers: list[tuple[Value, int]] = field(default_factory=list)
    has_rate_schedule: bool = False

    def collect(self, expression: ast.expr, scope: Scope) -> None:
        """Evaluate each construction in an expression, and each outermost dictionary or list."""
        waiting: list[tuple[ast.AST, Scope, bool]] = [(expression, scope, False)]
        while waiting:
            node, node_scope, is_inside = waiting.pop()
            if isinstance(node, BINDERS):
                node_scope = node_scope.branch(names_of_binder(node))
            if isinstance(node, ast.Call):
                self.collect_call(node, node_scope)
            if isinstance(node, ast.Dict | ast.List) and not is_inside:
                self.containers.append((node_scope.value_of(node), node.lineno))
                is_inside = True
            waiting += [(child, node_scope, is_inside) for child in ast.iter_child_nodes(node)]

    def collect_call(self, node: ast.Call, scope: Scope) -> None:
        """Evaluate a call if it constructs a class that the lab can read."""
        function = called_name(node.func, scope)
        if function is None:
            return
        if is_construction(function, node) or function.last == "from_config":
            scope.value_of(node)
        elif function.last == "PolynomialDecay":
            self.has_rate_schedule = True


def expressions_of(statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement, without those of the statements in it."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(statement))
    for node in waiting:
        if isinstance(node, ast.expr):
            yield node
        elif not isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            waiting += ast.iter_child_nodes(node)
