"""Every file and every test that docs/how-to.md names exists. Every recipe ends with its tests."""

import pytest

from tests.recipes import DOCUMENT, FILE_NAME, ROOT, Recipe, recipes

TITLES = {
    "A data set",
    "A training parameter",
    "A dialect",
    "A finding",
    "A network",
    "A schedule",
    "An event",
    "An export",
    "A page",
}
SOURCE_FILES = {"A data set": 1, "A training parameter": 1, "A dialect": 2, "A finding": 4}
"""The number of modules that each recipe with code adds or changes."""
RECIPES = [pytest.param(recipe, id=title) for title, recipe in recipes().items()]


def test_there_is_a_recipe_for_each_kind_of_addition() -> None:
    assert set(recipes()) == TITLES


def test_every_file_that_the_document_names_exists() -> None:
    new_files = {path for recipe in recipes().values() for path in recipe.new_files}
    names = set(FILE_NAME.findall(DOCUMENT.read_text("utf-8")))
    names |= {path for recipe in recipes().values() for path in recipe.changed_files}
    assert len(names) > 40
    missing = {
        path for path in names - new_files if "NAME" not in path and not (ROOT / path).exists()
    }
    assert missing == set()


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipe_ends_with_the_tests_that_check_it(recipe: Recipe) -> None:
    assert recipe.tests
    for path in recipe.tests:
        assert path.startswith("tests/")
        assert "test" in (ROOT / path).name


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipe_is_a_numbered_list_of_files_in_their_order(recipe: Recipe) -> None:
    numbers = [line.partition(".")[0] for line in recipe.text.splitlines() if line[:1].isdigit()]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) >= 2


def test_recipe_with_code_adds_or_changes_few_modules() -> None:
    module_counts = {
        title: len({*recipe.new_files, *recipe.changed_files})
        for title, recipe in recipes().items()
        if recipe.blocks
    }
    assert module_counts == SOURCE_FILES
