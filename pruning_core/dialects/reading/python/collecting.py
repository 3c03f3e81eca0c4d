"""Collects the constructor calls and the dictionaries in the expressions of a statement."""

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from pruning_core.dialects.reading.python.constructions import (
    bound_call,
    called_name,
    is_construction,
)
from pruning_core.dialects.reading.python.scope import Scope
from pruning_core.dialects.reading.python.targets import BINDERS, names_of_binder
from pruning_core.dialects.reading.python.values import Construction, Value
from pruning_core.dialects.reading.signatures import SIGNATURES

CLASSES = "|".join(SIGNATURES)
WORDS = re.compile(
    rf"\b(?:{CLASSES}|from_config|class_name|final_sparsity|target_sparsity|keyframes)\b"
)
"""Every line with a schedule contains at least one of these words. If the script renames a class or makes a
`partial` of it, `ALIAS` finds the new name."""
ALIAS = re.compile(
    rf"\b(?:{CLASSES})\s+as\s+(\w+)"
    rf"|^[ \t]*(\w{{1,99}})[ \t]*=[ \t]*[\w.]{{0,99}}\b(?:(?:{CLASSES})[ \t]*$|partial[ \t]*\()",
    re.M,
)


@dataclass(slots=True)
class Script:
    """The constructor calls and dictionaries that were found in a script.

    Attributes:
        constructions: The calls of known classes, in the order of the text.
        containers: The values of the outermost dictionaries and lists, each with its line number.
        has_rate_schedule: Whether there is a learning-rate schedule with the name of a pruning schedule.
        lines: The numbers of the lines that may contain a schedule, in ascending order. Other lines are not searched.
    """

    constructions: list[Construction] = field(default_factory=list)
    containers: list[tuple[Value, int]] = field(default_factory=list)
    has_rate_schedule: bool = False
    lines: list[int] = field(default_factory=list)

    def may_contain(self, node: ast.expr | ast.stmt) -> bool:
        """Whether an expression or statement may contain a schedule."""
        index = bisect_left(self.lines, node.lineno)
        last = node.end_lineno or node.lineno
        return index < len(self.lines) and self.lines[index] <= last

    def collect(self, expression: ast.expr, scope: Scope) -> None:
        """Evaluate each constructor call in an expression, and each outermost dictionary or list."""
        if not self.may_contain(expression):
            return
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
        """Evaluate a constructor call of a known class. `scope.value_of` adds the call to `scope.constructions`."""
        function = called_name(node.func, scope)
        if function is None:
            if bound_call(node, scope) is not None:
                scope.value_of(node)
            return
        if is_construction(function, node) or function.last == "from_config":
            scope.value_of(node)
        elif function.last == "PolynomialDecay":
            self.has_rate_schedule = True


def lines_with_schedules(code: str) -> list[int]:
    r"""The numbers of the lines that contain a known class, an alias of a known class, or a key of a config.

    >>> lines_with_schedules("from x import ConstantSparsity as C\nn = 2\ns = C(0.5, n)")
    [1, 3]
    """
    aliases = {match[1] or match[2] for match in ALIAS.finditer(code)}
    names = re.compile("|".join([WORDS.pattern, *(rf"\b{name}\b" for name in sorted(aliases))]))
    return [number for number, line in enumerate(code.split("\n"), start=1) if names.search(line)]


def expressions_of(statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement. Expressions of its nested statements are left out."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(statement))
    for node in waiting:
        if isinstance(node, ast.expr):
            yield node
        elif not isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            waiting += ast.iter_child_nodes(node)
