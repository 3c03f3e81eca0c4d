"""Exports of the explorer: code for training, a table, an offline page, a link; and the import of a schedule."""

import json
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pages.components.elements.download import Download
from pages.components.explorer.presets_menu import add_schedule
from pages.components.schedule_editor import EDITOR, STYLE, describe, value_of
from pages.components.session.lab_state import LabState, NamedSchedule
from pages.components.session.share_link import write_link
from pages.components.session.visit import ExplorerPage, session_record
from pages.components.session.widgets import as_text
from pruning_core.errors import FieldError
from pruning_core.exports import (
    curve_csv,
    iframe_snippet,
    offline_page,
    run_notebook,
    run_script,
)
from pruning_core.runs.config import RunConfig
from pruning_core.schedules import schedule_from_json
from pruning_core.texts import gettext, gettext_noop

SHARING, CONFIG = "share or embed", "export and import get_config"
PASTED = "pasted schedule"
PASTE_EXAMPLE = (
    '{"class_name": "ConstantSparsity", "config": {"target_sparsity": 0.5, "begin_step": 0}}'
)
TITLE = gettext_noop("Pruning schedules")


def export_panel(state: LabState, training: RunConfig) -> None:
    """Downloads and links of the schedules, and a field to paste another schedule."""
    st.subheader(gettext("Export"))
    link = share_link(state)
    with st.container(horizontal=True):
        for download in downloads(state, training, link):
            download.button()
    st.caption(gettext("Pictures of the chart, as SVG and PNG, are below the chart."))
    # Closed expanders are not rendered: their code would make the first page of a visit slower.
    sharing = st.expander(gettext("Share or embed this page"), key=SHARING, on_change="rerun")
    if sharing.open:
        with sharing:
            show_links(link)
    config = st.expander(
        gettext("Export and import tfmot's get_config()"), key=CONFIG, on_change="rerun"
    )
    if config.open:
        with config:
            st.code(json.dumps(state.schedule.get_config()), language="json", wrap_lines=True)
            paste_form()


def downloads(state: LabState, training: RunConfig, link: str | None) -> tuple[Download, ...]:
    """The files of the selected schedule, and the offline page of all schedules."""
    schedule, plan = state.schedule, training.plan
    shown = describe(value_of(state, plan)) | {"findings": None, "edition": 0}
    return (
        Download(
            label=gettext("Python script"),
            file_name="train_pruned.py",
            mime="text/x-python",
            icon=":material/code:",
            make=lambda: run_script(training, link=link),
        ),
        Download(
            label=gettext("Notebook"),
            file_name="train_pruned.ipynb",
            mime="application/x-ipynb+json",
            icon=":material/menu_book:",
            make=lambda: run_notebook(training, link=link),
        ),
        Download(
            label=gettext("Offline page"),
            file_name="pruning-schedules.html",
            mime="text/html",
            icon=":material/web_asset:",
            make=lambda: offline_page(
                script=EDITOR.read(), style=STYLE, data=shown, title=gettext(TITLE)
            ),
        ),
        Download(
            label=gettext("Curve as CSV"),
            file_name="pruning-schedule.csv",
            mime="text/csv",
            icon=":material/table:",
            make=lambda: curve_csv(schedule, plan),
        ),
        Download(
            label=gettext("get_config() as JSON"),
            file_name="pruning-schedule.json",
            mime="application/json",
            icon=":material/data_object:",
            make=lambda: json.dumps(schedule.get_config(), indent=2),
        ),
    )


def show_links(link: str | None) -> None:
    """The share link, and the HTML that embeds this page in another page."""
    if link is None:
        st.caption(gettext("The address of this page is its share link."))
        return
    st.code(link, language=None, wrap_lines=True)
    st.code(iframe_snippet(link, title=gettext(TITLE)), language="html")


def share_link(state: LabState) -> str | None:
    """The address of this page with this state; None if the browser has not sent its address."""
    if not st.context.url:
        return None
    parts = urlsplit(st.context.url)
    return urlunsplit(parts._replace(query=urlencode(write_link(state)), fragment=""))


def paste_form() -> None:
    """A field for a schedule as JSON, and the button that adds it."""
    st.text_area(
        gettext("Paste a get_config() to add it"),
        key=PASTED,
        height=120,
        placeholder=PASTE_EXAMPLE,
    )
    st.button(gettext("Add this schedule"), on_click=add_pasted, icon=":material/add:")
    page = session_record(ExplorerPage)
    if page.paste_error:
        st.error(as_text(page.paste_error), icon=":material/error:")
        page.paste_error = ""


def add_pasted() -> None:
    """Add the pasted schedule. If it is invalid, its text stays in the field, so that the visitor can correct it."""
    try:
        schedule = schedule_from_json(st.session_state[PASTED])
        add_schedule(NamedSchedule(name=gettext("Pasted"), schedule=schedule))
    except FieldError as error:
        session_record(ExplorerPage).paste_error = str(error)
    else:
        st.session_state[PASTED] = ""
