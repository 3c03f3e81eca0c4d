"""The recipes of docs/how-to.md: read from the document, and followed in a copy of the project."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "how-to.md"
COPIED = ("pruning_core", "pages", "tests")
HALF_WRITTEN = shutil.ignore_patterns("*.pyc.*")
"""Bytecode that another process writes now, under a name that exists for a moment."""

SECTION = re.compile(r"^## (.+)\n((?:(?!## ).*\n)*)", re.MULTILINE)
BLOCK = re.compile(r"^( *)```python\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
ABOVE = re.compile(r'# (\S+), above "(.+)"')
NEW_FILE = re.compile(r"# (\S+), a new file")
RUN_ONCE = "# Run this once in the project's folder."
NAMED = re.compile(r"`([\w./-]+/[\w.-]*|[\w-]+\.(?:md|toml|py))`")
"""A path in backticks: it has a slash, or is a file of the project's folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """A section of the document.

    Attributes:
        title: Its heading.
        text: What stands below the heading.
    """

    title: str
    text: str

    @property
    def blocks(self) -> list[str]:
        """Its code blocks; the first line of each says where the code goes."""
        return [
            re.sub(f"^{indent}", "", code, flags=re.MULTILINE)
            for indent, code in BLOCK.findall(self.text)
        ]

    @property
    def new_files(self) -> list[str]:
        """The files that its blocks make."""
        return [found[1] for block in self.blocks if (found := NEW_FILE.match(block))]

    @property
    def changed_files(self) -> list[str]:
        """The files that its blocks change."""
        return [found[1] for block in self.blocks if (found := ABOVE.match(block))]

    @property
    def tests(self) -> list[str]:
        """The files of tests that its last line names."""
        last = self.text.strip().rpartition("\n\n")[2]
        return NAMED.findall(last) if last.startswith("Done when ") else []


def recipes() -> dict[str, Recipe]:
    """Every recipe by its title."""
    found = SECTION.findall(DOCUMENT.read_text("utf-8"))
    return {title: Recipe(title=title, text=text) for title, text in found}


def copied_project(folder: Path) -> Path:
    """A copy of what a recipe may change, in a new folder."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=HALF_WRITTEN)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def follow(recipe: Recipe, project: Path) -> None:
    """Do what the code blocks of a recipe say.

    Raises:
        LookupError: If a block does not say where its code goes, or the place does not exist.
    """
    for block in recipe.blocks:
        first, code = block.split("\n", 1)
        if first == RUN_ONCE:
            run(project, "-c", code)
        elif found := NEW_FILE.fullmatch(first):
            (project / found[1]).write_text(code, "utf-8")
        elif found := ABOVE.fullmatch(first):
            insert(code, project / found[1], above=found[2])
        else:
            raise LookupError(f"{recipe.title}: {first!r} does not say where the code goes")


def insert(code: str, path: Path, *, above: str) -> None:
    """Insert code above the one line that begins with a text."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    at = [index for index, line in enumerate(lines) if line.startswith(above)]
    if len(at) != 1:
        raise LookupError(f"{path}: {len(at)} lines begin with {above!r}, not one")
    lines.insert(at[0], code)
    path.write_text("".join(lines), "utf-8")


def run(project: Path, *arguments: str) -> str:
    """What Python prints for these arguments in a project's folder; it must succeed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
