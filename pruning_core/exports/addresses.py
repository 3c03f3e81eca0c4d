"""Checks the web addresses that exports contain."""

import re
from urllib.parse import urlsplit

from pruning_core.checks import quoted
from pruning_core.errors import FieldError

FORBIDDEN_CHARACTERS = re.compile(r'[\s<>"\\^`{|}]')
"""Characters that RFC 3986 forbids, or that would end a comment, a string or a Markdown link."""


def check_address(field: str, address: str) -> str:
    """Return the address unchanged if it starts with http or https and has a host.

    Raises:
        FieldError: If the address is invalid. It may have letters of any alphabet, but no spaces.

    >>> check_address("link", "https://lab.example/explorer?power=3")
    'https://lab.example/explorer?power=3'
    >>> check_address("link", "lab.example")
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
    """Whether a browser would open the text as the address of a web page."""
    if not isinstance(text, str) or not text.isprintable() or FORBIDDEN_CHARACTERS.search(text):
        return False
    try:
        parts = urlsplit(text)
        _port = parts.port  # raises ValueError if the port is not a number
    except ValueError:  # for example, a bracket without an end
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
