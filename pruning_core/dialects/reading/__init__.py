"""Reads the schedule in a pasted text: a Python call, a dictionary, JSON, a script, another library's call.

Python is parsed and never executed. Only arithmetic with known numbers is computed.
"""

import ast
import json
from collections.abc import Mapping
from dataclasses import replace

from pruning_core.checks import check_number, quoted
from pruning_core.dialects.reading.bare_parameters import calls_of_parameters
from pruning_core.dialects.reading.pasted import PastedSchedule, schedules_of
from pruning_core.dialects.reading.problems import (
    BROKEN_CALL,
    describe,
    none_found,
    several_found,
)
from pruning_core.dialects.reading.python.code import parse_code, parse_whole, too_deep
from pruning_core.dialects.reading.python.collecting import Script
from pruning_core.dialects.reading.python.evaluation import new_scope
from pruning_core.dialects.reading.python.script import follow
from pruning_core.dialects.reading.python.values import Answers, Unknown
from pruning_core.dialects.reading.recipe import is_recipe, read_recipe
from pruning_core.dialects.reading.text import check_code_length, clean_text, code_in
from pruning_core.dialects.reading.trees import notebook_code
from pruning_core.dialects.reading.wrapper_arguments import note_about_arguments
from pruning_core.errors import ScheduleError
from pruning_core.schedules import Schedule
from pruning_core.schedules.config import SCHEDULE_CLASSES, json_error
from pruning_core.texts import gettext

__all__ = ["PastedSchedule", "describe", "read_number", "read_schedule", "read_schedules"]


def read_schedule(text: str, values: Mapping[str, float] | None = None) -> Schedule:
    """The schedule in a pasted text.

    The text may be a call of `PolynomialDecay` or `ConstantSparsity` with the lines that define its
    numbers, only the parameters of a schedule as `name=value` or YAML, a whole script, a dictionary, the
    config of a schedule, of a wrapped layer or of a model as Python or JSON, or a call of another library
    that the lab can translate. The text is never executed.

    Args:
        text: The text.
        values: Numbers for names that the text does not define, such as `{"steps_per_epoch": 188}`.

    Raises:
        ScheduleError: If there is no schedule in the text, or there are several different schedules, or a
            number is missing or invalid. `missing` has the names of the missing numbers.

    >>> read_schedule("prune.ConstantSparsity(0.5, begin_step=2 * 100)").begin_step
    200
    >>> read_schedule("ConstantSparsity(0.5, begin_step=2 * steps_per_epoch)")
    Traceback (most recent call last):
    ...
    pruning_core.errors.ScheduleError: `steps_per_epoch` is not in what you pasted: how much is it?
    >>> read_schedule("ConstantSparsity(0.5, 2 * steps_per_epoch)", {"steps_per_epoch": 188}).begin_step
    376
    """
    schedules = read_schedules(text, values)
    if len(schedules) > 1:
        raise several_found(schedules)
    return schedules[0].get()


def read_schedules(
    text: str, values: Mapping[str, float] | None = None
) -> tuple[PastedSchedule, ...]:
    r"""Every different schedule in a pasted text, with its place and its layers; see `read_schedule`.

    A schedule with missing or invalid numbers has a `problem` instead of a `schedule`.

    Raises:
        ScheduleError: If there is no schedule in the text, or the text cannot be read.

    >>> [each.place for each in read_schedules("ConstantSparsity(0.5, 0)\nConstantSparsity(0.6, 0)")]
    ['line 1, ConstantSparsity', 'line 2, ConstantSparsity']
    """
    answers = Answers(checked_values(values or {}))
    code = code_in(clean_text(text))
    try:
        script = read_script(code, answers)
        schedules = schedules_of(script, answers) or schedules_of_parameters(script, code, answers)
    except RecursionError:
        raise too_deep() from None
    if not schedules:
        raise none_found(script, code)
    note = note_about_arguments(code)
    return tuple(
        replace(each, note=f"{each.note} {note}".strip())
        if note and each.class_name in SCHEDULE_CLASSES
        else each
        for each in schedules
    )


def schedules_of_parameters(
    script: Script, code: str, answers: Answers
) -> tuple[PastedSchedule, ...]:
    """The schedule of a text that contains only the parameters, without the call."""
    if script.containers or script.has_rate_schedule or BROKEN_CALL.search(code) is not None:
        return ()
    for call in calls_of_parameters(code):
        if (statements := parse_whole(call)) is not None:
            return schedules_of(follow(call, statements, answers), answers)
    return ()


def checked_values(values: Mapping[str, float]) -> dict[str, float]:
    """The visitor's numbers by their names as `ast.unparse` writes them. A whole number becomes an int.

    Raises:
        ScheduleError: If a value is not a number.
    """
    checked: dict[str, float] = {}
    for name, value in values.items():
        number = check_number(name, value, error=ScheduleError)
        is_whole = isinstance(value, int) or number.is_integer()
        checked[canonical_name(name)] = int(value) if is_whole else number
    return checked


def read_number(text: str) -> float:
    """The number in a text, which may be arithmetic.

    Raises:
        ScheduleError: If the text is not a number.

    >>> read_number("60000 * 2 // 250")
    480
    """
    match parse_whole(clean_text(text).strip()):
        case [ast.Expr(value=expression)]:
            number = new_scope(Answers()).number_of(expression)
        case _:
            number = text
    if isinstance(number, Unknown):
        raise ScheduleError("schedule", number.problem or not_a_number(text))
    if not isinstance(number, int | float):
        raise ScheduleError("schedule", not_a_number(text))
    return number


def not_a_number(text: str) -> str:
    """The message about a text that is not a number."""
    return gettext("{value} is not a number: write one, such as 188", value=quoted(text))


def canonical_name(name: str) -> str:
    """The name with the spaces and quotes that `ast.unparse` writes.

    >>> canonical_name('x.shape[ 0 ]')
    'x.shape[0]'
    """
    match parse_whole(name):
        case [ast.Expr(value=expression)]:
            return ast.unparse(expression)
        case _:
            return name


def read_script(code: str, answers: Answers) -> Script:
    """The constructor calls and the trees in a text.

    Raises:
        ScheduleError: If the text is neither JSON nor Python.
    """
    error = None
    if code.lstrip()[:1] in {"{", "[", '"'}:
        try:
            tree = json.loads(code)
        except (RecursionError, ValueError) as problem:
            error = json_error(problem)
        else:
            notebook = notebook_code(tree)
            if notebook is None:
                return Script(containers=[(tree, 0)])
            code = code_in(notebook)
    check_code_length(code)
    if is_recipe(code):
        return Script(constructions=list(read_recipe(code, answers)))
    statements = parse_code(code)
    if error is not None and not statements:
        raise error
    return follow(code, statements, answers)
