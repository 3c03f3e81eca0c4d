"""The element that edits schedules: it computes and draws in the browser, and the core answers.

What has settled comes back as `get_config` forms; the core validates them, and says what it finds.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.components.elements.bundle import bundled
from pages.components.elements.scripts import Script, source
from pages.components.session.lab_state import (
    MOST_SCHEDULES,
    LabState,
    NamedSchedule,
    check_name,
    default_name,
)
from pages.components.session.share_link import write_link
from pages.components.session.visit import visit
from pruning_core import diagnose
from pruning_core.errors import ScheduleError
from pruning_core.plan import TrainingPlan
from pruning_core.schedules import schedule_from_config

KEY = "schedule editor"
REFUSED = "what the editor sent and the core refused"
EDITOR = Script(name="schedule-editor", read=partial(bundled, "schedule_editor/editor.js"))
STYLE = source(__package__, "editor.css")


def schedule_editor(plan: TrainingPlan, *, overlay: dict[str, Any] | None = None) -> None:
    """Show the session's schedules within a plan; what is edited goes into the session.

    Args:
        plan: The training that they are drawn and examined within.
        overlay: What the masks of another library hold: `name`, `steps` and `sparsity`.
    """
    component = st.components.v2.component(
        "schedule_editor",
        css=STYLE,
        js=EDITOR.loader,
        isolate_styles=False,
    )
    component(
        key=KEY,
        data=describe(visit().state, plan)
        | {
            "edition": visit().edition,
            "errors": st.session_state.pop(REFUSED, None),
            "overlay": overlay,
        },
        on_settled_change=take_settled,
    )


def describe(state: LabState, plan: TrainingPlan) -> dict[str, Any]:
    """What the element shows: schedules, plan, kernels, and what the core finds."""
    return {
        "schedules": [
            {"name": named.name, **named.schedule.get_config()} for named in state.schedules
        ],
        "selected": state.selected,
        "total_steps": plan.total_steps,
        "steps_per_epoch": plan.steps_per_epoch,
        "epochs": plan.epochs,
        "kernels": [kernel.n_weights for kernel in state.kernels],
        "findings": [
            finding
            for place in range(len(state.schedules))
            for finding in findings_of(state, place, plan)
        ],
    }


def findings_of(state: LabState, place: int, plan: TrainingPlan) -> list[dict[str, Any]]:
    """What the core finds about one schedule; the way to the lesson keeps the state."""
    link = urlencode(write_link(state))
    schedule = state.schedules[place].schedule
    return [
        {
            "schedule": place,
            "severity": str(finding.severity),
            "message": finding.message,
            "why": f"lesson?{link}#{finding.code}",
            "fix": None if finding.fix is None else finding.fix.get_config(),
        }
        for finding in diagnose(schedule, plan.total_steps, state.kernels)
    ]


def take_settled() -> None:
    """Take what the editor sent."""
    take(st.session_state[KEY].settled)


def take(settled: object) -> None:
    """Validate what came from a browser; what no training could follow changes nothing and is said."""
    if not isinstance(settled, Mapping) or settled.get("edition") != visit().edition:
        return  # it was sent before the schedules that it now shows
    sent = settled.get("schedules")
    if not isinstance(sent, list) or not 1 <= len(sent) <= MOST_SCHEDULES:
        return  # the editor sends no such thing
    try:
        schedules = tuple(map(read_schedule, range(len(sent)), sent))
    except ScheduleError as error:
        st.session_state[REFUSED] = {error.field: str(error)}
        return
    visit().edit_schedules(schedules, selected=read_place(settled, len(schedules)))


def read_schedule(place: int, item: Any) -> NamedSchedule:  # noqa: ANN401  (a browser's JSON)
    """A schedule that the editor sent; one without a name that will do gets the usual one."""
    schedule = schedule_from_config(item)
    try:
        name = check_name(str(item.get("name")))
    except ValueError:
        name = default_name(place)
    return NamedSchedule(name=name, schedule=schedule)


def read_place(settled: Mapping[str, Any], schedules: int) -> int:
    """The place that the editor sent, or the first where it sent none."""
    place = settled.get("selected")
    return place if isinstance(place, int) and 0 <= place < schedules else 0
