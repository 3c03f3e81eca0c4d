"""Training programs of other people import the code of events. It needs only Python 3.10 and its standard library."""

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.runs.test_recorded_runs import RECORDED_EVENTS

ROOT = Path(__file__).parents[3]
MODULES = [
    "pruning_core.checks",
    "pruning_core.errors",
    "pruning_core.json_checks",
    "pruning_core.kernels",
    "pruning_core.runs.description",
    "pruning_core.runs.events.event_json",
    "pruning_core.runs.events.parts",
    "pruning_core.runs.events.kinds",
    "pruning_core.runs.events.sink",
    "pruning_core.texts",
]
"""The modules that the code of events consists of."""
OLDEST_PYTHON = (3, 10)
NEWER_NAMES = {
    "asyncio": {"Runner", "TaskGroup", "timeout"},
    "builtins": {"BaseExceptionGroup", "ExceptionGroup"},
    "contextlib": {"chdir"},
    "datetime": {"UTC"},
    "enum": {"EnumCheck", "FlagBoundary", "ReprEnum", "StrEnum", "member", "nonmember", "verify"},
    "hashlib": {"file_digest"},
    "itertools": {"batched"},
    "math": {"cbrt", "exp2", "sumprod"},
    "operator": {"call"},
    "tomllib": {"*"},
    "typing": {
        "LiteralString", "Never", "NotRequired", "Required", "Self", "TypeAliasType", "TypeVarTuple",
        "Unpack", "assert_never", "assert_type", "dataclass_transform", "override", "reveal_type",
    },
}  # fmt: skip
"""Names of the standard library that Python 3.10 does not have."""
NEWER_METHODS = {"add_note"}
READ_AND_WRITE = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
for module in json.loads(sys.argv[2]):
    importlib.import_module(module)
from pruning_core.runs.events.event_json import event_from_json, event_to_json
for line in sys.stdin.read().splitlines():
    assert event_to_json(event_from_json(line)) == line
print(json.dumps(sorted(sys.modules)))
"""


def path_of(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def names_imported_by(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each imported module, with the name that is imported from it, or "*" for the whole module."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((name.name, "*") for name in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from ((module, name.name) for name in names)
            case ast.ImportFrom():
                raise AssertionError("this test cannot follow relative imports")
            case _:
                pass


@pytest.mark.parametrize("module", MODULES)
def test_module_runs_with_python_3_10(module: str) -> None:
    tree = ast.parse(path_of(module).read_text("utf-8"), feature_version=OLDEST_PYTHON)
    assert [
        name for name in names_imported_by(tree) if name[1] in NEWER_NAMES.get(name[0], ())
    ] == []
    used_names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used_names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert used_names & (set[str]().union(*NEWER_NAMES.values()) | NEWER_METHODS) == set()


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_the_standard_library_and_the_other_modules(module: str) -> None:
    tree = ast.parse(path_of(module).read_text("utf-8"))
    other_modules = {
        name
        for name, _part in names_imported_by(tree)
        if name.partition(".")[0] not in sys.stdlib_module_names
    }
    assert other_modules <= set(MODULES)


def test_modules_of_events_read_and_write_events_without_other_modules(tmp_path: Path) -> None:
    for module in MODULES:
        copy = tmp_path / path_of(module).relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path_of(module), copy)
    lines = "".join(f"{json.dumps(event)}\n" for event in RECORDED_EVENTS.values())
    result = subprocess.run(
        [sys.executable, "-S", "-I", "-c", READ_AND_WRITE, str(tmp_path), json.dumps(MODULES)],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded_modules = {
        name
        for name in json.loads(result.stdout)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "__main__"}
    }
    assert loaded_modules == {
        *MODULES,
        "pruning_core",
        "pruning_core.runs",
        "pruning_core.runs.events",
    }
