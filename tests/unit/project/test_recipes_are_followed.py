"""The recipes of docs/how-to.md lead to what they promise: a copy of the project follows them to the letter."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.recipes import copied_project, follow, recipes, run

FOLLOWED = ("A data set", "A training parameter", "A dialect", "A finding")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which all recipes with code were followed, one after another."""
    copy = copied_project(tmp_path_factory.mktemp("project"))
    for title in FOLLOWED:
        follow(recipes()[title], copy)
    return copy


@pytest.fixture(scope="module")
def seen(project: Path) -> dict[str, Any]:
    """What a process that runs in the copy sees of the additions."""
    found: dict[str, Any] = json.loads(run(project, "-m", "tests.unit.project.uses_of_recipes"))
    return found


def test_the_recipes_with_code_are_those_that_are_followed() -> None:
    assert tuple(title for title, recipe in recipes().items() if recipe.blocks) == FOLLOWED


def test_dialect_translates_and_is_in_the_list_of_the_page(seen: dict[str, Any]) -> None:
    assert seen["dialect"]["library"] == "ramp 1.0"
    assert seen["dialect"]["updates"] == [38, 192, 155]  # the first, the last, how many
    assert seen["dialect"]["sparsity"] == [0.0, 0.875]
    assert "ramp.Ramp(initial=0.0, final=0.875, begin=38, end=192)" in seen["dialect"]["code"]
    assert "nearest curve, line, is up to 34 points below power 3" in seen["dialect"]["difference"]
    assert "ramp 1.0" in seen["page"]["libraries"]
    assert seen["page"]["translation"].startswith("ramp.Ramp(initial=0.0, final=0.875, begin=")


def test_data_set_is_found_loaded_offered_and_exported(seen: dict[str, Any]) -> None:
    assert seen["data"]["located"] == "pruning_core/data/stripes.npz"
    assert seen["data"]["shapes"] == [[1600, 28, 28], [1600], [400, 28, 28], [400]]
    assert seen["data"]["short"]["num_examples"] == 1600
    assert seen["data"]["loaded_by_script"] == [1600, 400]
    assert "Stripes" in seen["page"]["data sets"]


def test_parameter_is_in_form_link_command_script_report_and_config(seen: dict[str, Any]) -> None:
    assert "weight_decay" in seen["page"]["inputs"]
    assert seen["parameter"]["read from its link"] == 0.25
    assert seen["parameter"]["read from its command"] == 0.25
    assert seen["parameter"]["read from its JSON"] == 0.25
    assert "weight_decay=0.25" in seen["parameter"]["script"]
    assert "weight decay 0.25" in seen["parameter"]["report"]


def test_finding_is_found_fixed_and_explained(seen: dict[str, Any]) -> None:
    assert seen["finding"]["codes"] == ["almost_empty"]
    assert seen["finding"]["message"].startswith("The schedule removes 99.99 % of the weights")
    assert seen["finding"]["fix"] == 0.999
    assert seen["finding"]["codes after the fix"] == []
    assert "almost_empty" in seen["page"]["lesson"]


def test_tests_of_the_table_cover_the_new_parameter(project: Path) -> None:
    arguments = (
        "-m pytest -q -p no:cacheprovider tests/unit/runs/test_parameters.py -k weight_decay"
    )
    assert re.search(r"^[1-9]\d* passed", run(project, *arguments.split()), re.MULTILINE)
