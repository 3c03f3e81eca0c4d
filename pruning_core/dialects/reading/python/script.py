"""Follows the statements of a script, from top to bottom, and finds the schedules in them.

A name has a value only if the script assigns the same value in every case. After an `if`, a loop or a
`try` that may assign another value, the name is unknown.
"""

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from pruning_core.dialects.reading.python.arithmetic import is_number
from pruning_core.dialects.reading.python.calls import joined_arguments
from pruning_core.dialects.reading.python.collecting import (
    Script,
    expressions_of,
    lines_with_schedules,
)
from pruning_core.dialects.reading.python.constructions import named_arguments
from pruning_core.dialects.reading.python.evaluation import new_scope
from pruning_core.dialects.reading.python.scope import Scope, root_name, source_of
from pruning_core.dialects.reading.python.targets import (
    as_loaded,
    assign,
    bind_walruses,
    names_bound_by,
)
from pruning_core.dialects.reading.python.values import Answers, DottedName

Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor | ast.While
MAIN_GUARD = "__name__ == '__main__'"


def follow(code: str, statements: Sequence[ast.stmt], answers: Answers) -> Script:
    """Find the constructor calls and the dictionaries in a script.

    Args:
        code: The text of the script.
        statements: The statements of the script, with line numbers in the text.
        answers: The visitor's numbers for missing names.

    >>> code = "n = 4; s = ConstantSparsity(0.5, n * 10)"
    >>> follow(code, ast.parse(code).body, Answers()).constructions[0].arguments
    {'target_sparsity': 0.5, 'begin_step': 40}
    """
    script, scope = Script(lines=lines_with_schedules(code)), new_scope(answers)
    Follower(script=script).follow_block(statements, scope)
    script.constructions = sorted(scope.constructions.values(), key=lambda each: each.line)
    return script


