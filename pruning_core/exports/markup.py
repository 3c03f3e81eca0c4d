"""Escapes titles and JSON for HTML, so that a browser never reads them as HTML."""

import html
import json

from pruning_core.checks import quoted
from pruning_core.errors import FieldError


def title_in_html(title: str) -> str:
    """A title, escaped for an element's text and for a quoted attribute.

    Raises:
        FieldError: If the title is blank, or cannot be encoded in UTF-8.

    >>> title_in_html('"Half" & <less>')
    '&quot;Half&quot; &amp; &lt;less&gt;'
    """
    if not title.strip():
        raise FieldError(
            "title",
            f"title must not be blank, got {quoted(title)}: screen readers announce it",
        )
    try:
        title.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FieldError(
            "title", f"title must be text that can be encoded in UTF-8, got {quoted(title)}"
        ) from error
    return html.escape(title, quote=True)


def json_in_html(data: object) -> str:
    r"""JSON for a `<script type="application/json">`. No text in it can end that element.

    Raises:
        FieldError: If the data cannot be written as JSON, which has no NaN and no infinities.

    >>> json_in_html({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    try:
        text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise FieldError("data", f"data must be JSON values: {error}") from error
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
