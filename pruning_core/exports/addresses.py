"""Which web addresses may stand in an export: whole ones, with nothing in them that ends a line."""

import re
from urllib.parse import urlsplit

from pruning_core.checks import quoted
from pruning_core.errors import FieldError

NOT_IN_AN_ADDRESS = re.compile(r'[\s<>"\\^`{|}]')
"""What RFC 3986 leaves out, and what would end a comment, a quotation or a link in Markdown."""


def checked_address(field: str, address: str) -> str:
    """The address, if it is one of http or https that has a host.

    Raises:
        FieldError: When it is not; letters of any alphabet are allowed in it, spaces are not.

    >>> checked_address("link", "https://lab.example/explorer?power=3")
    'https://lab.example/explorer?power=3'
    >>> checked_address("link", "lab.example")
    Traceback (most recent call last):
    ...
    pruning_core.errors.FieldError: link must be an address that starts with http:// or https://, got 'lab.example'
    """
    if not is_address(address):
        raise FieldError(
            field,
            f"{field} must be an address that starts with http:// or https://, got {quoted(address)}",
        )
    return address


def is_address(text: object) -> bool:
    """Whether a browser would take the text for the address of a web page."""
    if not isinstance(text, str) or not text.isprintable() or NOT_IN_AN_ADDRESS.search(text):
        return False
    try:
        parts = urlsplit(text)
        _must_be_a_number = parts.port
    except ValueError:  # such as a bracket that is never closed
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
