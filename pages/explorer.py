"""The explorer: edit, compare and export schedules, and see what the masks will hold."""

import streamlit as st

from pages.components.elements.widget_workarounds import let_the_browser_draw_first
from pages.components.explorer.comparison_table import comparison_table
from pages.components.explorer.export_panel import export_panel
from pages.components.explorer.plan_form import plan_form
from pages.components.explorer.presets_menu import presets_menu
from pages.components.explorer.translations import chosen, overlay, translations
from pages.components.schedule_editor import schedule_editor, value_of
from pages.components.session.visit import (
    ExplorerPage,
    kept,
    sync_from_url,
    sync_to_url,
    visit,
)
from pages.components.session.widgets import show_link_problems
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext


def page() -> None:
    """The whole page: the editor, the plan, and the numbers and exports of the schedules."""
    sync_from_url()
    sync_to_url()
    # No anchor: on a phone, it would need another line.
    st.title(gettext("Schedule explorer"), anchor=False)
    show_link_problems()
    problem = kept(ExplorerPage).store_if_valid(visit().state)
    training = kept(ExplorerPage).last_valid_run
    if training is not None:
        edit(training)
    plan_form(problem)
    if training is not None:
        compare_and_export(training)


def edit(training: RunConfig) -> None:
    """The editor, the button that leads to the training page, and the presets."""
    plan = training.plan
    schedule_editor(
        key="schedule editor",
        value=value_of(visit().state, plan, overlay=overlay(chosen(plan), plan)),
        on_change=visit().edit_schedules,
    )
    if on_first_visit():
        let_the_browser_draw_first()
    if st.button(gettext("Train this schedule"), type="primary", icon=":material/play_arrow:"):
        st.switch_page("training.py")
    presets_menu(training.plan)


def compare_and_export(training: RunConfig) -> None:
    """The schedules in numbers, the selected one in other libraries, and the exports."""
    comparison_table(visit().state, training.plan)
    translations(chosen(training.plan))
    export_panel(visit().state, training)


def on_first_visit() -> bool:
    """Whether this session shows the explorer for the first time."""
    page = kept(ExplorerPage)
    seen, page.seen = page.seen, True
    return not seen


page()
