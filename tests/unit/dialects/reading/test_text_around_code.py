"""Text around the code does not hide the schedule: Markdown, prompts, comments, broken lines."""

import pytest

from pruning_core import ConstantSparsity, read_schedule, read_schedules
from pruning_core.errors import ScheduleError

SCHEDULE = ConstantSparsity(target_sparsity=0.5, begin_step=40)
CALL = "ConstantSparsity(0.5, begin_step=40)"


@pytest.mark.parametrize(
    "text",
    [
        f"I use this:\n\n```python\nn = 4\n{CALL}\n```\nIt's slow, isn't it?",
        f"~~~\n{CALL}",
        ">>> n = 10\n>>> ConstantSparsity(\n...     0.5, n * 4)\n<ConstantSparsity at 0x7f>",
        f"In [1]: n = 10\n\nIn [2]: {CALL}\nOut[2]: <ConstantSparsity>",
        f"!pip install tfmot\n%matplotlib inline\n{CALL}",
        f"# {CALL} is what I want\n{CALL}  # (not this)",
        f"    n = 2\n    schedule = {CALL}",
        "n = 10\n    schedule = ConstantSparsity(0.5, n * 4)",
        f"'pruning_schedule': {CALL},",
        f"pruning_schedule={CALL})",
        f"I tried {CALL} but nothing is pruned",
        f"model.fit(x, y\nschedule = {CALL}\n",
        f"print 'old Python'\nn = 10\nschedule = {CALL}",
        "ConstantSparsity(0.5,\u00a0begin_step=40)\u200b",
        "prune(x, name=\u201ca\u201d, schedule=ConstantSparsity(0.5, begin_step=40))",
        "ConstantSparsity(0.5, begin_step=\u2212(\u221240))",
        f"\ufeff{CALL}\r\n",
        f"text = '\\d'\n{CALL}",
        "{'name': 'd', 'dtype': <Policy 'n'>, 'pruning_schedule': {'class_name': 'ConstantSparsity',"
        " 'config': {'target_sparsity': 0.5, 'begin_step': 40}}, 'layer': {...}}",
        f"broken line (\nname = 'an (open bracket'\nlong = \\\n    2\n{CALL}",
    ],
)
def test_schedule_is_found_in_other_text(text: str) -> None:
    assert read_schedule(text) == SCHEDULE


def test_name_in_the_body_of_a_broken_condition_is_asked_for() -> None:
    text = "n = 4\nif large !\n    n = 5\nConstantSparsity(0.5, n * 10)"
    with pytest.raises(ScheduleError) as error_info:
        read_schedule(text)
    assert error_info.value.missing == ("n",)


def test_script_with_several_schedules_lists_the_line_of_each() -> None:
    text = "first = ConstantSparsity(0.5, 0)\n\nsecond = PolynomialDecay(0, 0.8, 0, steps)\n"
    with pytest.raises(ScheduleError) as error_info:
        read_schedule(text)
    message = str(error_info.value)
    assert "line 1, ConstantSparsity" in message
    assert "line 3, PolynomialDecay" in message
    first, second = read_schedules(text)
    assert (first.line, first.schedule) == (1, ConstantSparsity(target_sparsity=0.5, begin_step=0))
    assert second.problem is not None
    assert second.problem.missing == ("steps",)


def test_lines_keep_their_numbers_inside_fences_and_between_broken_lines() -> None:
    text = f"Look:\n```python\nfor x in y\n\n{CALL}\n```\n"
    assert read_schedules(text)[0].line == 5


def test_equal_schedules_of_a_script_are_merged() -> None:
    assert read_schedule(f"a = {CALL}\nb = {CALL}") == SCHEDULE


def test_schedules_in_functions_loops_and_lambdas_are_found() -> None:
    text = (
        "def build():\n    def inner():\n        return ConstantSparsity(0.1, 0)\n"
        "make = lambda s: ConstantSparsity(s, 1)\n"
        "all = [ConstantSparsity(s, 2) for s in range(3)]\n"
        "class Model:\n    def build(self):\n        return ConstantSparsity(0.4, self.begin)\n"
    )
    problems = [each.problem and each.problem.missing for each in read_schedules(text)]
    assert problems == [None, ("s",), ("s",), ("self.begin",)]


def test_class_that_the_script_defines_itself_is_not_read() -> None:
    text = "class PolynomialDecay(Base):\n    pass\nPolynomialDecay(0, 0.8, 0, 100)"
    with pytest.raises(ScheduleError):
        read_schedule(text)


def test_import_with_a_fallback_is_followed() -> None:
    text = (
        "try:\n    from tfmot.sparsity.keras import ConstantSparsity as Same\n"
        "except ImportError:\n    Same = None\nSame(0.5, begin_step=40)"
    )
    assert read_schedule(text) == SCHEDULE
