"""Finds the line of a key in a TOML text, because tomllib keeps no lines."""

import re
from collections.abc import Iterator, Sequence

HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
LONG_QUOTES = ('"""', "'''")
Path = tuple[str | int, ...]


def line_of(text: str, path: Sequence[str | int]) -> int:
    r"""The line of a key, or of the table that would contain it, counted from 1.

    Args:
        text: The TOML text.
        path: The names of the tables and of the key. The number after the name of an array of tables
            is the index of the table.

    >>> line_of("seeds = 3\n[training]\nepochs = 2", ("training", "epochs"))
    3
    >>> line_of("[[arms]]\nname = 'a'\n[[arms]]\nname = 'b'", ("arms", 1, "network"))
    3
    """
    best_line, best_length = 1, 0
    for line, key in keys_in(text):
        length = common_length(key, tuple(path))
        if length > best_length:
            best_line, best_length = line, length
    return best_line


def common_length(key: Path, path: Path) -> int:
    """The number of parts of a key if it is the path, or begins it; otherwise 0."""
    return len(key) if key == path[: len(key)] else 0


def keys_in(text: str) -> Iterator[tuple[int, Path]]:
    """The line and the path of each table and each key."""
    table: Path = ()
    counts: dict[Path, int] = {}
    open_quotes = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if open_quotes:
            open_quotes = "" if open_quotes in line else open_quotes
            continue
        if header := HEADER.match(line):
            name = parts_of(header[2])
            table = name
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                yield number, name
                table = (*name, counts[name])
            yield number, table
        elif key := KEY.match(line):
            yield number, (*table, *parts_of(key[1]))
            open_quotes = next((q for q in LONG_QUOTES if line.count(q) % 2), "")


def parts_of(name: str) -> Path:
    """The parts of a dotted name."""
    return tuple(part.strip("\"'") for part in PART.findall(name))
