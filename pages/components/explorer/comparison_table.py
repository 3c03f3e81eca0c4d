"""The table that compares schedules: updates, scheduled and applied sparsity, kept weights."""

from collections.abc import Sequence

import streamlit as st

from pages.components.elements.markdown_table import markdown_table
from pages.components.session.lab_state import LabState
from pages.components.session.widgets import escape_markdown
from pruning_core.kernels import Kernel
from pruning_core.plan import TrainingPlan
from pruning_core.prediction.readout import read_out
from pruning_core.prediction.summary import percent, schedule_sentence, summarise
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext, grouped

FRAME_KEY = "comparison-table"


def show_comparison_table(state: LabState, plan: TrainingPlan) -> None:
    """Show the table, with one column for each schedule."""
    st.subheader(gettext("The schedules in numbers"))
    columns = {
        f"{index + 1} · {escape_markdown(item.name)}": table_column(
            item.schedule, plan, state.kernels
        )
        for index, item in enumerate(state.schedules)
    }
    with st.container(key=FRAME_KEY):
        st.html(f"<style>.st-key-{FRAME_KEY} {{ overflow-x: auto; }}</style>")
        st.markdown(markdown_table(columns))
    st.caption(schedule_sentence(state.schedule, summarise(state.schedule, plan.total_steps)))


def table_column(
    schedule: Schedule, plan: TrainingPlan, kernels: Sequence[Kernel]
) -> dict[str, str]:
    """Return the numbers of one schedule as text, by the name of the row."""
    summary = summarise(schedule, plan.total_steps)
    readout = read_out(schedule, plan.total_steps, kernels)
    kept_weights = {
        gettext(
            "{layer} keeps, of {weights}", layer=kernel.layer, weights=grouped(kernel.n_weights)
        ): grouped(count)
        for kernel, count in zip(kernels, readout.kept, strict=True)
    }
    largest_jump = format(readout.largest_jump * 100, ".1f")
    return {
        gettext("First update"): describe_step(summary.first_update),
        gettext("Last update"): describe_step(summary.last_update),
        gettext("Updates"): grouped(summary.updates),
        gettext("Scheduled sparsity at the end"): percent(summary.target),
        gettext("Applied sparsity at the end"): percent(summary.reached),
        gettext("Mean over the training"): percent(readout.mean_applied),
        gettext("Largest jump in one update"): gettext("{number} points", number=largest_jump),
        **kept_weights,
    }


def describe_step(step: int | None) -> str:
    """Describe a step: its number, or "never"."""
    return gettext("never") if step is None else gettext("step {step}", step=grouped(step))
