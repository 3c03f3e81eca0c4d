"""Tables as Markdown: browsers show them sooner than Streamlit's own tables."""

from collections.abc import Mapping, Sequence


def markdown_table(columns: Mapping[str, Mapping[str, str]]) -> str:
    """A table as Markdown.

    Args:
        columns: The cells of each column by the name of their row; all columns have the same rows.

    >>> print(markdown_table({"A": {"Updates": "2"}, "B": {"Updates": "3"}}))
    | | A | B |
    |:--|--:|--:|
    | Updates | 2 | 3 |
    """
    rows = {
        row: [column[row] for column in columns.values()] for row in next(iter(columns.values()))
    }
    lines = [
        ["", *columns],
        [":--", *["--:"] * len(columns)],
        *([row, *cells] for row, cells in rows.items()),
    ]
    return "\n".join(format_row(cells) for cells in lines)


def format_row(cells: Sequence[str]) -> str:
    """A row of a table; the line below the header has no spaces."""
    between = "|" if cells[0] == ":--" else " | "
    return f"{between}{between.join(cells)}{between}".strip().replace("|  |", "| |")
