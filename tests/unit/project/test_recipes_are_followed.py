"""The recipes of docs/how-to.md work: in a copy of the project, the tests follow them exactly."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.recipes import copy_project, follow, recipes, run

RECIPES_WITH_CODE = ("A data set", "A training parameter", "A dialect", "A finding")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which all recipes with code were followed, one after another."""
    copy = copy_project(tmp_path_factory.mktemp("project"))
    for title in RECIPES_WITH_CODE:
        follow(recipes()[title], copy)
    return copy


@pytest.fixture(scope="module")
def additions(project: Path) -> dict[str, Any]:
    """The additions of the recipes, reported by a process that runs in the copy."""
    values: dict[str, Any] = json.loads(run(project, "-m", "tests.unit.project.uses_of_recipes"))
    return values


def test_every_recipe_with_code_is_followed() -> None:
    assert tuple(title for title, recipe in recipes().items() if recipe.blocks) == RECIPES_WITH_CODE


def test_dialect_translates_and_is_in_the_list_of_the_page(additions: dict[str, Any]) -> None:
    assert additions["dialect"]["library"] == "ramp 1.0"
    # The first update, the last update, and the number of updates.
    assert additions["dialect"]["updates"] == [38, 192, 155]
    assert additions["dialect"]["sparsity"] == [0.0, 0.875]
    assert "ramp.Ramp(initial=0.0, final=0.875, begin=38, end=192)" in additions["dialect"]["code"]
    assert (
        "nearest curve, line, is up to 34 points below power 3"
        in additions["dialect"]["difference"]
    )
    assert "ramp 1.0" in additions["page"]["libraries"]
    assert additions["page"]["translation"].startswith("ramp.Ramp(initial=0.0, final=0.875, begin=")


def test_data_set_is_found_loaded_offered_and_exported(additions: dict[str, Any]) -> None:
    assert additions["data"]["located"] == "pruning_core/data/stripes.npz"
    assert additions["data"]["shapes"] == [[1600, 28, 28], [1600], [400, 28, 28], [400]]
    assert additions["data"]["short"]["num_examples"] == 1600
    assert additions["data"]["loaded_by_script"] == [1600, 400]
    assert "Stripes" in additions["page"]["data sets"]


def test_parameter_is_in_form_link_command_script_report_and_config(
    additions: dict[str, Any],
) -> None:
    assert "weight_decay" in additions["page"]["inputs"]
    assert additions["parameter"]["read from its link"] == 0.25
    assert additions["parameter"]["read from its command"] == 0.25
    assert additions["parameter"]["read from its JSON"] == 0.25
    assert "weight_decay=0.25" in additions["parameter"]["script"]
    assert "weight decay 0.25" in additions["parameter"]["report"]


def test_finding_is_found_fixed_and_explained(additions: dict[str, Any]) -> None:
    assert additions["finding"]["codes"] == ["almost_empty"]
    assert additions["finding"]["message"].startswith("The schedule removes 99.99 % of the weights")
    assert additions["finding"]["fix"] == 0.999
    assert additions["finding"]["codes after the fix"] == []
    assert "almost_empty" in additions["page"]["lesson"]


def test_tests_of_the_table_cover_the_new_parameter(project: Path) -> None:
    arguments = (
        "-m pytest -q -p no:cacheprovider tests/unit/runs/test_parameters.py -k weight_decay"
    )
    assert re.search(r"^[1-9]\d* passed", run(project, *arguments.split()), re.MULTILINE)
