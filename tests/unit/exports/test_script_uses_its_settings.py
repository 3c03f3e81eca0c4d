"""A script uses every constant at its top. An unused constant would be a parameter without effect."""

import ast
import json
from collections.abc import Iterable

import pytest

from pruning_core import TrainingPlan
from pruning_core.exports import run_notebook, run_script
from pruning_core.parameter import Choice
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import PARAMETERS
from tests.examples import DECAY

PLAN = TrainingPlan(num_examples=500, batch_size=32, epochs=3, validation_split=0.2)
PRUNED = RunConfig(schedule=DECAY, plan=PLAN, dataset="digits")
SETTINGS = {
    name.upper()
    for name, parameter in PARAMETERS.items()
    if not parameter.argument_of and not isinstance(parameter.values, Choice)
}
"""The parameters that are constants of the script. The other parameters are part of its code."""


def names(trees: Iterable[ast.Module], context: type[ast.expr_context]) -> set[str]:
    """The names that code assigns or reads."""
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }


@pytest.mark.parametrize("config", [PRUNED, PRUNED.dense], ids=["pruned", "dense"])
def test_script_uses_each_of_its_settings(config: RunConfig) -> None:
    trees = [ast.parse(run_script(config))]
    assert names(trees, ast.Store) >= SETTINGS
    assert names(trees, ast.Load) >= SETTINGS


@pytest.mark.parametrize("config", [PRUNED, PRUNED.dense], ids=["pruned", "dense"])
def test_notebook_uses_each_of_its_settings(config: RunConfig) -> None:
    cells = json.loads(run_notebook(config))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    trees = [ast.parse(text) for text in code if not text.startswith("%")]
    assert names(trees, ast.Store) >= SETTINGS
    assert names(trees, ast.Load) >= SETTINGS
