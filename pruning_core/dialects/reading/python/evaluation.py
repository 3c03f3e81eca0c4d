"""The table of expressions that can be evaluated. For other expressions, the visitor is asked for a number."""

import ast
from collections.abc import Mapping
from typing import Any

from pruning_core.dialects.reading.python.calls import evaluate_call
from pruning_core.dialects.reading.python.expressions import (
    evaluate_arithmetic,
    evaluate_choice,
    evaluate_comparison,
    evaluate_constant,
    evaluate_dictionary,
    evaluate_list,
    evaluate_name,
    evaluate_part,
    evaluate_walrus,
)
from pruning_core.dialects.reading.python.scope import Scope
from pruning_core.dialects.reading.python.values import Answers

EVALUATORS: Mapping[type[ast.expr], Any] = {
    ast.Constant: evaluate_constant,
    ast.Name: evaluate_name,
    ast.UnaryOp: evaluate_arithmetic,
    ast.BinOp: evaluate_arithmetic,
    ast.Compare: evaluate_comparison,
    ast.IfExp: evaluate_choice,
    ast.List: evaluate_list,
    ast.Tuple: evaluate_list,
    ast.Dict: evaluate_dictionary,
    ast.Attribute: evaluate_part,
    ast.Subscript: evaluate_part,
    ast.NamedExpr: evaluate_walrus,
    ast.Call: evaluate_call,
}


def new_scope(answers: Answers) -> Scope:
    """An empty scope.

    >>> new_scope(Answers()).value_of(ast.parse("60 // 7 * 2", mode="eval").body)
    16
    >>> new_scope(Answers()).value_of(ast.parse("epochs * 2", mode="eval").body)
    Unknown(names=('epochs',), problem='')
    """
    return Scope(answers=answers, evaluators=EVALUATORS)
