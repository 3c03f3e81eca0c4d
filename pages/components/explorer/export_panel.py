"""Exports of the explorer: training code, a table, an offline page and a link."""

import json
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pages.components.elements.download import Download
from pages.components.schedule_editor import EDITOR, STYLE, describe, value_of
from pages.components.session.lab_state import LabState
from pages.components.session.share_link import write_link
from pruning_core.exports import (
    curve_csv,
    iframe_snippet,
    offline_page,
    own_training_script,
    run_notebook,
    run_script,
)
from pruning_core.plan import TrainingPlan
from pruning_core.plan.own_training import own_training
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext, gettext_noop

SHARING_KEY, CONFIG_KEY = "share or embed", "export get_config"
TITLE = gettext_noop("Pruning schedules")


def show_export_panel(state: LabState, plan: TrainingPlan, run_config: RunConfig | None) -> None:
    """Show downloads and links of the schedules.

    Args:
        state: The schedules.
        plan: The plan that the explorer shows.
        run_config: The run of the lab that scripts train, or None if it is not valid.
    """
    st.subheader(gettext("Export"))
    link = make_share_link(state)
    with st.container(horizontal=True):
        for download in make_downloads(state, run_config, link, plan=plan):
            download.show_button()
    st.caption(gettext("Pictures of the chart, as SVG and PNG, are below the chart."))
    # Closed expanders are not rendered, because their code would make the first page of a visit slower.
    sharing_section = st.expander(
        gettext("Share or embed this page"), key=SHARING_KEY, on_change="rerun"
    )
    if sharing_section.open:
        with sharing_section:
            show_links(link)
    config_section = st.expander(
        gettext("Copy tfmot's get_config()"), key=CONFIG_KEY, on_change="rerun"
    )
    if config_section.open:
        with config_section:
            st.code(json.dumps(state.schedule.get_config()), language="json", wrap_lines=True)


def make_code_downloads(
    state: LabState, run_config: RunConfig | None, link: str | None
) -> tuple[Download, ...]:
    """Return the code that trains the visitor's own model, or a network of the lab, with the selected schedule."""
    if state.plans_own:
        shows_own_layers = state.shows_own_layers and state.own_layers is not None
        layers = state.layer_schedules(state.selected) if shows_own_layers else None
        return (
            Download(
                label=gettext("Python script"),
                file_name="prune_my_model.py",
                mime="text/x-python",
                icon=":material/code:",
                make=lambda: own_training_script(
                    state.schedule,
                    own_training(state.own_training),
                    run=run_config,
                    link=link,
                    layers=layers,
                ),
            ),
        )
    if run_config is None:
        return ()
    return (
        Download(
            label=gettext("Python script"),
            file_name="train_pruned.py",
            mime="text/x-python",
            icon=":material/code:",
            make=lambda: run_script(run_config, link=link),
        ),
        Download(
            label=gettext("Notebook"),
            file_name="train_pruned.ipynb",
            mime="application/x-ipynb+json",
            icon=":material/menu_book:",
            make=lambda: run_notebook(run_config, link=link),
        ),
    )


def make_downloads(
    state: LabState,
    run_config: RunConfig | None,
    link: str | None,
    *,
    plan: TrainingPlan | None = None,
) -> tuple[Download, ...]:
    """Return the files of the selected schedule, and the offline page of all schedules.

    Args:
        state: The schedules.
        run_config: The run of the lab that scripts train, or None if it is not valid.
        link: The address of this page, or None.
        plan: The plan that the explorer shows. If None, it is the plan of the state.
    """
    schedule, plan = state.schedule, plan or state.plan
    page_data = describe(value_of(state, plan)) | {"findings": None, "scope": None, "edition": 0}
    return (
        *make_code_downloads(state, run_config, link),
        Download(
            label=gettext("Offline page"),
            file_name="pruning-schedules.html",
            mime="text/html",
            icon=":material/web_asset:",
            make=lambda: offline_page(
                script=EDITOR.read(), style=STYLE, data=page_data, title=gettext(TITLE)
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
    """Show the share link, and the HTML that embeds this page in another page."""
    if link is None:
        st.caption(gettext("The address of this page is its share link."))
        return
    st.code(link, language=None, wrap_lines=True)
    st.code(iframe_snippet(link, title=gettext(TITLE)), language="html")


def make_share_link(state: LabState) -> str | None:
    """Return the address of this page with this state, or None if the browser has not sent the address."""
    if not st.context.url:
        return None
    parts = urlsplit(st.context.url)
    return urlunsplit(parts._replace(query=urlencode(write_link(state)), fragment=""))
