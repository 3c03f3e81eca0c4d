"""Which texts of visitors the list of runs accepts, and how the search compares texts."""

import re
import unicodedata

from pruning_core.errors import FieldError
from pruning_core.texts import gettext, grouped

FORBIDDEN_CHARACTERS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""Control characters, halves of characters, and characters that change the direction of text."""


def check_text(field: str, text: str, *, most: int, error: type[FieldError]) -> None:
    """Raise `error` if a text is too long, or has characters that nobody can see.

    >>> check_text("name", "first try", most=20, error=FieldError)
    """
    if len(text) > most:
        message = gettext(
            "{field} must have at most {most} characters, got {number}",
            field=field,
            most=grouped(most),
            number=grouped(len(text)),
        )
        raise error(field, message)
    if (found := FORBIDDEN_CHARACTERS.search(text)) is not None:
        message = gettext(
            "{field} must not have control characters or characters that change the direction of "
            "text, got U+{code} at character {position}: remove it",
            field=field,
            code=format(ord(found[0]), "04X"),
            position=grouped(found.start() + 1),
        )
        raise error(field, message)


def fold(text: str) -> str:
    """The text in the form that the search compares: small letters, and one form of each character.

    >>> fold("Straße \uff11")
    'strasse 1'
    """
    return unicodedata.normalize("NFKC", text).casefold()
