"""How the modules of an element become one script: each module after the modules that it imports."""

import posixpath
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

COMPONENTS = files("pages.components")
IMPORT = re.compile(r'^import (?P<names>[^"]*?) from "(?P<path>[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
DEFAULT = re.compile(r"^export default", re.MULTILINE)
RENAMED = re.compile(r"\bas\b|^(?!\{)")


class BundleError(Exception):
    """Modules that cannot become one script: a mistake of a developer, not of a visitor."""


@cache
def bundle_modules(entry: str, root: Traversable = COMPONENTS) -> str:
    """The entry and all modules that it imports, as one script without imports.

    A browser then loads one file instead of thirty, and the offline page can contain the script. All
    modules share one scope, so no two of them may define the same name at their top level.

    Args:
        entry: Path, below the root, of the module with the default export.
        root: The folder that holds all modules.

    Raises:
        BundleError: If modules import each other in a cycle, or if a form of import or export
            cannot work in one scope; the message names the module.
    """
    names = modules_of(entry, root)
    return "\n".join(strip_imports(name, root, is_entry=name == entry) for name in names)


def modules_of(entry: str, root: Traversable = COMPONENTS) -> tuple[str, ...]:
    """The paths of an entry's modules, each after the modules that it imports.

    >>> modules_of("draw_digit/draw_digit.js")[-1]
    'draw_digit/draw_digit.js'

    Raises:
        BundleError: If modules import each other in a cycle.
    """
    order: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise BundleError(f"modules import each other: {' -> '.join((*path, name))}")
        if name not in order:
            for imported in imports_of(name, root):
                visit(imported, (*path, name))
            order.append(name)

    visit(entry, ())
    return tuple(order)


def imports_of(name: str, root: Traversable) -> list[str]:
    """The paths of the modules that a module imports."""
    found = [match["path"] for match in IMPORT.finditer(read_module(name, root))]
    return [posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in found]


def strip_imports(name: str, root: Traversable, *, is_entry: bool) -> str:
    """The text of a module without its imports; its exports become plain top-level names."""
    text = read_module(name, root)
    for match in IMPORT.finditer(text):
        if RENAMED.search(match["names"]):
            raise BundleError(f"{name} must import by name, without `as`: {match['names']}")
    text = EXPORT.sub("", IMPORT.sub("", text))
    if DEFAULT.search(text) and not is_entry:
        raise BundleError(f"{name} must not have a default export: only the entry may have one")
    return text


def read_module(name: str, root: Traversable) -> str:
    """The text of a module, by its path below the root."""
    return root.joinpath(*name.split("/")).read_text("utf-8")
