"""The HTML elements of a report that hold text: links, paragraphs and tables."""

from collections.abc import Sequence
from html import escape


def anchor(address: str, text: str) -> str:
    """A link."""
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{escape(text)}</p>"


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, words: bool = False
) -> str:
    """A table of numbers or words with a header row and a header column."""
    columns = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<table class="{"words" if words else "numbers"}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{columns}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def scrollable(name: str, content: str) -> str:
    """A box for content that may be wider than a phone. It can be scrolled, also with the keyboard."""
    return f'<div class="wide" role="region" aria-label="{name}" tabindex="0">{content}</div>'
