"""Parses pasted Python. If a part of the text is not Python, the other statements are still read."""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from textwrap import dedent

from pruning_core.dialects.reading.signatures import SIGNATURES
from pruning_core.dialects.reading.text import STRAIGHT_QUOTES
from pruning_core.errors import ScheduleError
from pruning_core.texts import gettext

TOKEN = re.compile(
    r"""(?P<text>\'{3}.*?\'{3}|"{3}.*?"{3}|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")"""
    r"""|(?P<comment>\#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<line>\\\n|\n)""",
    re.S,
)
CLOSING = {"(": ")", "[": "]", "{": "}"}
CALL_OR_DICT = re.compile(rf"\b(?:{'|'.join(SIGNATURES)})\s*\(|\{{")
UNCERTAIN = re.compile(r"(?:if|elif|else|for|while|except|case)\b")
"""The first word of a statement whose body may not run exactly once."""
CONTINUATION = re.compile(r"(?:elif|else|except|finally)\b|[)\]}]")
PREFIX_CHARACTERS = frozenset("_.")
MAX_EMPTY_LINES = 2_000
MAX_ATTEMPTS = 20
"""The number of calls and dictionaries of a broken statement that are tried: each try may need the whole statement."""


def parse_code(code: str) -> list[ast.stmt]:
    r"""The statements of a text.

    Raises:
        ScheduleError: If the text is nested too deeply, or no part of it is Python.

    >>> [type(statement).__name__ for statement in parse_code("n = 2\nThis is text.\nm = 3")]
    ['Assign', 'Assign']
    """
    for text in dict.fromkeys((code, dedent(code).translate(STRAIGHT_QUOTES))):
        statements = parse_whole(text)
        if statements is not None:
            return statements
    return list(parse_parts(code.translate(STRAIGHT_QUOTES)))


def parse_whole(code: str) -> list[ast.stmt] | None:
    """The statements of a text, or None if it is not Python.

    Raises:
        ScheduleError: If the text is nested too deeply.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a strange text in quotes is no problem here
            return ast.parse(code).body
    except (SyntaxError, ValueError):
        return None
    except (RecursionError, MemoryError):
        raise too_deep() from None


def too_deep() -> ScheduleError:
    """The error about a text that is nested too deeply."""
    return ScheduleError(
        "schedule",
        gettext(
            "the text is nested too deeply: paste only the call of the schedule and the lines "
            "that define its numbers"
        ),
    )


def parse_parts(code: str) -> Iterator[ast.stmt]:
    """The statements in a text that is not Python as a whole. Each block is parsed separately."""
    line = 0
    for block in split_blocks(code):
        text = "".join(block)
        if line < MAX_EMPTY_LINES:  # empty lines before the block are faster than new line numbers
            statements, shift = parse_whole("\n" * line + text), 0
        else:
            statements, shift = parse_whole(text), line
        if statements is None:
            statements, shift = list(parse_broken_block(block)), line
        for statement in statements:
            yield ast.increment_lineno(statement, shift) if shift else statement
        line += text.count("\n")


def split_blocks(code: str) -> Iterator[list[str]]:
    r"""Split a text into blocks: a line without indentation, and the following lines of the same statement.

    >>> list(split_blocks("a = 1\nif b:\n  c = 2\nelse:\n  d = 3\n"))
    [['a = 1\n'], ['if b:\n', '  c = 2\n', 'else:\n', '  d = 3\n', '']]
    """
    block: list[str] = []
    for part in split_statements(code):
        if block and part[:1].strip() and not CONTINUATION.match(part):
            yield block
            block = []
        block.append(part)
    yield block


def parse_broken_block(block: Iterable[str]) -> Iterator[ast.stmt]:
    """The statements of a block that is not Python as a whole. Each statement is parsed separately.

    Lines of other text are left out. From a broken statement, only the calls and dictionaries are read.
    """
    header_indent: int | None = None
    next_line = 0
    for part in block:
        line, next_line = next_line, next_line + part.count("\n")
        indent = len(part) - len(part.lstrip())
        if header_indent is not None and indent <= header_indent:
            header_indent = None
        statements = parse_whole(dedent(part))
        if statements is None:
            if UNCERTAIN.match(part.lstrip()) and header_indent is None:
                header_indent = indent
            statements = [*parse_calls(part)]
        for statement in statements:
            ast.increment_lineno(statement, line)
            yield as_uncertain(statement) if header_indent is not None else statement


def as_uncertain(statement: ast.stmt) -> ast.stmt:
    """The statement in the body of an `if` whose condition is unknown."""
    test = ast.copy_location(ast.Name(id="_", ctx=ast.Load()), statement)
    return ast.copy_location(ast.If(test=test, body=[statement], orelse=[]), statement)


def split_statements(code: str) -> Iterator[str]:
    r"""Split a text at each end of a line outside brackets.

    >>> list(split_statements("a = [1,\n2]\nb"))
    ['a = [1,\n2]\n', 'b']
    """
    start, depth = 0, 0
    for token in TOKEN.finditer(code):
        match token.lastgroup:
            case "open":
                depth += 1
            case "close":
                depth = max(0, depth - 1)
            case "line" if token[0] == "\n" and depth == 0:
                yield code[start : token.end()]
                start = token.end()
    yield code[start:]


def parse_calls(part: str) -> Iterator[ast.stmt]:
    """The outermost calls of known classes, and the dictionaries, in a broken statement."""
    position = 0
    for _ in range(MAX_ATTEMPTS):
        if (match := CALL_OR_DICT.search(part, position)) is None:
            return
        end, brackets = matching_end(part, match.end() - 1)
        start = match.start()
        while start > position and (
            part[start - 1].isalnum() or part[start - 1] in PREFIX_CHARACTERS
        ):
            start -= 1
        source = part[start:end].lstrip(".")
        statements = parse_whole(source.rstrip().rstrip(",") + brackets)
        for statement in statements or ():
            yield ast.increment_lineno(statement, part.count("\n", 0, start))
        position = end if statements else match.end()


def matching_end(code: str, start: int) -> tuple[int, str]:
    """The end of the bracket that opens at `start`, and the closing brackets that the text lacks.

    >>> matching_end("f(a, [1)", 1)
    (8, '')
    >>> matching_end("f(a, [1", 1)
    (7, '])')
    """
    closing: list[str] = []
    for token in TOKEN.finditer(code, start):
        if token.lastgroup == "open":
            closing.append(CLOSING[token[0]])
        elif token.lastgroup == "close":
            while closing and closing.pop() != token[0]:
                pass
            if not closing:
                return token.end(), ""
    return len(code), "".join(reversed(closing))
