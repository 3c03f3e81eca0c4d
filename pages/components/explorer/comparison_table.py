"""The table that compares schedules: updates, scheduled and applied sparsity, kept weights."""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
import streamlit as st

from pages.components.elements.markdown_table import markdown_table
from pages.components.explorer.network.kept_rows import kept_rows
from pages.components.session.lab_state import LabState
from pages.components.session.widgets import escape_markdown
from pruning_core.kernels import Kernel
from pruning_core.plan import TrainingPlan
from pruning_core.prediction.idle import count_idle_updates
from pruning_core.prediction.masks import applied_at, update_range
from pruning_core.prediction.readout import read_out
from pruning_core.prediction.summary import percent, schedule_sentence, summarise
from pruning_core.prediction.ties import tied_updates
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext, grouped

FRAME_KEY = "comparison-table"


def show_comparison_table(state: LabState, plan: TrainingPlan) -> None:
    """Show the table, with one column for each schedule."""
    st.subheader(gettext("The schedules in numbers"))
    columns = {
        f"{index + 1} · {escape_markdown(item.name)}": {
            **table_column(
                item.schedule, plan, state.layer_plan.kernels_of(index), zeros=state.zeros
            ),
            **kept_rows(state, index, plan),
        }
        for index, item in enumerate(state.schedules)
    }
    with st.container(key=FRAME_KEY):
        st.html(f"<style>.st-key-{FRAME_KEY} {{ overflow-x: auto; }}</style>")
        st.markdown(markdown_table(columns))
    summary = summarise(state.schedule, plan.total_steps, zeros=state.zeros)
    st.caption(schedule_sentence(state.schedule, summary))


def table_column(
    schedule: Schedule, plan: TrainingPlan, kernels: Sequence[Kernel], *, zeros: float = 0.0
) -> dict[str, str]:
    """Return the numbers of one schedule as text, by the name of the row.

    `zeros` is the fraction of weights that are exactly zero before the training.
    """
    summary = summarise(schedule, plan.total_steps, zeros=zeros)
    readout = read_out(schedule, plan.total_steps, zeros=zeros)
    updates = update_range(schedule, plan.total_steps)
    tied = tied_updates(schedule, updates, zeros=zeros)
    largest_jump = format(readout.largest_jump * 100, ".1f")
    return {
        gettext("First update"): describe_step(summary.first_update),
        gettext("Last update"): describe_step(summary.last_update),
        gettext("Updates"): grouped(summary.updates),
        gettext("Updates that keep as many weights as before"): describe_idle(
            count_idle_updates(schedule, plan.total_steps, kernels), has_kernels=bool(kernels)
        ),
        gettext("Scheduled sparsity at the end"): percent(summary.target),
        gettext("Applied sparsity at the end"): describe_sparsity(
            summary.reached, or_zero=summary.may_keep_all
        ),
        **applied_if_stopped(schedule, plan.total_steps, tied),
        gettext("Mean over the training"): describe_mean(
            readout.mean_applied, is_upper_bound=bool(tied)
        ),
        gettext("Largest jump in one update"): gettext("{number} points", number=largest_jump),
    }


def describe_step(step: int | None) -> str:
    """Describe a step: its number, or "never"."""
    return gettext("never") if step is None else gettext("step {step}", step=grouped(step))


def describe_idle(idle_updates: int | None, *, has_kernels: bool) -> str:
    """Describe the number of updates after which each kernel keeps as many weights as before."""
    if idle_updates is not None:
        return grouped(idle_updates)
    return gettext("not counted: too many updates") if has_kernels else gettext("not counted")


def describe_sparsity(sparsity: float, *, or_zero: bool) -> str:
    """Describe a sparsity of the masks. If they may keep all weights, add "or 0 %"."""
    text = percent(sparsity)
    return gettext("{sparsity} or 0\u00a0%", sparsity=text) if or_zero else text


def describe_mean(mean: float, *, is_upper_bound: bool) -> str:
    """Describe the mean applied sparsity. If masks may keep all weights, `mean` is the highest possible value."""
    return gettext("at most {mean}", mean=percent(mean)) if is_upper_bound else percent(mean)


def applied_if_stopped(
    schedule: Schedule, total_steps: int, tied: Sequence[range]
) -> dict[str, str]:
    """Return the applied sparsity if the training stops after 1/3 of its steps, and after 2/3."""
    updates = update_range(schedule, total_steps)
    numbers = []
    for step in (max(1, total_steps // 3), max(1, 2 * total_steps // 3)):
        applied = applied_at(schedule, np.array([step], np.int64), total_steps=total_steps)
        last_updates = updates[: bisect_right(updates, step)][-1:]
        or_zero = any(update in part for update in last_updates for part in tied)
        numbers.append(describe_sparsity(float(applied[0]), or_zero=or_zero))
    third, two_thirds = numbers
    return {
        gettext("If the training stops after 1/3"): third,
        gettext("If the training stops after 2/3"): two_thirds,
    }
