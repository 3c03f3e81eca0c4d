"""The rows of a `model.summary()`: of Keras 2, in columns of fixed width, and of Keras 3, in a box."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pruning_core.checks import quoted
from pruning_core.errors import LayerTableError
from pruning_core.texts import gettext

OutputShape = tuple[int | None, ...]

HEADINGS = ("Layer (type)", "Output Shape", "Param #", "Connected to", "Trainable")
CELL_BORDER = re.compile(r"[│┃|]")
RULE = re.compile(r"[\s_=¯|+\-│┃┏┓┡┩├┤└┘┳╇┼┴━─]*")
"""A line between rows, without letters and digits."""
END = re.compile(r"\W*(total params|trainable params|non-trainable params)\b", re.IGNORECASE)
NAME_AND_KIND = re.compile(r"(?P<name>\S.*?)\s*\((?P<kind>[\w>.]*)(?P<rest>[^)]*)\)?")
NAME_WITHOUT_KIND = re.compile(r"(?P<name>[^\s()]+)$")
ROW = re.compile(
    r"(?P<name>[^\s(]+)\s*(?P<kind>\([\w>.]*\)?)\s+(?P<shape>multiple|\?|[\[{(].*?[\])}])\s+(?P<params>[\d,]+)"
    r"(?:\s+(?P<inputs>.*))?"
)
"""A row whose columns are lost, for example because spaces were joined."""
BOX_ROW = re.compile(r"[│┃][^│┃]*\([\w>.]+\)[^│┃]*[│┃][^│┃]*[│┃]\s*[\d,]+\s*([^│┃]*[│┃])+")
"""A row of a table of Keras 3 whose heading was not copied."""
CUT = "…"
LEVEL_WIDTH = 3
"""Keras 3 indents nested layers by three spaces a level."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SummaryRow:
    """One layer in a summary.

    Attributes:
        name: The name of the layer. Its end may be cut.
        kind: The Keras class. Its end may be cut.
        shape: The output shape, the batch first; None if the summary does not show one shape.
        params: Number of weights.
        inputs: The names of the layers before it, if the summary has such a column.
        level: The number of nested models around the layer; 0 for a layer of the whole model.
        is_name_cut: Whether the end of the name is cut.
        is_kind_cut: Whether the end of the kind is cut.
    """

    name: str
    kind: str
    shape: OutputShape | None
    params: int
    inputs: tuple[str, ...] = ()
    level: int = 0
    is_name_cut: bool = False
    is_kind_cut: bool = False


def is_summary(text: str) -> bool:
    """Whether a text looks like a `model.summary()`.

    >>> is_summary("Layer (type)   Output Shape   Param #"), is_summary("conv1 3x3x64x128")
    (True, False)
    """
    return any(
        is_heading(line)
        or is_cut_heading(line)
        or BOX_ROW.match(line.strip())
        or ROW.match(line.strip())
        for line in text.splitlines()
    )


def is_heading(line: str) -> bool:
    """Whether a line has the names of the columns."""
    return all(heading in line for heading in HEADINGS[:3])


def is_cut_heading(line: str) -> bool:
    """Whether a line has the first column name, but not every column name."""
    return HEADINGS[0] in line and not is_heading(line)


def read_rows(text: str) -> list[SummaryRow]:
    """The rows of a summary.

    Raises:
        LayerTableError: If a row cannot be read.
    """
    lines = text.splitlines()
    if any(map(is_cut_heading, lines)):
        raise LayerTableError(
            "text",
            gettext(
                "the summary lacks its column Param #, because it is wider than the window: set the "
                "environment variable COLUMNS to 170, and print it again"
            ),
        )
    start = next((index for index, line in enumerate(lines) if is_heading(line)), None)
    if start is None and any(BOX_ROW.match(line.strip()) for line in lines):
        return [make_row(cells) for cells in join_lines(lines, split_at_borders, " ")]
    if start is None:
        return [make_row(cells) for line in lines if (cells := read_free_row(line)) is not None]
    heading, body = lines[start], lines[start + 1 :]
    in_box = len(CELL_BORDER.findall(heading)) > len(HEADINGS[:2])
    split = split_at_borders if in_box else split_at_columns(heading)
    return [make_row(cells) for cells in join_lines(body, split, " " if in_box else "")]


Split = Callable[[str], list[str]]


def split_at_borders(line: str) -> list[str]:
    """The cells of a line of Keras 3, between its vertical borders."""
    return CELL_BORDER.split(line.strip())[1:-1]


