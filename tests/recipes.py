"""Reads the recipes of docs/how-to.md, and follows them in a copy of the project."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "how-to.md"
COPIED_FOLDERS = ("pruning_core", "pages", "tests")
TEMPORARY_FILES = shutil.ignore_patterns("*.pyc.*")
"""Temporary names of bytecode files that another process is writing."""

SECTION = re.compile(r"^## (.+)\n((?:(?!## ).*\n)*)", re.MULTILINE)
BLOCK = re.compile(r"^( *)```python\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
CHANGED_FILE = re.compile(r'# (\S+), above "(.+)"')
NEW_FILE = re.compile(r"# (\S+), a new file")
RUN_ONCE = "# Run this once in the project's folder."
FILE_NAME = re.compile(r"`([\w./-]+/[\w.-]*|[\w-]+\.(?:md|toml|py))`")
"""A path in backticks. It has a slash, or it is a file in the project's folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """A section of the document.

    Attributes:
        title: Its heading.
        text: The text below the heading.
    """

    title: str
    text: str

    @property
    def blocks(self) -> list[str]:
        """The code blocks. The first line of each block names the file for the code."""
        return [
            re.sub(f"^{indent}", "", code, flags=re.MULTILINE)
            for indent, code in BLOCK.findall(self.text)
        ]

    @property
    def new_files(self) -> list[str]:
        """The new files that the blocks create."""
        return [match[1] for block in self.blocks if (match := NEW_FILE.match(block))]

    @property
    def changed_files(self) -> list[str]:
        """The existing files that the blocks change."""
        return [match[1] for block in self.blocks if (match := CHANGED_FILE.match(block))]

    @property
    def tests(self) -> list[str]:
        """The test files that the last paragraph names."""
        last = self.text.strip().rpartition("\n\n")[2]
        return FILE_NAME.findall(last) if last.startswith("Done when ") else []


def recipes() -> dict[str, Recipe]:
    """Every recipe by its title."""
    sections = SECTION.findall(DOCUMENT.read_text("utf-8"))
    return {title: Recipe(title=title, text=text) for title, text in sections}


def copy_project(folder: Path) -> Path:
    """Copy all files that a recipe may change into a new folder. Return the folder."""
    for name in COPIED_FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=TEMPORARY_FILES)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def follow(recipe: Recipe, project: Path) -> None:
    """Apply the code blocks of a recipe to a copy of the project.

    Raises:
        LookupError: If a block does not name a file, or if the line in the file does not exist.
    """
    for block in recipe.blocks:
        first_line, code = block.split("\n", 1)
        if first_line == RUN_ONCE:
            run(project, "-c", code)
        elif match := NEW_FILE.fullmatch(first_line):
            (project / match[1]).write_text(code, "utf-8")
        elif match := CHANGED_FILE.fullmatch(first_line):
            insert(code, project / match[1], above=match[2])
        else:
            raise LookupError(f"{recipe.title}: {first_line!r} does not name the place of the code")


def insert(code: str, path: Path, *, above: str) -> None:
    """Insert code above the line that begins with the text `above`. Only one line may begin with it."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    indices = [index for index, line in enumerate(lines) if line.startswith(above)]
    if len(indices) != 1:
        raise LookupError(f"{path}: {len(indices)} lines begin with {above!r}, not one")
    lines.insert(indices[0], code)
    path.write_text("".join(lines), "utf-8")


def run(project: Path, *arguments: str) -> str:
    """Run Python with these arguments in a project's folder. Return its output. Python must succeed."""
    process = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout
