"""Scripts and notebooks compile, contain the values of the config, and name the packages that they need."""

import ast
import json
import re
import subprocess
import sys
import textwrap
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pruning_core import (
    ConstantSparsity,
    KeyframeSchedule,
    Schedule,
    TrainingPlan,
)
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError
from pruning_core.exports import (
    iframe_snippet,
    run_notebook,
    run_script,
)
from pruning_core.exports.addresses import is_address
from pruning_core.exports.code.dependencies import PYTHON, TRAINING
from pruning_core.runs.config import RunConfig
from pruning_core.schedules import Keyframe, Segment
from tests.examples import DECAY
from tests.export_inputs import (
    addresses,
    any_schedules,
    plans,
)

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))
PLAN = TrainingPlan(num_examples=500, batch_size=32, epochs=2, validation_split=0.2)
CONFIG = RunConfig(schedule=DECAY, plan=PLAN)
SCHEDULES_OF_EACH_CLASS = (
    ConstantSparsity(target_sparsity=1e-7, begin_step=3),
    DECAY,
    KeyframeSchedule(
        keyframes=(
            Keyframe(step=2, sparsity=0.1, segment=Segment.SMOOTH),
            Keyframe(step=8, sparsity=0.6, segment=Segment.HOLD),
            Keyframe(step=12, sparsity=0.8),
        ),
        begin_step=2,
    ),
)
# The regular expression of PEP 723.
METADATA = re.compile(r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$")


def arguments_of(code: str, name: str) -> dict[str, Any]:
    """The keyword arguments of the only call of a function with that name in the code."""
    calls = [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name
    ]
    assert len(calls) == 1
    return {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in calls[0].keywords}


def check_with_ruff(*arguments: str, text: str) -> None:
    """Check that ruff reports nothing about the text."""
    command = [sys.executable, "-m", "ruff", *arguments, "--isolated", "--line-length=100", "-"]
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@given(any_schedules(), plans(), st.sampled_from(sorted(DATASETS)), st.integers(0, 2**32 - 1))
def test_script_compiles_and_creates_the_schedule_of_the_config(
    schedule: Schedule, plan: TrainingPlan, dataset: str, seed: int
) -> None:
    script = run_script(RunConfig(schedule=schedule, plan=plan, dataset=dataset, seed=seed))
    compile(script, "script.py", "exec", dont_inherit=True)
    schedule_config = schedule.get_config()
    assert arguments_of(script, schedule_config["class_name"]) == schedule_config["config"]
    constants = dict(re.findall(r"^([A-Z_]+) = (.*)$", script, re.MULTILINE))
    assert {name: ast.literal_eval(value) for name, value in constants.items()} == {
        "NUM_EXAMPLES": plan.num_examples,
        "BATCH_SIZE": plan.batch_size,
        "EPOCHS": plan.epochs,
        "VALIDATION_SPLIT": plan.validation_split,
        "SEED": seed,
    }


@settings(max_examples=15)
@given(any_schedules(), st.sampled_from(sorted(DATASETS)), addresses())
def test_script_passes_the_formatter_and_the_linter(
    schedule: Schedule, dataset: str, link: str
) -> None:
    script = run_script(RunConfig(schedule=schedule, plan=PLAN, dataset=dataset, seed=0), link=link)
    check_with_ruff("format", "--check", text=script)
    check_with_ruff("check", "--select=B,E,F,I,UP,W", "--ignore=E501", text=script)


@pytest.mark.parametrize("schedule", SCHEDULES_OF_EACH_CLASS)
@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_script_names_the_packages_that_it_imports_with_the_versions_of_the_lab(
    schedule: Schedule, dataset: str
) -> None:
    script = run_script(RunConfig(schedule=schedule, plan=PLAN, dataset=dataset, seed=0))
    (block,) = METADATA.finditer(script)
    assert block["type"] == "script"
    content = "".join(line[2:] for line in block["content"].splitlines(keepends=True))
    metadata = tomllib.loads(content)
    assert metadata["requires-python"] == PROJECT["project"]["requires-python"]
    assert metadata["dependencies"] == [
        *(f"{package}=={version(package)}" for package in sorted(TRAINING)),
        *DATASETS[dataset].script.packages,
    ]
    modules = {package.split("==")[0].replace("-", "_") for package in metadata["dependencies"]}
    modules |= {"sklearn"} if "scikit_learn" in modules else set()
    imported_modules = set(re.findall(r"^(?:import|from) (\w+)", script, re.MULTILINE))
    assert imported_modules - sys.stdlib_module_names <= modules


def test_lab_pins_the_versions_of_the_packages_of_a_script() -> None:
    pinned_packages = {
        dependency.split("==")[0]
        for dependency in PROJECT["project"]["optional-dependencies"]["lab"]
    }
    assert set(TRAINING) <= pinned_packages
    assert PROJECT["project"]["requires-python"] == PYTHON


@given(addresses())
def test_link_is_in_a_comment_and_nowhere_else(link: str) -> None:
    script, script_without_link = run_script(CONFIG, link=link), run_script(CONFIG)
    line = f"# Made with the Pruning Schedule Lab: {link}"
    assert line in script.splitlines()
    assert ast.dump(ast.parse(script)) == ast.dump(ast.parse(script_without_link))


@given(st.text())
def test_link_that_is_not_an_address_is_refused(text: str) -> None:
    for wrong_link in (text, f"https://lab.example/{text}\n", f"https://lab.example/> {text}"):
        if is_address(wrong_link):
            continue
        for export in (run_script, run_notebook):
            with pytest.raises(FieldError, match="link must be an address"):
                export(CONFIG, link=wrong_link)
        with pytest.raises(FieldError, match="url must be an address"):
            iframe_snippet(wrong_link, title="A lab")


@settings(max_examples=30)
@given(any_schedules(), plans(), st.sampled_from(sorted(DATASETS)), st.none() | addresses())
def test_notebook_is_valid_and_its_cells_compile(
    schedule: Schedule, plan: TrainingPlan, dataset: str, link: str | None
) -> None:
    text = run_notebook(RunConfig(schedule=schedule, plan=plan, dataset=dataset, seed=0), link=link)
    notebook = json.loads(text)
    nbformat.validate(notebook, version=4, version_minor=5)
    code = {
        cell["id"]: "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }
    assert code.pop("install").startswith("%pip install ")
    for name, cell in code.items():
        compile(cell, name, "exec", dont_inherit=True)
    schedule_config = schedule.get_config()
    assert (
        arguments_of(code["schedule"], schedule_config["class_name"]) == schedule_config["config"]
    )


@pytest.mark.parametrize("schedule", SCHEDULES_OF_EACH_CLASS)
@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_script_and_notebook_define_the_same_functions(schedule: Schedule, dataset: str) -> None:
    config = RunConfig(schedule=schedule, plan=PLAN, dataset=dataset, seed=5)
    script, notebook = run_script(config), json.loads(run_notebook(config))
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    kinds = (ast.FunctionDef, ast.ClassDef)

    def definitions(text: str) -> dict[str, str]:
        return {
            node.name: ast.dump(node) for node in ast.parse(text).body if isinstance(node, kinds)
        }

    definitions_of_script = definitions(script)
    assert definitions("\n".join(code[1:])) == {
        name: body
        for name, body in definitions_of_script.items()
        if name not in ("main", "pruning_schedule")
    }


def test_exporting_imports_neither_tensorflow_nor_a_page() -> None:
    code = """\
        import sys
        from pruning_core import KeyframeSchedule, TrainingPlan
        from pruning_core.exports import run_notebook, run_script
        from pruning_core.runs.config import RunConfig
        plan = TrainingPlan(num_examples=500, batch_size=32, epochs=1)
        schedule = KeyframeSchedule(keyframes=[[9, 0.5]], begin_step=9)
        config = RunConfig(schedule=schedule, plan=plan, dataset="mnist", seed=0)
        run_script(config)
        run_notebook(config)
        assert not {"tensorflow", "tf_keras", "streamlit"} & set(sys.modules)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True)
