"""The explorer: edit schedules, see what masks will hold, compare them, and take them away."""

import time

import streamlit as st

from pages.components.explorer.comparison_table import comparison_table
from pages.components.explorer.export_panel import take_away
from pages.components.explorer.plan_form import plan_form
from pages.components.explorer.presets_menu import presets_menu
from pages.components.explorer.translations import chosen, overlay, translations
from pages.components.schedule_editor import schedule_editor
from pages.components.session import controls
from pruning_core.errors import FieldError
from pruning_core.runs.config import RunConfig

SEEN = "explorer seen"
SECONDS_TO_DRAW = 0.5
LAST_GOOD = "last training that can be followed"


def page() -> None:
    """The whole page: the editor, what its schedules come to, and the ways on."""
    controls.sync_from_url()
    controls.sync_to_url()
    st.title(
        "Schedule explorer", anchor=False
    )  # on a phone, its anchor would take a line of its own
    controls.show_link_problems()
    problem = settle()
    training: RunConfig | None = st.session_state.get(LAST_GOOD)
    if training is not None:
        edit(training)
    plan_form(problem)
    if training is not None:
        compare_and_take_away(training)


def edit(training: RunConfig) -> None:
    """The editor, the way to a training, and more schedules to start from."""
    schedule_editor(training.plan, overlay=overlay(chosen(training.plan), training.plan))
    let_the_browser_draw()
    if st.button("Train this schedule", type="primary", icon=":material/play_arrow:"):
        st.switch_page("training.py")
    presets_menu(training.plan)


def compare_and_take_away(training: RunConfig) -> None:
    """What the schedules come to, elsewhere too, and what can be taken from here."""
    comparison_table(controls.state(), training.plan)
    translations(chosen(training.plan))
    take_away(controls.state(), training)


def let_the_browser_draw() -> None:
    """On a first visit, send the rest a moment later: a browser shows the editor half a second sooner."""
    if st.context.url and SEEN not in st.session_state:
        st.session_state[SEEN] = True
        time.sleep(SECONDS_TO_DRAW)


def settle() -> FieldError | None:
    """Keep the training if it is one that can be followed; else say why not."""
    try:
        st.session_state[LAST_GOOD] = controls.state().run
    except FieldError as error:
        return error
    return None


page()
