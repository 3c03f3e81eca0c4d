"""Joins the modules of an element into one script. Each module comes after the modules that it imports."""

import posixpath
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

COMPONENTS = files("pages.components")
IMPORT_PATTERN = re.compile(r'^import (?P<names>[^"]*?) from "(?P<path>[^"]+)";\n', re.MULTILINE)
EXPORT_PATTERN = re.compile(r"^export (?!default)", re.MULTILINE)
DEFAULT_EXPORT_PATTERN = re.compile(r"^export default", re.MULTILINE)
RENAMING_PATTERN = re.compile(r"\bas\b|^(?!\{)")


class BundleError(Exception):
    """The modules cannot become one script. The error is in the code, not in a visitor's input."""


@cache
def bundle_modules(entry: str, root: Traversable = COMPONENTS) -> str:
    """Join the entry and all modules that it imports into one script without imports.

    A browser then loads one file instead of thirty, and the offline page can contain the script. All
    modules share one scope, so two modules must not define the same name at their top level.

    Args:
        entry: The module with the default export: its path below the root.
        root: The folder of all modules.

    Raises:
        BundleError: If modules import each other in a cycle, or if an import or export has a form that
            cannot work in one scope. The message has the name of the module.
    """
    names = list_modules(entry, root)
    return "\n".join(strip_imports(name, root, is_entry=name == entry) for name in names)


def list_modules(entry: str, root: Traversable = COMPONENTS) -> tuple[str, ...]:
    """List the paths of the entry and its modules. Each module comes after the modules that it imports.

    >>> list_modules("draw_digit/draw_digit.js")[-1]
    'draw_digit/draw_digit.js'

    Raises:
        BundleError: If modules import each other in a cycle.
    """
    ordered_names: list[str] = []

    def add_module(name: str, importers: tuple[str, ...]) -> None:
        if name in importers:
            raise BundleError(f"modules import each other: {' -> '.join((*importers, name))}")
        if name not in ordered_names:
            for imported_name in list_imports(name, root):
                add_module(imported_name, (*importers, name))
            ordered_names.append(name)

    add_module(entry, ())
    return tuple(ordered_names)


def list_imports(name: str, root: Traversable) -> list[str]:
    """List the paths of the modules that a module imports."""
    relative_paths = [match["path"] for match in IMPORT_PATTERN.finditer(read_module(name, root))]
    return [
        posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in relative_paths
    ]


def strip_imports(name: str, root: Traversable, *, is_entry: bool) -> str:
    """Return the text of a module without its imports. Its exports become plain top-level names."""
    text = read_module(name, root)
    for match in IMPORT_PATTERN.finditer(text):
        if RENAMING_PATTERN.search(match["names"]):
            raise BundleError(f"{name} must import by name, without `as`: {match['names']}")
    text = EXPORT_PATTERN.sub("", IMPORT_PATTERN.sub("", text))
    if DEFAULT_EXPORT_PATTERN.search(text) and not is_entry:
        raise BundleError(f"{name} must not have a default export: only the entry may have one")
    return text


def read_module(name: str, root: Traversable) -> str:
    """Read the text of a module. `name` is its path below the root."""
    return root.joinpath(*name.split("/")).read_text("utf-8")
