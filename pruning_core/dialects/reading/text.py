"""Makes a pasted text ready for the parsers: limits, invisible characters, prompts, Markdown fences."""

import re

from pruning_core.errors import ScheduleError
from pruning_core.schedules.config import MAX_JSON_CHARACTERS
from pruning_core.texts import gettext, grouped

MAX_CHARACTERS = 2 * 1024 * 1024
"""Longer texts are refused. The JSON of the largest network in `tf_keras.applications` has 1 MB."""
MAX_CODE_CHARACTERS = MAX_JSON_CHARACTERS
DIRECTION_CHARACTERS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
"""These characters change the order of text on screen, so that a reader sees other code than a parser."""
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
REPLACEMENTS = str.maketrans(
    {
        **dict.fromkeys("\u200b\u2060\ufeff", ""),  # they have no width
        **dict.fromkeys("\u00a0\u2007\u202f\u2002\u2003\u2009\u3000\x0b\x0c", " "),
        "\u2212": "-",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
"""Characters that web pages and word processors put into code."""
STRAIGHT_QUOTES = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a", "'") | dict.fromkeys("\u201c\u201d\u201e", '"')
)
FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n`]*\n(.*?)(?:^[ \t]*(?:```|~~~)[ \t]*$|\Z)", re.M | re.S)
PROMPT = re.compile(r"^[ \t]*(?:>>>|\.\.\.:?|In \[\d*\]:|Out\[\d*\]:)(?: |$)", re.M)
FIRST_PROMPT = re.compile(r"^[ \t]*(?:>>> |In \[\d*\]:)", re.M)
SHELL_LINE = re.compile(r"^[ \t]*(?:!|%%?[a-z])[^\n]*", re.M)


def clean_text(text: object) -> str:
    """The text without invisible characters.

    Raises:
        ScheduleError: If the value is not a text, is too long, or has characters that change its order on screen.

    >>> clean_text("power=\u22121")
    'power=-1'
    """
    if not isinstance(text, str):
        raise ScheduleError(
            "schedule",
            gettext("paste a text, got a {type}", type=type(text).__name__),
        )
    if len(text) > MAX_CHARACTERS:
        raise ScheduleError(
            "schedule",
            gettext(
                "the text must be at most {most} characters, got {number}: paste only the call of "
                "the schedule and the lines that define its numbers",
                most=grouped(MAX_CHARACTERS),
                number=grouped(len(text)),
            ),
        )
    for pattern in (CONTROL_CHARACTERS, DIRECTION_CHARACTERS):
        if (match := pattern.search(text)) is not None:
            code = f"{ord(match[0]):04X}"
            raise ScheduleError(
                "schedule",
                gettext(
                    "line {line} has an invisible character, U+{code}, which can hide what the "
                    "text says: delete it, or type the line again",
                    line=text.count("\n", 0, match.start()) + 1,
                    code=code,
                ),
            )
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(REPLACEMENTS)


def code_in(text: str) -> str:
    r"""The code in the Markdown fences of a text, without prompts and shell commands.

    Lines keep their numbers.

    >>> code_in("Try:\n```python\n>>> n = 2\n```\nIt failed.")
    '\n\nn = 2\n'
    """
    blocks = list(FENCE.finditer(text))
    if blocks:
        text = "".join(
            "\n" * text.count("\n", before, block.start(1)) + block[1]
            for before, block in zip([0, *(each.end(1) for each in blocks)], blocks, strict=False)
        )
    if FIRST_PROMPT.search(text) is not None:
        text = PROMPT.sub("", text)
    return SHELL_LINE.sub("", text)


def check_code_length(text: str) -> None:
    """Raise ScheduleError if a text is too long to be parsed as Python."""
    if len(text) > MAX_CODE_CHARACTERS:
        raise ScheduleError(
            "schedule",
            gettext(
                "Python code must be at most 64 KB, got {number} characters: paste only the call of "
                "the schedule and the lines that define its numbers",
                number=grouped(len(text)),
            ),
        )