def split_at_columns(heading: str) -> Split:
    """A function that cuts lines of Keras 2 where the columns begin."""
    starts = [0, *(heading.index(name) for name in HEADINGS[1:] if name in heading)]
    ends = [*starts[1:], None]

    def split(line: str) -> list[str]:
        level = len(line) - len(line.lstrip("|"))
        content = line.rstrip().removesuffix("|" * level) if level else line
        return [content[start:end] for start, end in zip(starts, ends, strict=True)]

    return split


def join_lines(lines: Iterable[str], split: Split, glue: str) -> Iterator[list[str]]:
    """The cells of each row. Keras continues long cells on the next lines of a row, up to a rule."""
    row: list[list[str]] = []
    for line in lines:
        if END.match(line):
            break
        if RULE.fullmatch(line):
            if row:
                yield join_cells(row, glue)
            row = []
            continue
        cells = split(line)
        if row and is_whole(row, glue) and starts_row(cells):
            yield join_cells(row, glue)
            row = []
        row.append(cells)
    if row:
        yield join_cells(row, glue)


def join_cells(row: Sequence[Sequence[str]], glue: str) -> list[str]:
    """One text for each column. The first text begins with the spaces and lines that show its level."""
    width = max(map(len, row))
    columns = [[cells[column] for cells in row if column < len(cells)] for column in range(width)]
    joined = [glue.join(filter(None, (part.strip(" |") for part in column))) for column in columns]
    indent = re.match(r"[\s|]*", columns[0][0])
    return [f"{indent[0] if indent else ''}{joined[0].lstrip('| ')}", *joined[1:]]


def is_whole(row: Sequence[Sequence[str]], glue: str) -> bool:
    """Whether the lines up to here are a whole row."""
    cells = join_cells(row, glue)
    return len(cells) >= len(HEADINGS[:3]) and cells[0].endswith((")", CUT)) and bool(cells[2])


def starts_row(cells: Sequence[str]) -> bool:
    """Whether a line can be the first line of a row, because its first three columns are not empty."""
    return (
        len(cells) >= len(HEADINGS[:3])
        and "(" in cells[0]
        and all(cell.strip() for cell in cells[:3])
    )


def read_free_row(line: str) -> list[str] | None:
    """The cells of a line without known columns, or None if it is not a row."""
    match = ROW.match(line.strip(" \t|"))
    if match is None:
        return None
    return [
        f"{match['name']} {match['kind']}",
        match["shape"],
        match["params"],
        match["inputs"] or "",
    ]


def make_row(cells: Sequence[str]) -> SummaryRow:
    """The row with these cells.

    Raises:
        LayerTableError: If the cells are not a name, a shape and a number.
    """
    label, shape, params, inputs = [*cells, "", "", ""][:4]
    content = label.lstrip(" |└")
    match = NAME_AND_KIND.match(content) or NAME_WITHOUT_KIND.match(content)
    count = re.match(r"[\d,]+", params)
    if match is None or count is None:
        raise LayerTableError(
            "text",
            gettext(
                "this row of the summary cannot be read: {row}. Paste the whole output of "
                "model.summary(), with its line of column names",
                row=quoted(" ".join(filter(None, (content, shape, params)))),
            ),
        )
    indent = label[: len(label) - len(content)]
    kind = match.groupdict().get("kind", "")
    return SummaryRow(
        name=match["name"].rstrip(CUT),
        kind=kind,
        shape=read_output_shape(shape),
        params=int(count[0].replace(",", "") or 0),
        inputs=tuple(re.findall(r"([^\s'\",\[\](){}]+?)(?:\[\d+|…)", inputs)),
        level=indent.count("|") or (indent.count(" ") // LEVEL_WIDTH if "└" in indent else 0),
        is_name_cut=not kind or match["name"].endswith(CUT),
        is_kind_cut=not content.endswith(")"),
    )


def read_output_shape(text: str) -> OutputShape | None:
    """The first shape in a cell, or None.

    >>> read_output_shape("[(None, 224, 224, 3)]"), read_output_shape("multiple")
    ((None, 224, 224, 3), None)
    """
    match = re.search(r"\(([^()]*)\)", text)
    if match is None:
        return None
    sizes = [size.strip() for size in match[1].split(",") if size.strip()]
    if not all(size == "None" or size.isdecimal() for size in sizes):
        return None
    return tuple(None if size == "None" else int(size) for size in sizes)
