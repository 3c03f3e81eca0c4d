"""Streamlit's pages still need each workaround, and each workaround works.

A test whose name ends in `without_the_workaround` fails when Streamlit no longer needs the workaround.
Then delete the workaround from `elements/widget_workarounds.py`.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.components.elements.widget_workarounds import widget_key_of_run
from tests.bare_server import bare_server
from tests.browser.conftest import wait_until_idle

WITH_SECTION = """\
import streamlit as st

st.header("A section", anchor="section")
st.query_params["power"] = "3"
"""
ELEMENTS = 200
ONE_ELEMENT_FIRST = f"""\
import streamlit as st

element = st.components.v2.component("first", js='''
const importing = import("data:text/javascript,export default 1");
export default () => {{
    importing.then(() => requestAnimationFrame(() => {{
        window.othersAtFirst ??= document.querySelectorAll("[data-testid=stMetric]").length;
    }}));
}}''')
element(key="first")
for number in range({ELEMENTS}):
    st.metric("A number", number)
"""
TWO_UNDERSCORES = """\
import streamlit as st

element = st.components.v2.component("element", js="export default () => {{}}")
element(key={key!r})
st.title("The element exists")
"""


@pytest.mark.soak
def test_address_loses_its_section_when_the_page_writes_parameters_without_the_workaround(
    browser: Browser, tmp_path: Path
) -> None:
    with bare_server(tmp_path, page=WITH_SECTION) as bare:
        tab = browser.new_page()
        tab.goto(f"{bare.url}/#section")
        expect(tab).to_have_url(f"{bare.url}/?power=3")
        tab.close()


def test_address_of_a_section_of_the_lesson_keeps_the_section(page: Page) -> None:
    page.goto("/lesson#only_at_end")
    wait_until_idle(page)
    assert page.url.endswith("/lesson#only_at_end")


@pytest.mark.soak
def test_first_element_waits_for_all_others_without_the_workaround(
    browser: Browser, tmp_path: Path
) -> None:
    with bare_server(tmp_path, page=ONE_ELEMENT_FIRST) as bare:
        tab = browser.new_page()
        tab.goto(bare.url)
        tab.wait_for_function("window.othersAtFirst !== undefined")
        assert tab.evaluate("window.othersAtFirst") > 0
        tab.close()


@pytest.mark.soak
def test_a_key_with_two_underscores_is_refused_without_the_workaround(
    browser: Browser, tmp_path: Path
) -> None:
    for key, is_made in (("run a__b", False), (widget_key_of_run("run", "a__b"), True)):
        with bare_server(tmp_path / str(is_made), page=TWO_UNDERSCORES.format(key=key)) as bare:
            tab = browser.new_page()
            tab.goto(bare.url)
            wait_until_idle(tab)
            assert tab.get_by_role("heading", name="The element exists").count() == is_made
            tab.close()
