"""The explorer: edit, compare and export schedules, and see what the masks will hold."""

import streamlit as st

from pages.components.elements.widget_workarounds import pause_for_first_drawing
from pages.components.explorer.comparison_table import comparison_table
from pages.components.explorer.export_panel import export_panel
from pages.components.explorer.plan_form import plan_form
from pages.components.explorer.presets_menu import presets_menu
from pages.components.explorer.translations import overlay, selected_translation, translations
from pages.components.schedule_editor import schedule_editor, value_of
from pages.components.session.visit import (
    ExplorerPage,
    current_visit,
    session_record,
    sync_from_url,
    sync_to_url,
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
    problem = session_record(ExplorerPage).store_if_valid(current_visit().state)
    training = session_record(ExplorerPage).last_valid_run
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
        value=value_of(
            current_visit().state, plan, overlay=overlay(selected_translation(plan), plan)
        ),
        on_change=current_visit().edit_schedules,
    )
    if on_first_visit():
        pause_for_first_drawing()
    if st.button(gettext("Train this schedule"), type="primary", icon=":material/play_arrow:"):
        st.switch_page("training.py")
    presets_menu(training.plan)


def compare_and_export(training: RunConfig) -> None:
    """The schedules in numbers, the selected one in other libraries, and the exports."""
    comparison_table(current_visit().state, training.plan)
    translations(selected_translation(training.plan))
    export_panel(current_visit().state, training)


def on_first_visit() -> bool:
    """Whether this session shows the explorer for the first time."""
    page = session_record(ExplorerPage)
    seen, page.seen = page.seen, True
    return not seen


page()
