"""CSV: a table of layers with a line of column names."""

import csv
import re
from collections.abc import Mapping

from pruning_core.checks import quoted
from pruning_core.csv_cells import original_cell
from pruning_core.errors import LayerTableError
from pruning_core.networks.layer import MAX_NOTE_CHARACTERS, Layer
from pruning_core.networks.reading.layer_reading import KerasNames, LayerReading
from pruning_core.networks.reading.shape_text import (
    SEPARATORS,
    SHAPE,
    TRUTHS,
    guess_kind,
    make_layer,
    read_shape,
)
from pruning_core.networks.tfmot_rules import KNOWN_KINDS
from pruning_core.texts import gettext

DELIMITERS = ",;\t|"
COLUMN_NAMES = {
    "name": "name",
    "layer": "name",
    "layer name": "name",
    "kind": "kind",
    "type": "kind",
    "class": "kind",
    "layer type": "kind",
    "kernels": "kernels",
    "kernel": "kernels",
    "shape": "kernels",
    "shapes": "kernels",
    "kernel shape": "kernels",
    "kernel shapes": "kernels",
    "kernel_shape": "kernels",
    "prunable": "prunable",
    "pruned": "prunable",
    "prune": "prunable",
}
"""The meaning of each column name."""
MARKS = {**TRUTHS, "1": True, "0": False}


def read_columns(line: str) -> list[str] | None:
    """The column names of a CSV table, or None if the line has no column names.

    >>> read_columns("Layer;Kernel shape;Params")
    ['Layer', 'Kernel shape', 'Params']
    >>> read_columns("conv1,3x3x64x128") is None
    True
    """
    cells = [cell.strip().strip('"') for cell in line.split(delimiter_of(line))]
    return cells if any(COLUMN_NAMES.get(cell.lower()) == "kernels" for cell in cells) else None


def delimiter_of(line: str) -> str:
    """The character that separates the columns."""
    return max(DELIMITERS, key=line.count)


def read_csv(text: str) -> LayerReading:
    r"""The layers of a table with the columns name, kind, kernels and prunable. Only kernels is required.

    The apostrophe that the lab writes before a formula is removed.

    Raises:
        LayerTableError: If a row is damaged; the message has the line number.

    >>> read_csv("name,kernels,prunable\nfc,1600x256,no\nout,256x10,yes").layers[1]
    Layer(name='out', kind='Dense', kernels=((256, 10),), prunable=True, note='')
    """
    lines = text.strip().splitlines()
    header = read_columns(lines[0]) or []
    columns = [COLUMN_NAMES.get(cell.lower(), "") for cell in header]
    other_columns = [cell for cell in header if cell.lower() not in COLUMN_NAMES]
    rows = [
        (number, dict(zip(columns, map(original_cell, map(str.strip, row)), strict=False)))
        for number, row in enumerate(
            csv.reader(lines[1:], delimiter=delimiter_of(lines[0])), start=2
        )
        if any(row)
    ]
    names = KerasNames(row.get("name", "") for _number, row in rows)
    layers = tuple(read_row(number, row, names) for number, row in rows)
    note = gettext("These columns are not read: {columns}.", columns=", ".join(other_columns))
    return LayerReading(layers=layers, notes=(note[:MAX_NOTE_CHARACTERS],) if other_columns else ())


def read_row(number: int, row: Mapping[str, str], names: KerasNames) -> Layer:
    """The layer in one row."""
    field = gettext("line {number}", number=number)
    cell = row.get("kernels", "")
    if re.fullmatch(r"\d+(\s*,\s*\d+)+", cell):
        cell = f"({cell})"
    if SHAPE.sub("", cell).strip(SEPARATORS):
        raise LayerTableError(
            field,
            gettext(
                "{field}: the kernels must be shapes such as 3x3x64x128, got {value}",
                field=field,
                value=quoted(cell),
            ),
        )
    kernels = tuple(read_shape(match[0]) for match in SHAPE.finditer(cell))
    kind = row.get("kind", "")
    kind = KNOWN_KINDS.get(kind.lower(), kind) or guess_kind(kernels)
    mark = row.get("prunable", "").lower()
    if mark and mark not in MARKS:
        raise LayerTableError(
            field,
            gettext(
                "{field}: prunable must be yes or no, got {value}", field=field, value=quoted(mark)
            ),
        )
    return make_layer(row.get("name") or names.next(kind), kind, kernels, prunable=MARKS.get(mark))
