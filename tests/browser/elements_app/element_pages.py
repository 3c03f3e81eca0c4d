"""Two pages: one with three schedule editors, and one with two live runs."""

import json
from dataclasses import replace
from functools import partial

import streamlit as st

from pages.components.live_run import show_live_run
from pages.components.schedule_editor import EditorValue, schedule_editor
from pages.components.session.lab_state import NamedSchedule
from pages.components.session.layer_plan import lab_layer_plan
from pruning_core import ConstantSparsity, PolynomialDecay, TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState

PLAN = TrainingPlan(num_examples=1000, batch_size=10, epochs=2, validation_split=0.0)
EDITORS = ("first", "second", "third")


def first_value(key: str) -> EditorValue:
    """The first value of an editor. Each editor has a different final sparsity."""
    schedule = PolynomialDecay(
        initial_sparsity=0.0,
        final_sparsity=0.5 + EDITORS.index(key) / 10,
        begin_step=0,
        end_step=100,
        frequency=10,
    )
    named_schedule = NamedSchedule(name="A", schedule=schedule)
    layers = lab_layer_plan("mlp", (), ())
    return EditorValue(schedules=(named_schedule,), plan=PLAN, layers=layers)


def store(key: str, schedules: tuple[NamedSchedule, ...], *, selected: int) -> None:
    """Store the new value of an editor."""
    value: EditorValue = st.session_state[f"value of {key}"]
    st.session_state[f"value of {key}"] = replace(value, schedules=schedules, selected=selected)


def editors() -> None:
    """A page with three editors. Below each editor is the value that the server has stored."""
    for key in EDITORS:
        value = st.session_state.setdefault(f"value of {key}", first_value(key))
        with st.container(key=f"place of {key}"):
            schedule_editor(key=key, value=value, on_change=partial(store, key))
            st.text(
                json.dumps(
                    [named_schedule.schedule.get_config() for named_schedule in value.schedules]
                )
            )


def example_run(run_id: str) -> Run:
    """A run in the state RUNNING that is not in a store. No worker trains it."""
    schedule = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    return Run(
        id=run_id,
        config=RunConfig(schedule=schedule, plan=PLAN, dataset="digits"),
        state=RunState.RUNNING,
        created_at=0.0,
        ended_at=None,
        last_step=0,
        seconds_trained=0.0,
        pause_requested=False,
    )


def runs() -> None:
    """A page with two live runs."""
    for column, run_id in zip(st.columns(2), ("left", "right"), strict=True):
        with column:
            show_live_run(example_run(run_id), key=f"live {run_id}")


st.navigation([st.Page(editors, default=True), st.Page(runs, title="Runs")]).run()
