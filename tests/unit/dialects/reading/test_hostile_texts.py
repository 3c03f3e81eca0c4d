"""A text that attacks the reader is refused in one sentence: nothing runs, and time and memory are bounded."""

import json
import re
import tracemalloc
from pathlib import Path

import pytest

from pruning_core import read_schedules
from pruning_core.errors import ScheduleError

CALL = "PolynomialDecay(0, .8, 0, {})"
DOUBLED = "a0 = [1]\n" + "".join(f"a{i + 1} = [a{i}, a{i}]\n" for i in range(80))
POINTS = "k0 = Keyframe(1, 2)\n" + "".join(f"k{i + 1} = Keyframe(k{i}, k{i})\n" for i in range(60))
TOO_DEEP = "nested too deeply"
NONE = "no pruning schedule"
NOT_PYTHON = "is not Python"

HOSTILE = {
    "minus signs": (CALL.format("-" * 60_000 + "1"), TOO_DEEP),
    "a long sum": (CALL.format("1+" * 31_000 + "1"), TOO_DEEP),
    "attributes": (CALL.format("a" + ".a" * 30_000), TOO_DEEP),
    "calls of calls": (CALL.format("f" + "()" * 30_000), TOO_DEEP),
    "elif after elif": ("if x:\n pass\n" + "elif x:\n pass\n" * 4_000, TOO_DEEP),
    "open brackets": ("[" * 60_000, TOO_DEEP),
    "open calls": ("PolynomialDecay(" * 4_000, NOT_PYTHON),
    "open dictionaries": ("{" * 30_000, "not JSON"),
    "doubled lists": (DOUBLED + "x = {'class_name': a80}", NONE),
    "10 MB of text": ("x" * 10_000_000, "at most 2,097,152 characters"),
    "2 MB of JSON": ("[" * 2_000_000, "at most 64 KB"),
    "100 KB of Python": ("a = 1\n" * 17_000, "at most 64 KB"),
    "a long recipe": ("- !GMPruningModifier\n" + "  a: eval(1+1)\n" * 10_000, "at most 64 KB"),
    "a long number": (CALL.format("9" * 5_000), NOT_PYTHON),
    "a NUL character": (CALL.format("\x00 9"), "line 1 has an invisible character, U+0000"),
    "reversed text": (
        "\n" + CALL.format("9 # \u202e"),
        "line 2 has an invisible character, U+202E",
    ),
    "half a character": (CALL.format("'\ud800'"), NOT_PYTHON),
    "a long word": ("a" * 65_000, NONE),
    "a long word after a class": ("ConstantSparsity = a" + ".a" * 31_000, TOO_DEEP),
    "spaces": (" " * 65_000, NONE),
    "only fences": ("```\n" * 16_000, NONE),
    "open quotes": ("'''" * 20_000, NONE),
}
HARMLESS = {
    "a power of a power": CALL.format("9 ** 9 ** 9"),
    "a float power": CALL.format("2.0 ** 1e9"),
    "a long list": CALL.format("[0] * 10 ** 10"),
    "a long text": CALL.format("len('a' * 10 ** 10)"),
    "a shift": CALL.format("1 << 10 ** 10"),
    "a comprehension": CALL.format("sum([i for i in range(10 ** 10)])"),
    "a format": CALL.format("f'{1:1000000000}'"),
    "doubled arguments": DOUBLED + "PolynomialDecay(a80, a79, a78, a77)",
    "doubled points": POINTS + "KeyframeSchedule([k60], 0)",
    "many branches": "".join(f"v{i} = 1\nif x: w{i} = 2\n" for i in range(2_000))
    + CALL.format("n"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_refused_with_a_way_out(name: str) -> None:
    text, message = HOSTILE[name]
    with pytest.raises(ScheduleError, match=re.escape(message)) as error_info:
        read_schedules(text)
    assert len(str(error_info.value)) < 400


@pytest.mark.parametrize("name", HARMLESS)
def test_expression_that_would_fill_the_memory_is_not_computed(name: str) -> None:
    tracemalloc.start()
    try:
        [pasted] = read_schedules(HARMLESS[name])
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert pasted.problem is not None
    assert len(str(pasted.problem)) < 400
    assert most < 64 * 1024 * 1024


def test_pasted_code_never_runs(tmp_path: Path) -> None:
    target = tmp_path / "written"
    attack = f"__import__('pathlib').Path({str(target)!r}).touch()"
    for text in (
        attack,
        CALL.format(attack),
        f"ConstantSparsity(0.5, [{attack}][0])",
        f"n = {attack}\n" + CALL.format("n"),
        f"@{attack}\nclass A:\n    {attack}\n" + CALL.format("9"),
        json.dumps({"class_name": attack, "config": {}}),
    ):
        try:
            read_schedules(text)
        except ScheduleError as error:
            assert error.field  # either answer is right; only the file matters
    assert not target.exists()


@pytest.mark.parametrize("text", [b"ConstantSparsity(0.5, 0)", None, 7, ["x"]])
def test_value_that_is_not_a_text_is_refused(text: object) -> None:
    with pytest.raises(ScheduleError, match="paste a text"):
        read_schedules(text)
