"""The menus of presets and shapes. A choice adds one schedule."""

from collections.abc import Callable, Mapping

import streamlit as st

from pages.components.session.lab_state import MAX_NAME_LENGTH, MAX_SCHEDULES, NamedSchedule
from pages.components.session.visit import ExplorerPage, current_visit, session_record
from pruning_core.errors import FieldError
from pruning_core.plan import TrainingPlan
from pruning_core.schedules.presets import PRESETS
from pruning_core.schedules.shapes import SHAPES, one_shot
from pruning_core.texts import gettext, gettext_noop

PRESET, SHAPE = "preset", "shape"
SHAPE_TITLES = {
    "one_shot": gettext_noop("one shot"),
    "linear": gettext_noop("linear"),
    "cosine": gettext_noop("cosine"),
    "exponential": gettext_noop("exponential"),
    "cyclic": gettext_noop("cyclic"),
}


def show_presets_menus(plan: TrainingPlan) -> None:
    """Show both menus: published schedules, scaled to the plan's length, and shapes."""
    left, right = st.columns(2)
    with left:
        show_menu(
            gettext("Add a published schedule, scaled to this training"),
            {name: gettext(preset.title) for name, preset in PRESETS.items()},
            key=PRESET,
            add=lambda name: make_preset(name, plan),
        )
    with right:
        show_menu(
            gettext("Add a shape between the steps of this schedule"),
            {name: gettext(SHAPE_TITLES[name]) for name in SHAPES},
            key=SHAPE,
            add=lambda name: make_shape(name, plan),
        )
    page = session_record(ExplorerPage)
    if page.preset_error:
        st.error(page.preset_error, icon=":material/error:")
        page.preset_error = ""


def show_menu(
    label: str, titles: Mapping[str, str], *, key: str, add: Callable[[str], NamedSchedule]
) -> None:
    """Show a menu. A choice adds one schedule, and the menu is then empty again."""

    def add_selected() -> None:
        name, st.session_state[key] = st.session_state[key], None
        if name is None:
            return
        try:
            add_schedule(add(name))
        except FieldError as error:
            session_record(ExplorerPage).preset_error = str(error)

    st.selectbox(
        label,
        list(titles),
        index=None,
        key=key,
        format_func=lambda name: titles[name],
        placeholder=f"{label} …",
        label_visibility="collapsed",
        on_change=add_selected,
    )


def make_preset(name: str, plan: TrainingPlan) -> NamedSchedule:
    """Make a published schedule, scaled to the plan's length."""
    preset = PRESETS[name]
    return NamedSchedule(
        name=gettext(preset.title)[:MAX_NAME_LENGTH], schedule=preset.schedule(plan.total_steps)
    )


def make_shape(name: str, plan: TrainingPlan) -> NamedSchedule:
    """Make a schedule with a shape. Its steps and its target are those of the selected schedule."""
    selected_schedule = current_visit().state.schedule
    begin, end = selected_schedule.begin_step, selected_schedule.end_step
    final = selected_schedule.end_sparsity
    if name == "one_shot":
        schedule = one_shot(final_sparsity=final, step=max(1, begin))
    else:
        schedule = SHAPES[name](
            final_sparsity=final,
            begin_step=begin,
            end_step=max(begin + 1, plan.total_steps if end < 0 else end),
            frequency=selected_schedule.frequency,
        )
    return NamedSchedule(name=gettext(SHAPE_TITLES[name]), schedule=schedule)


def add_schedule(schedule: NamedSchedule) -> None:
    """Add a schedule and select it.

    Raises:
        FieldError: If the lab already shows the maximum number of schedules.
    """
    others = current_visit().state.schedules
    if len(others) >= MAX_SCHEDULES:
        raise FieldError(
            "schedules",
            gettext(
                "there are {number} schedules already, and no more can be shown at once: "
                "remove one first",
                number=MAX_SCHEDULES,
            ),
        )
    current_visit().edit_schedules((*others, schedule), selected=len(others))
