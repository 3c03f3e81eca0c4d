"""The module for the visitor's own model is code that linters accept, and has the numbers of its plan."""

import subprocess
import sys
from pathlib import Path

import pytest

from pruning_core.errors import PlanError
from pruning_core.exports import own_training_script
from pruning_core.plan.own_training import SOURCES, OwnTraining
from pruning_core.plan.step_rules import STEP_RULES
from tests.examples import DECAY, SMOOTH

TRAININGS = [
    OwnTraining(known=known, step_rule=rule, k=3)
    for known in SOURCES
    for rule in STEP_RULES
    if STEP_RULES[rule].counts
]


def test_every_module_passes_the_formatter_and_the_linter(tmp_path: Path) -> None:
    for index, training in enumerate(TRAININGS):
        schedule = (DECAY, SMOOTH)[index % 2]
        (tmp_path / f"module_{index}.py").write_text(own_training_script(schedule, training))
    for command in (["format", "--check"], ["check", "--select=B,E,F,I,UP,W", "--ignore=E501"]):
        result = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length=100", tmp_path],
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("training", TRAININGS, ids=str)
def test_module_has_the_steps_of_its_plan(training: OwnTraining) -> None:
    assert f"TOTAL_STEPS = {training.plan.total_steps}\n" in own_training_script(DECAY, training)


def test_training_without_steps_has_no_module() -> None:
    with pytest.raises(PlanError, match="training=True"):
        own_training_script(DECAY, OwnTraining(step_rule="inference"))
