"""No text on a page is outside the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "pages").rglob("*.py"))

TEXT_FUNCTIONS = frozenset(
    (  # noqa: SIM905 (a list of one word a line is longer)
        "badge button caption checkbox code dialog download_button error exception expander feedback "
        "file_uploader form_submit_button header help html info link_button markdown menu_button metric "
        "multiselect number_input Page page_link pills popover progress radio segmented_control "
        "select_slider selectbox set_page_config slider spinner status subheader success tabs text "
        "text_area text_input title toast toggle warning write "
    ).split()
)
"""Functions of Streamlit that show their arguments to a visitor."""
TEXT_ARGUMENTS = frozenset({"label", "help", "placeholder", "body", "title", "text", "page_title"})
"""Keyword arguments that are shown to a visitor. The other arguments are keys, icons and layout options."""
LOOKUPS = frozenset({"gettext", "ngettext"})
NO_TEXT = re.compile(r"[\w/]+\.py|<[^>]*>?|[^<]*\">")
"""Parts of a literal that are not shown: the file of a page, and tags of HTML."""


def test_text_on_a_page_comes_from_the_catalogue() -> None:
    texts_by_page = {
        str(page.relative_to(ROOT)): texts
        for page in PAGES
        if (texts := list(texts_outside_catalogue(page)))
    }
    assert texts_by_page == {}, (
        "wrap these texts in gettext, or ngettext where they depend on a count"
    )


def texts_outside_catalogue(page: Path) -> Iterator[str]:
    """Each literal that is passed directly to Streamlit, with its line."""
    for call in ast.walk(ast.parse(page.read_text("utf-8"))):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in TEXT_FUNCTIONS
        ):
            keyword_arguments = [
                keyword.value for keyword in call.keywords if keyword.arg in TEXT_ARGUMENTS
            ]
            for argument in [*call.args[:1], *keyword_arguments]:
                for literal in literals(argument):
                    yield f"line {literal.lineno}: {literal.value!r}"


def literals(node: ast.expr) -> Iterator[ast.Constant]:
    """The literals with words in an expression, without those inside a look-up."""
    match node:
        case ast.Constant(value=str(text)) if "style>" not in text and any(
            map(str.isalpha, NO_TEXT.sub("", text))
        ):
            yield node
        case ast.Call(func=ast.Name(id=name)) if name in LOOKUPS:
            return
        case ast.Call() | ast.Subscript() | ast.Compare():
            return  # these contain keys and file names; a called function is checked in its own module
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    yield from literals(child)
