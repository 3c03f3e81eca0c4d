"""Puts text of users and JSON into HTML so that it stays text."""

import html
import json

from pruning_core.checks import quoted
from pruning_core.errors import FieldError


def title_in_html(title: str) -> str:
    """A title, escaped for an element's text and for a quoted attribute.

    Raises:
        FieldError: When it is blank, or UTF-8 cannot write it.

    >>> title_in_html('"Half" & <less>')
    '&quot;Half&quot; &amp; &lt;less&gt;'
    """
    if not title.strip():
        raise FieldError(
            "title",
            f"title must say what is shown, got {quoted(title)}: screen readers announce it",
        )
    try:
        title.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FieldError(
            "title", f"title must be text that UTF-8 can write, got {quoted(title)}"
        ) from error
    return html.escape(title, quote=True)


def json_in_html(data: object) -> str:
    r"""JSON for a `<script type="application/json">`: nothing in it can end that element.

    Raises:
        FieldError: When JSON cannot hold the data; it has no NaN and no infinities.

    >>> json_in_html({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    try:
        text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise FieldError("data", f"data must be what JSON can say: {error}") from error
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
