"""The lab's TensorFlow code as text, and a schedule as the call that makes tfmot's object."""

import ast
import json
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pruning_core.schedules import KeyframeSchedule, Schedule
from pruning_core.training.exported_sources import ExportedSource


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """A module in two parts, so that its code can be copied into another file.

    Attributes:
        imports: The import statements of the module, one per line.
        code: The rest of the module.
    """

    imports: tuple[str, ...]
    code: str


NOTHING = Definition(imports=(), code="")


def definition(schedules: Iterable[Schedule]) -> Definition:
    """The class that the code from `call` uses, if the class is not in tfmot."""
    if any(isinstance(schedule, KeyframeSchedule) for schedule in schedules):
        return module_code(ExportedSource.TRACED_KEYFRAMES)
    return NOTHING


def network(name: str) -> str:
    """The source of the lab's function that builds a network. Function and network have the same name."""
    text = ExportedSource.ARCHITECTURES.read()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno]) + "\n"
    raise LookupError(f"no function builds the network {name}")


@cache
def module_code(source: ExportedSource) -> Definition:
    """The text of a module that imports no other module of the lab. TensorFlow is not imported."""
    return split_module(source.read())


def split_module(text: str) -> Definition:
    r"""The imports at the top of a module, and its code without docstring.

    >>> split_module('"An example."\n\nimport math\n\n\ndef half():\n    return math.pi / 2\n')
    Definition(imports=('import math',), code='def half():\n    return math.pi / 2\n')
    """
    imports = [
        node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    last = imports[-1].end_lineno
    return Definition(
        imports=tuple(ast.unparse(node) for node in imports),
        code="".join(text.splitlines(keepends=True)[last:]).strip("\n") + "\n",
    )


def call(schedule: Schedule) -> str:
    """The expression that makes the schedule, with one line for each argument.

    >>> from pruning_core import ConstantSparsity
    >>> print(call(ConstantSparsity(target_sparsity=0.5, begin_step=0)))
    tfmot.sparsity.keras.ConstantSparsity(
        target_sparsity=0.5,
        begin_step=0,
        end_step=-1,
        frequency=100,
    )
    """
    schedule_config = schedule.get_config()
    name = schedule_config["class_name"]
    prefix = "" if isinstance(schedule, KeyframeSchedule) else "tfmot.sparsity.keras."
    arguments = "".join(
        f"    {parameter}={literal(value)},\n"
        for parameter, value in schedule_config["config"].items()
    )
    return f"{prefix}{name}(\n{arguments})"


def calls(schedules: Mapping[str, Schedule]) -> str:
    """The expression for a dictionary from layer names to schedules.

    >>> from pruning_core import ConstantSparsity
    >>> print(calls({"dense": ConstantSparsity(target_sparsity=0.5, begin_step=0)}))
    {
        "dense": tfmot.sparsity.keras.ConstantSparsity(
            target_sparsity=0.5,
            begin_step=0,
            end_step=-1,
            frequency=100,
        ),
    }
    """
    entries = (f"{text_literal(layer)}: {call(schedule)}," for layer, schedule in schedules.items())
    return f"{{\n{textwrap.indent(chr(10).join(entries), '    ')}\n}}"


def text_literal(text: str) -> str:
    r"""Any text as a Python literal on one line. Layers of a model file may have any name.

    >>> print(text_literal("dense"), text_literal('a"b'), text_literal("a\u2028b"))
    "dense" "a\"b" 'a\u2028b'
    """
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else repr(text)


def literal(value: Any) -> str:  # noqa: ANN401  (a parameter of any schedule)
    """A parameter as a Python literal, with one line for each keyframe."""
    if not isinstance(value, list):
        return repr(value)
    points = "".join(
        f'        [{step}, {sparsity!r}, "{segment}"],\n' for step, sparsity, segment in value
    )
    return f"[\n{points}    ]"
