"""Scope: the names that are known at one line of a script, and how an expression gets its value."""

import ast
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pruning_core.dialects.reading.python.values import (
    NO_NAME,
    Answers,
    Construction,
    DottedName,
    Unknown,
    Value,
)

MAX_NAME_LENGTH = 60
"""A longer expression gets the name of its variable or parameter."""
MAX_SIZE = 2**15
"""The largest number of values in a list or dictionary, with the values inside its items.

A list may contain another list several times, so a short text can describe more values than fit in a memory.
"""

Evaluator = Callable[[ast.expr, "Scope"], Value]


@dataclass(slots=True)
class Scope:
    """The names that are known at one line of a script.

    Attributes:
        answers: The visitor's numbers for missing names.
        evaluators: The function that computes each kind of expression.
        names: The value of each variable and of each imported name. The first map has the changes of this branch.
        parts: The value of each attribute or item that was assigned, such as `cfg.epochs`, by its variable.
        rewritten: The names of this block that had more than one value.
        constructions: Every constructor call of the script, by its syntax node.
        imports: Every name that the script imports anywhere.
        sizes: The number of values in each list and dictionary, by the identity of the container.
    """

    answers: Answers
    evaluators: Mapping[type[ast.expr], Evaluator]
    names: ChainMap[str, Value] = field(default_factory=ChainMap)
    parts: ChainMap[str, dict[str, Value]] = field(default_factory=ChainMap)
    rewritten: set[str] = field(default_factory=set)
    constructions: dict[ast.AST, Construction] = field(default_factory=dict)
    imports: dict[str, DottedName] = field(default_factory=dict)
    sizes: dict[int, tuple[Value, int]] = field(default_factory=dict)

    def value_of(self, node: ast.expr) -> Value:
        """The value of an expression: a number, text, list, dictionary, or an unknown value with the reason."""
        evaluator = self.evaluators.get(type(node))
        return self.missing(node) if evaluator is None else evaluator(node, self)

    def number_of(self, node: ast.expr) -> Value:
        """The value of an expression. A name that the script does not define is an unknown number."""
        return self.answers.number(self.value_of(node))

    def missing(self, node: ast.expr) -> Value:
        """The visitor's number for an expression, or an unknown value with its source as the name."""
        return self.answers.missing(source_of(node))

    def limited(self, container: Value, node: ast.expr) -> Value:
        """The list or dictionary, or an unknown value if it has too many values."""
        items = container.values() if isinstance(container, dict) else container
        size = 1 + sum(self.sizes.get(id(item), (item, 1))[1] for item in items)
        if size > MAX_SIZE:
            return self.missing(node)
        self.sizes[id(container)] = (container, size)
        return container

    def bind(self, name: str, value: Value) -> None:
        """Give a value to a name. Its attributes and items are then unknown."""
        if name in self.names and self.names[name] is not value:
            self.rewritten.add(name)
        self.names[name] = value
        self.parts[name] = {}

    def forget(self, names: Iterable[str]) -> None:
        """Make names unknown."""
        for name in names:
            self.bind(name, Unknown(names=(name,)))

    def branch(self, hidden: Iterable[str] = ()) -> "Scope":
        """A copy of the scope without the values of the names in `hidden`. The copy does not change this scope."""
        unknown = {name: Unknown(names=(name,)) for name in hidden}
        return Scope(
            answers=self.answers,
            evaluators=self.evaluators,
            names=self.names.new_child(unknown),
            parts=self.parts.new_child({name: {} for name in unknown}),
            rewritten=self.rewritten,
            constructions=self.constructions,
            imports=self.imports,
            sizes=self.sizes,
        )

    def function_scope(self, parameters: Iterable[str]) -> "Scope":
        """The scope of a function of this block. The names with several values are unknown in it."""
        inner = self.branch({*parameters, *self.rewritten})
        inner.rewritten = set()
        return inner


def source_of(node: ast.expr) -> str:
    """The source of an expression on one line, or NO_NAME if it is too long for a name.

    >>> source_of(ast.parse("x.shape[ 0 ]", mode="eval").body)
    'x.shape[0]'
    """
    length = (node.end_col_offset or 0) - node.col_offset
    if node.end_lineno != node.lineno or length > 2 * MAX_NAME_LENGTH:
        return NO_NAME
    source = ast.unparse(node)
    return source if len(source) <= MAX_NAME_LENGTH else NO_NAME


def root_name(node: ast.AST) -> str:
    """The variable of an expression such as `a.b[0].c`, or "".

    >>> root_name(ast.parse("a.b[0].c", mode="eval").body)
    'a'
    """
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