@dataclass(slots=True)
class Follower:
    """Runs through the statements of a script.

    Attributes:
        script: The result.
        functions: The functions that the current block defines. They are followed after the block.
        simple_classes: The classes that have only constants, no methods and no base classes.
    """

    script: Script
    functions: list[Function] = field(default_factory=list)
    simple_classes: set[str] = field(default_factory=set)

    def follow_block(self, statements: Iterable[ast.stmt], scope: Scope) -> None:
        """Follow a module or the body of a function, and then the functions that are defined in it."""
        outer, self.functions = self.functions, []
        self.follow_all(statements, scope)
        functions, self.functions = self.functions, outer
        for function in filter(self.script.may_contain, functions):
            parameters = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
            self.follow_block(function.body, scope.function_scope(parameters))

    def follow_all(self, statements: Iterable[ast.stmt], scope: Scope) -> None:
        """Follow statements in their order: first the expressions of each, then its effect on names."""
        for statement in statements:
            for expression in expressions_of(statement):
                bind_walruses(expression, scope, runs_once=not isinstance(statement, Loop))
                self.script.collect(expression, scope)
            handler = HANDLERS.get(type(statement))
            if handler is not None:
                handler(self, statement, scope)

    def follow_assignment(
        self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign, scope: Scope
    ) -> None:
        """Follow `a = b`, `a: int = b` and `a += b`."""
        match statement:
            case ast.Assign(targets=targets, value=value):
                result = scope.value_of(value)
                for target in targets:
                    assign(target, result, scope)
                    self.assign_instance(target, value, scope)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                assign(target, scope.value_of(value), scope)
            case ast.AugAssign(target=target, op=op, value=value):
                both = ast.BinOp(left=as_loaded(target), op=op, right=value)
                assign(target, scope.value_of(ast.copy_location(both, statement)), scope)
            case _:
                pass  # `a: int` gives no value

    def assign_instance(self, target: ast.expr, value: ast.expr, scope: Scope) -> None:
        """Give `cfg` the constants of the class in `cfg = Config()`, and the keyword arguments."""
        match target, value:
            case ast.Name(id=name), ast.Call(func=ast.Name(id=cls), args=[]) if (
                cls in self.simple_classes
            ):
                constants = {
                    source.removeprefix(f"{cls}."): constant
                    for source, constant in scope.parts.get(cls, {}).items()
                } | named_arguments(value, scope)
                scope.parts[name] = {f"{name}.{each}": constants[each] for each in constants}
            case _:
                pass

    def follow_import(self, statement: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        """Bind the names of an import to their full names."""
        module = f"{statement.module}." if isinstance(statement, ast.ImportFrom) else ""
        for alias in statement.names:
            name, path = alias.asname or alias.name, f"{module}{alias.name}"
            if alias.asname is None and not module:  # `import a.b` binds `a`
                name = path = alias.name.partition(".")[0]
            scope.imports[name] = DottedName(path=path, source=name)
            scope.bind(name, scope.imports[name])

    def follow_function(self, statement: Function, scope: Scope) -> None:
        """Store a function until the end of the block."""
        self.functions.append(statement)
        scope.forget([statement.name])

    def follow_class(self, statement: ast.ClassDef, scope: Scope) -> None:
        """Follow the body of a class in its own scope. The constants of the class are `Class.NAME`."""
        inner = scope.branch()
        self.follow_all(statement.body, inner)
        scope.forget([statement.name])
        if not statement.bases and not any(isinstance(each, Function) for each in statement.body):
            self.simple_classes.add(statement.name)
        scope.parts[statement.name] = {
            f"{statement.name}.{name}": value for name, value in inner.names.maps[0].items()
        }

    def follow_with(self, statement: ast.With | ast.AsyncWith, scope: Scope) -> None:
        """Follow the body of a `with`, which runs once."""
        scope.forget(names_bound_by(item.optional_vars for item in statement.items))
        self.follow_all(statement.body, scope)

    def follow_if(self, statement: ast.If, scope: Scope) -> None:
        """Follow both branches of an `if`. If the test is known, the other branch has no effect on names."""
        test = True if is_always_true(statement.test) else scope.value_of(statement.test)
        if is_number(test):
            branches = [statement.body, statement.orelse]
            taken, other = branches if test else reversed(branches)
            self.follow_all(other, scope.branch())
            self.follow_all(taken, scope)
        else:
            self.follow_branches([statement.body, statement.orelse], scope)

    def follow_try(self, statement: ast.Try, scope: Scope) -> None:
        """Follow a `try`: either its body runs, or one of its handlers."""
        handlers = [handler.body for handler in statement.handlers]
        self.follow_branches([[*statement.body, *statement.orelse], *handlers], scope)
        self.follow_all(statement.finalbody, scope)

    def follow_match(self, statement: ast.Match, scope: Scope) -> None:
        """Follow each case of a `match`. Perhaps no case runs."""
        self.follow_branches([*(case.body for case in statement.cases), []], scope)

    def follow_branches(self, branches: Sequence[Sequence[ast.stmt]], scope: Scope) -> None:
        """Follow each branch by itself. A name that differs between two branches is then unknown."""
        scopes = [scope.branch() for _ in branches]
        for branch, branch_scope in zip(branches, scopes, strict=True):
            self.follow_all(branch, branch_scope)
        first, *others = scopes
        for name in {name for each in scopes for name in each.names.maps[0]}:
            if any(differs(name, first, each) for each in others):
                scope.forget([name])
            else:
                scope.names[name] = first.names[name]
        for root in {root for each in scopes for root in each.parts.maps[0]}:
            scope.parts[root] = {}

    def follow_loop(self, loop: Loop, scope: Scope) -> None:
        """Follow the body of a loop once. Names that the loop changes are unknown in the loop and after it."""
        targets = [] if isinstance(loop, ast.While) else [loop.target]
        changed = names_bound_by([*targets, *loop.body, *loop.orelse])
        scope.forget(changed)
        self.follow_all(loop.body, scope)
        scope.forget(changed)
        self.follow_all(loop.orelse, scope)

    def follow_removal(
        self, statement: ast.Delete | ast.Global | ast.Nonlocal, scope: Scope
    ) -> None:
        """Forget names that are deleted, or that belong to another block."""
        if isinstance(statement, ast.Delete):
            scope.forget(names_bound_by(statement.targets))
        else:
            scope.forget(statement.names)

    def follow_expression(self, statement: ast.Expr, scope: Scope) -> None:
        """Follow `params.update(...)`. Forget a list or dictionary if another method of it is called."""
        match statement.value:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="update")) as call if (
                isinstance(items := scope.names.get(name), dict)
                and (joined := joined_arguments(call, items, scope)) is not None
            ):
                scope.bind(name, scope.limited(joined, call))
            case ast.Call(func=ast.Attribute(value=changed)):
                name = root_name(changed)
                if isinstance(scope.names.get(name), list | dict):
                    scope.forget([name])
            case _:
                pass


HANDLERS: dict[type[ast.stmt], Callable[..., None]] = {
    ast.Assign: Follower.follow_assignment,
    ast.AnnAssign: Follower.follow_assignment,
    ast.AugAssign: Follower.follow_assignment,
    ast.Import: Follower.follow_import,
    ast.ImportFrom: Follower.follow_import,
    ast.FunctionDef: Follower.follow_function,
    ast.AsyncFunctionDef: Follower.follow_function,
    ast.ClassDef: Follower.follow_class,
    ast.With: Follower.follow_with,
    ast.AsyncWith: Follower.follow_with,
    ast.If: Follower.follow_if,
    ast.Try: Follower.follow_try,
    ast.TryStar: Follower.follow_try,
    ast.Match: Follower.follow_match,
    ast.For: Follower.follow_loop,
    ast.AsyncFor: Follower.follow_loop,
    ast.While: Follower.follow_loop,
    ast.Delete: Follower.follow_removal,
    ast.Global: Follower.follow_removal,
    ast.Nonlocal: Follower.follow_removal,
    ast.Expr: Follower.follow_expression,
}
"""The statements that change names or contain other statements."""


def is_always_true(test: ast.expr) -> bool:
    """Whether the test of an `if` is true in every run of the script."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    return isinstance(test, ast.Compare) and source_of(test) == MAIN_GUARD


def differs(name: str, first: Scope, other: Scope) -> bool:
    """Whether a name has different values in two scopes, or may have."""
    if name not in first.names or name not in other.names:
        return True
    one, two = first.names[name], other.names[name]
    if isinstance(one, int | float | str | DottedName):
        return type(one) is not type(two) or bool(one != two)
    return one is not two
