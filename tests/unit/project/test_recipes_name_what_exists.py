"""Every file and every test that docs/how-to.md names exists, and every recipe ends in its tests."""

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
"""How many modules each recipe with code adds or changes."""
RECIPES = [pytest.param(recipe, id=title) for title, recipe in recipes().items()]


def test_there_is_a_recipe_for_everything_that_grows() -> None:
    assert set(recipes()) == TITLES


def test_every_file_that_the_document_names_exists() -> None:
    made = {path for recipe in recipes().values() for path in recipe.new_files}
    named = set(FILE_NAME.findall(DOCUMENT.read_text("utf-8")))
    named |= {path for recipe in recipes().values() for path in recipe.changed_files}
    assert len(named) > 40
    missing = {path for path in named - made if "NAME" not in path and not (ROOT / path).exists()}
    assert missing == set()


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipe_ends_in_the_tests_that_show_that_it_is_done(recipe: Recipe) -> None:
    assert recipe.tests
    for path in recipe.tests:
        assert path.startswith("tests/")
        assert "test" in (ROOT / path).name


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipe_is_a_numbered_list_of_files_in_their_order(recipe: Recipe) -> None:
    numbers = [line.partition(".")[0] for line in recipe.text.splitlines() if line[:1].isdigit()]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) >= 2


def test_recipe_with_code_touches_few_modules() -> None:
    touched = {
        title: len({*recipe.new_files, *recipe.changed_files})
        for title, recipe in recipes().items()
        if recipe.blocks
    }
    assert touched == SOURCE_FILES
