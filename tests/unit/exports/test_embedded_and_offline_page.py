"""The embedded view and the offline page: no name, title or address can inject HTML."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pages.components.schedule_editor import EDITOR, STYLE
from pruning_core.errors import FieldError
from pruning_core.exports import (
    iframe_snippet,
    offline_page,
)
from pruning_core.exports.page.offline import fingerprint
from tests.examples import DECAY
from tests.export_inputs import Elements, addresses, titles

MODULE = "export default function scheduleEditor({ data, parentElement, setStateValue }) {}\n"
MAX_BYTES_WITHOUT_EDITOR = 8_000


@given(addresses(), titles())
@example("https://lab.example/&lt;a&quot;?copy=1&amp=2", "An entity in the address")
def test_iframe_is_one_element_with_the_right_attributes_for_any_address_and_title(
    url: str, title: str
) -> None:
    ((tag, attributes),) = Elements(iframe_snippet(url, title=title)).elements
    assert tag == "iframe"
    address = attributes.pop("src")
    assert attributes == {
        "title": title,
        "loading": "lazy",
        "width": "100%",
        "height": "640",
        "style": "border: 0",
    }
    assert isinstance(address, str)
    original_url, embedded_url = urlsplit(url), urlsplit(address)
    assert (embedded_url.netloc, embedded_url.path, embedded_url.fragment) == (
        original_url.netloc,
        original_url.path,
        original_url.fragment,
    )
    other_parameters = [
        pair for pair in parse_qsl(original_url.query, keep_blank_values=True) if pair[0] != "embed"
    ]
    assert parse_qsl(embedded_url.query, keep_blank_values=True) == [
        *other_parameters,
        ("embed", "true"),
    ]


@pytest.mark.parametrize("query", ["embed=false", "embed=true&embed=true", "a=1&embed=&b=2"])
def test_iframe_address_contains_embed_true_exactly_once(query: str) -> None:
    ((_tag, attributes),) = Elements(iframe_snippet(f"http://lab/?{query}", title="A lab")).elements
    assert str(attributes["src"]).count("embed=true") == 1
    assert "embed=false" not in str(attributes["src"])


@pytest.mark.parametrize("title", ["", " \n", "\ud800"])
def test_empty_title_is_refused(title: str) -> None:
    with pytest.raises(FieldError, match="title must"):
        iframe_snippet("https://lab.example/", title=title)
    with pytest.raises(FieldError, match="title must"):
        offline_page(script=MODULE, style="", data={}, title=title)


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | titles() | st.text(), st.lists),
    titles(),
)
def test_no_name_or_title_can_inject_html_into_an_offline_page(data: object, title: str) -> None:
    page = offline_page(script=MODULE, style=".a { color: red }", data={"value": data}, title=title)
    elements = Elements(page)
    assert [tag for tag, _attributes in elements.elements] == [
        *("html", "head", "meta", "meta", "meta", "title", "style"),
        *("body", "h1", "noscript", "main", "script", "script"),
    ]
    data_text = elements.texts["script application/json"]
    assert json.loads(data_text) == {"value": data}
    # Some text ends a script element in a browser, but not in this parser.
    assert not set("<>&") & set(data_text)
    assert "".join(elements.texts["h1"]) == "".join(elements.texts["title"]) == title


def test_offline_page_allows_only_its_own_script_and_style_and_no_network() -> None:
    page = offline_page(script=EDITOR.read(), style=STYLE, data={}, title="Schedules")
    elements = Elements(page)
    assert elements.elements[0] == ("html", {"lang": "en"})
    policy = elements.elements[3][1]["content"]
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'{fingerprint(elements.texts['script module'])}'"
    assert rules["style-src"] == f"'{fingerprint(elements.texts['style'])}'"
    assert not any(
        "src" in attributes or "href" in attributes for _tag, attributes in elements.elements
    )
    assert EDITOR.read() in page


def test_offline_page_is_small_and_defines_every_colour_of_the_editor() -> None:
    page = offline_page(script=EDITOR.read(), style=STYLE, data={}, title="Schedules")
    size = len(page.encode("utf-8"))
    assert size < 200_000
    assert size - len((EDITOR.read() + STYLE).encode("utf-8")) < MAX_BYTES_WITHOUT_EDITOR
    variables = set(re.findall(r"--st-[a-z0-9-]+", EDITOR.read() + STYLE))
    assert "--st-text-color" in variables
    assert variables <= set(re.findall(r"^ +(--st-[a-z0-9-]+): ", page, re.MULTILINE))


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        ("script", {"script": "export default () => {};"}),
        ("script", {"script": f'import {{ a }} from "./a.js";\n{MODULE}'}),
        ("script", {"script": f'{MODULE}const a = "</SCRIPT>";'}),
        ("script", {"script": f"{MODULE}// <!-- a"}),
        ("style", {"style": 'a::before { content: "</Style>" }'}),
        ("data", {"data": {"sparsity": float("nan")}}),
        ("data", {"data": {"schedule": DECAY}}),
    ],
)
def test_argument_that_would_break_an_offline_page_is_refused(
    field: str, arguments: dict[str, Any]
) -> None:
    valid_arguments: dict[str, Any] = {
        "script": MODULE,
        "style": "",
        "data": {},
        "title": "Schedules",
    }
    with pytest.raises(FieldError, match=f"{field} must") as error_info:
        offline_page(**valid_arguments | arguments)
    assert error_info.value.field == field
