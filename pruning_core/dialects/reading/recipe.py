"""Reads the modifiers of a SparseML recipe, which is YAML, line by line."""

import ast
import re
from collections.abc import Iterator

from pruning_core.dialects.reading.python.code import parse_whole
from pruning_core.dialects.reading.python.evaluation import new_scope
from pruning_core.dialects.reading.python.scope import Scope
from pruning_core.dialects.reading.python.values import Answers, Construction, Value
from pruning_core.dialects.reading.signatures import SPARSEML_MODIFIERS

MODIFIER = re.compile(r"^[ \t]*(?:-[ \t]*)?!(\w+)")
ENTRY = re.compile(r"^[ \t]*(\w+)[ \t]*:[ \t]*(.*)")
FORMULA = re.compile(r"eval\((.*)\)")
TITLES = frozenset({"modifiers", "pruning_modifiers", "training_modifiers"})


def is_recipe(text: str) -> bool:
    r"""Whether a text is a SparseML recipe with a pruning modifier.

    >>> is_recipe("modifiers:\n  - !GMPruningModifier\n      init_sparsity: 0.05")
    True
    """
    return any(f"!{name}" in text for name in SPARSEML_MODIFIERS)


def read_recipe(text: str, answers: Answers) -> Iterator[Construction]:
    """The pruning modifiers of a recipe. Variables at the start of the recipe can be used in `eval(...)`."""
    scope = new_scope(answers)
    class_name, line_of_modifier = "", 0
    arguments: dict[str, Value] = {}
    for number, line in enumerate([*text.split("\n"), "!End"], start=1):
        if (modifier := MODIFIER.match(line)) is not None:
            if class_name in SPARSEML_MODIFIERS:
                yield Construction(
                    class_name=class_name, arguments=arguments, line=line_of_modifier
                )
            class_name, line_of_modifier, arguments = modifier[1], number, {}
        elif (entry := ENTRY.match(line)) is not None and entry[1] not in TITLES:
            value = read_value(entry[2].partition("#")[0].strip(), scope)
            if class_name:
                arguments[entry[1]] = value
            else:
                scope.names[entry[1]] = value


def read_value(text: str, scope: Scope) -> Value:
    """The value of an entry: a number, a formula in `eval(...)`, or a text."""
    formula = FORMULA.fullmatch(text)
    statements = parse_whole(text if formula is None else formula[1].strip("'\""))
    match statements:
        case [ast.Expr(value=ast.Name(id=name))] if formula is None:
            return name
        case [ast.Expr(value=value)]:
            return scope.value_of(value)
        case _:
            return text
