"""Cells of CSV files: a text that a spreadsheet would run as a formula gets an apostrophe before it."""

import re

APOSTROPHE = "'"
FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""The start of a text that a spreadsheet may run, or that has an apostrophe before such a start."""


def harmless_cell(cell: object) -> object:
    """The cell, with an apostrophe before it if it is a text that a spreadsheet would run as a formula.

    Use it for each cell that a visitor may have written. Numbers do not change, so a spreadsheet can compute with them.

    Source: OWASP, "CSV Injection".

    >>> harmless_cell("=1+1"), harmless_cell("'=1+1"), harmless_cell("conv1"), harmless_cell(-1.5)
    ("'=1+1", "''=1+1", 'conv1', -1.5)
    """
    return f"{APOSTROPHE}{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def original_cell(text: str) -> str:
    """The inverse of `harmless_cell` for texts.

    >>> original_cell("'=1+1"), original_cell("'conv1'")
    ('=1+1', "'conv1'")
    """
    is_changed = text.startswith(APOSTROPHE) and FORMULA.match(text)
    return text.removeprefix(APOSTROPHE) if is_changed else text
