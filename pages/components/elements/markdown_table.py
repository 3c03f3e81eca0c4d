"""Tables as Markdown: browsers show them earlier than Streamlit's own tables."""

from collections.abc import Mapping, Sequence

import streamlit as st


def markdown_table(columns: Mapping[str, Mapping[str, str]]) -> str:
    """Write a table as Markdown.

    Args:
        columns: For each column: the text of each cell, by the name of the row. All columns have the same rows.

    >>> print(markdown_table({"A": {"Updates": "2"}, "B": {"Updates": "3"}}))
    | | A | B |
    |:--|--:|--:|
    | Updates | 2 | 3 |
    """
    rows = {
        row: [column[row] for column in columns.values()] for row in next(iter(columns.values()))
    }
    rows_with_header = [
        ["", *columns],
        [":--", *["--:"] * len(columns)],
        *([row, *cells] for row, cells in rows.items()),
    ]
    return "\n".join(format_row(cells) for cells in rows_with_header)


def show_table(table: str, *, key: str) -> None:
    """Show a table in Markdown. On a narrow screen, it can be moved sideways.

    Args:
        table: The table.
        key: A name without spaces, which no other table on the page has.
    """
    with st.container(key=key):
        st.html(f"<style>.st-key-{key} {{ overflow-x: auto; }}</style>")
        st.markdown(table)


def format_row(cells: Sequence[str]) -> str:
    """Write one row of a table. The row below the header has no spaces."""
    separator = "|" if cells[0] == ":--" else " | "
    return f"{separator}{separator.join(cells)}{separator}".strip().replace("|  |", "| |")
