"""The explorer: set a schedule and a plan, and see what is asked for and what the masks will hold."""

import json

import pandas as pd
import streamlit as st

from pages.components import controls
from pages.components.plan_form import plan_form
from pages.components.schedule_form import schedule_form
from pages.components.share_link import plan_of, schedule_of
from pruning_core.errors import FieldError
from pruning_core.figures import schedule_figure
from pruning_core.masks import kept_weights, mask_sparsity, update_steps
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.plan import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.schedules import Schedule
from pruning_core.summary import in_words, percent, summarise

LAST_GOOD = "last valid schedule and plan"


def page() -> None:
    """The whole page: the chart beside its controls, or above them on a phone."""
    controls.sync_from_url()
    st.title("Schedule explorer")
    mistakes = st.container()
    chart, form = st.columns([8, 5], gap="large")
    with form:
        schedule_form()
        plan_form()
        problem = settle()
    with mistakes:
        controls.show_link_problems()
    with chart:
        if problem is not None:
            st.error(str(problem), icon=":material/error:")
        if LAST_GOOD in st.session_state:
            schedule, plan = st.session_state[LAST_GOOD]
            show_chart(schedule, plan)
            if problem is None:
                show_words(schedule, plan)
            else:
                st.caption("The chart still shows the last schedule that a training could follow.")
    controls.sync_to_url()


def settle() -> FieldError | None:
    """Keep what the controls describe if a training can follow it; else say why not."""
    values = controls.current()
    try:
        schedule, plan = schedule_of(values), plan_of(values)
        RunConfig(schedule=schedule, plan=plan, dataset=str(values["dataset"]))
    except FieldError as error:
        return error
    st.session_state[LAST_GOOD] = (schedule, plan)
    return None


def show_chart(schedule: Schedule, plan: TrainingPlan) -> None:
    """What is asked for, and what the masks will hold."""
    sentence = in_words(schedule, summarise(schedule, plan.total_steps))
    st.plotly_chart(schedule_figure(schedule, plan), key="schedule chart", alt=sentence)


def show_words(schedule: Schedule, plan: TrainingPlan) -> None:
    """What the masks will do, in numbers and in words, and the way to a training."""
    summary = summarise(schedule, plan.total_steps)
    sentence = in_words(schedule, summary)
    numbers = {
        "First update": "never" if summary.first_update is None else f"{summary.first_update:,}",
        "Last update": "never" if summary.last_update is None else f"{summary.last_update:,}",
        "Updates": f"{summary.updates:,}",
        "Asked": percent(summary.asked),
        "Reached": percent(summary.reached),
    }
    with st.container(horizontal=True, gap="large"):
        for label, number in numbers.items():
            st.metric(label, number, width="content")
    if summary.hits_target:
        st.success(sentence, icon=":material/check:")
    else:
        st.warning(sentence, icon=":material/warning:")
    if st.button("Train this schedule", type="primary", icon=":material/play_arrow:"):
        st.switch_page("training.py")
    with st.expander("What each kernel of the article's ConvNet will hold"):
        st.table(kernel_table(schedule, plan), hide_index=True)
    with st.expander("The schedule as tfmot's get_config()"):
        st.code(json.dumps(schedule.get_config()), language="json", wrap_lines=True)


def kernel_table(schedule: Schedule, plan: TrainingPlan) -> pd.DataFrame:
    """The weights that each kernel keeps after the last update."""
    last = update_steps(schedule, plan.total_steps)[-1:]
    rows = []
    for kernel in ARTICLE_CONVNET:
        size = kernel.n_weights
        kept = kept_weights(schedule, int(last[0]), size) if last.size else size
        rows.append(
            {
                "Kernel": kernel.layer,
                "Shape": " × ".join(map(str, kernel.shape)),
                "Weights": f"{kernel.n_weights:,}",
                "Kept": f"{kept:,}",
                "Sparsity": f"{float(mask_sparsity(kept, kernel.n_weights)):.4f}",
            }
        )
    return pd.DataFrame(rows)


page()
