"""The explorer: edit, compare and export schedules, and see the sparsity that the masks will have."""

import streamlit as st

from pages.components.elements.widget_workarounds import pause_for_first_drawing
from pages.components.explorer.comparison_table import show_comparison_table
from pages.components.explorer.export_panel import show_export_panel
from pages.components.explorer.known_facts import show_known_facts
from pages.components.explorer.measured_effect import show_measured_effect
from pages.components.explorer.network.network_panel import explain_network, show_network_panel
from pages.components.explorer.paste_panel import show_paste_panel
from pages.components.explorer.plan_form import explain_training, show_plan_form
from pages.components.explorer.presets_menu import show_presets_menus
from pages.components.explorer.proposal_panel import show_proposal
from pages.components.explorer.translations import (
    make_overlay,
    show_translation,
    translate_selected,
)
from pages.components.schedule_editor import schedule_editor, value_of
from pages.components.session.visit import (
    ExplorerPage,
    current_visit,
    session_record,
    sync_from_url,
    sync_to_url,
)
from pages.components.session.widgets import show_link_problems
from pruning_core.plan import TrainingPlan
from pruning_core.plan.learning_rates import ConstantRate, LearningRate, learning_rate_of
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import values_of
from pruning_core.texts import gettext


def page() -> None:
    """Show the page: the editor, the plan, and the numbers and exports of the schedules."""
    sync_from_url()
    sync_to_url()
    # No anchor: on a phone, the title would need a second line.
    st.title(gettext("Schedule explorer"), anchor=False)
    show_link_problems()
    record = session_record(ExplorerPage)
    problem = record.store_if_valid(current_visit().state)
    if record.last_valid_plan is not None:
        show_editor(record.last_valid_plan, changing_rate(record))
    show_plan_form(problem)
    show_known_facts()
    if record.last_valid_plan is not None:
        show_numbers_and_exports(record.last_valid_plan, record.last_valid_run)


def show_editor(plan: TrainingPlan, learning_rate: LearningRate | None) -> None:
    """Show the editor, the button that leads to the train page, the presets, and the field for pasted text."""
    value = value_of(
        current_visit().state,
        plan,
        overlay=make_overlay(translate_selected(plan), plan),
        learning_rate=learning_rate,
    )
    schedule_editor(
        key="schedule editor",
        value=value,
        on_change=current_visit().edit_schedules,
    )
    if is_first_visit():
        pause_for_first_drawing()
    if st.button(gettext("Train this schedule"), type="primary", icon=":material/play_arrow:"):
        st.switch_page("train.py")
    explain_training(current_visit().state)
    explain_network(current_visit().state)
    show_measured_effect(current_visit().state)
    show_presets_menus(plan)
    show_proposal(value.facts)
    show_paste_panel(plan)


def changing_rate(record: ExplorerPage) -> LearningRate | None:
    """Return the learning rate of the plan that the page shows, or None if it is constant or unknown."""
    run, plan = record.last_valid_run, record.last_valid_plan
    if run is None or plan is None or isinstance(run.rate, ConstantRate):
        return None
    return learning_rate_of(values_of(run), optimizer_steps=plan.optimizer_steps)


def show_numbers_and_exports(plan: TrainingPlan, run_config: RunConfig | None) -> None:
    """Show the numbers of the schedules, the selected schedule in another library, and the exports."""
    show_network_panel(plan)
    show_comparison_table(current_visit().state, plan)
    show_translation(translate_selected(plan))
    show_export_panel(current_visit().state, plan, run_config)


def is_first_visit() -> bool:
    """Return whether this session shows the explorer for the first time. The next call returns False."""
    record = session_record(ExplorerPage)
    is_first, record.was_drawn = not record.was_drawn, True
    return is_first


page()
