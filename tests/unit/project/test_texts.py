"""The catalogue of texts: it is complete, current, and every placeholder has a value."""

import ast
import re
import shlex
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo

from pruning_core.texts import PLACEHOLDER, TEMPLATE, TRANSLATIONS, gettext, ngettext

ROOT = Path(__file__).parents[3]
SOURCES = [*sorted((ROOT / "pruning_core").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))]
SOURCES.remove(TEMPLATE.parents[1] / "texts.py")
SCRIPTS = sorted((ROOT / "pages").rglob("*.js")) + sorted((ROOT / "pruning_core").rglob("*.js"))
LOOKUPS = {"gettext": 1, "ngettext": 2}
"""Each function that looks up a text, and the number of English texts in its arguments."""

FUNCTIONS = ast.FunctionDef | ast.Lambda
STRING = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`""")
NAME = re.compile(r"[A-Za-z_]\w*")


def test_text_is_shown_in_the_language_of_the_visitor() -> None:
    german = Catalog(locale="de")
    german.add("Step {step}", "Schritt {step}")
    german.add(("{count} update", "{count} updates"), ("{count} Schnitt", "{count} Schnitte"))
    compiled_catalogue = BytesIO()
    write_mo(compiled_catalogue, german)
    compiled_catalogue.seek(0)
    token = TRANSLATIONS.set(GNUTranslations(compiled_catalogue))
    try:
        assert gettext("Step {step}", step=5) == "Schritt 5"
        assert ngettext("{count} update", "{count} updates", 1) == "1 Schnitt"
        assert ngettext("{count} update", "{count} updates", 13) == "13 Schnitte"
        assert gettext("not translated") == "not translated"
    finally:
        TRANSLATIONS.reset(token)


def test_missing_value_is_an_error_and_a_value_is_inserted_unchanged() -> None:
    with pytest.raises(KeyError, match="step"):
        gettext("Step {step}")
    assert gettext("{name} of {step}", name="{step}", step=5) == "{step} of 5"


def test_template_of_the_catalogue_is_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If this fails, run `make catalogue`."""
    recipe = re.search(r"^catalogue:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.M)
    assert recipe
    _program, *arguments = shlex.split(recipe[1].replace("\\\n", ""))
    new_template = tmp_path / "messages.pot"
    arguments[arguments.index(str(TEMPLATE.relative_to(ROOT)))] = str(new_template)
    monkeypatch.chdir(ROOT)
    CommandLineInterface().run(["pybabel", *arguments])  # type: ignore[no-untyped-call]
    assert TEMPLATE.read_text("utf-8") == new_template.read_text("utf-8"), "run `make catalogue`"


def test_every_text_is_a_literal_and_every_placeholder_has_a_value() -> None:
    problems = [
        f"{source.relative_to(ROOT)}:{call.lineno}: {problem}"
        for source in SOURCES
        for call in lookups(syntax_tree(source))
        if (problem := problem_of(call)) is not None
    ]
    assert problems == []


def test_text_is_looked_up_when_it_is_shown() -> None:
    """No text is looked up while a module is imported, because the language of the visitor is not known then."""
    early_calls = []
    for source in SOURCES:
        tree = syntax_tree(source)
        functions = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
        nodes_in_functions = {id(node) for function in functions for node in ast.walk(function)}
        calls_at_import = [call for call in lookups(tree) if id(call) not in nodes_in_functions]
        early_calls += [f"{source.relative_to(ROOT)}:{call.lineno}" for call in calls_at_import]
    assert early_calls == [], (
        "mark the constant by gettext_noop, and look up its text where the text is shown"
    )


def test_every_placeholder_in_javascript_has_a_value() -> None:
    missing = []
    for script in SCRIPTS:
        code = script.read_text("utf-8")
        for call in javascript_lookups(code):
            values = STRING.sub("", call)
            # If the call has a variable for its values, their names must be somewhere in the file.
            names = {*NAME.findall(values if "{" in values else STRING.sub("", code)), "count"}
            missing += [
                f"{script.relative_to(ROOT)}: {text}"
                for text in STRING.findall(call)[: LOOKUPS[call.partition("(")[0]]]
                if not set(PLACEHOLDER.findall(text)) <= names
            ]
    assert missing == []


def syntax_tree(source: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(source.read_text("utf-8"))


def lookups(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls that look up a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and function_name(node) in LOOKUPS:
            yield node


def function_name(call: ast.Call) -> str:
    """The name of the called function, or an empty text if it has no name."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def problem_of(call: ast.Call) -> str | None:
    """The problem of a call that looks up a text, or None."""
    texts = call.args[: LOOKUPS[function_name(call)]]
    if any(isinstance(text, ast.JoinedStr | ast.BinOp) for text in texts):
        return "the text must be a literal, or the catalogue misses it"
    literals = [str(text.value) for text in texts if isinstance(text, ast.Constant)]
    placeholders = {field for text in literals for field in PLACEHOLDER.findall(text)} - {"count"}
    values = {keyword.arg for keyword in call.keywords}
    # A text that is not a literal is a constant marked by gettext_noop.
    if not literals or placeholders == values:
        return None
    return f"placeholders {sorted(placeholders)}, values {sorted(map(str, values))}"


def javascript_lookups(script: str) -> Iterator[str]:
    """The calls that look up a text, each up to its closing parenthesis."""
    for match in re.finditer(r"(?<!function )\bn?gettext(?=\()", script):
        depth, end = 0, match.end()
        while depth or end == match.end():
            depth += {"(": 1, ")": -1}.get(script[end], 0)
            end += 1
        yield script[match.start() : end]
