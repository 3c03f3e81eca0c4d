"""Plotly figures: how schedules and masks are drawn."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pruning_core.masks import sparsity_after, update_steps
from pruning_core.plan import TrainingPlan
from pruning_core.schedules import PolynomialDecay, Schedule

MOST_POINTS = 1_000
MOST_EPOCH_LABELS = 10
SCHEDULED, APPLIED, UPDATES = "#2F86C6", "#D55E00", "#7F7F7F"  # legible on light and on dark


def schedule_figure(schedule: Schedule, plan: TrainingPlan) -> go.Figure:
    """The scheduled curve, the staircase of the masks and a tick at every update.

    The lower axis counts steps, the upper one epochs.
    """
    total = plan.total_steps
    updates = thinned(update_steps(schedule, total))
    figure = go.Figure()
    curve = curve_steps(schedule, total)
    figure.add_scatter(
        x=np.concatenate([[0], updates, [total]]),
        y=staircase(sparsity_after(schedule, updates)),
        name="held by the masks",
        mode="lines",
        line={"color": APPLIED, "width": 3, "shape": "hv"},
        hovertemplate="%{y:.4f} held by the masks<extra></extra>",
    )
    figure.add_scatter(
        x=curve,
        y=schedule.sparsity(curve),
        name="scheduled",
        mode="lines",
        line={"color": SCHEDULED, "width": 2, "dash": "4px,2px"},
        hovertemplate="%{y:.4f} scheduled<extra></extra>",
    )
    figure.add_scatter(
        x=updates,
        y=np.full(updates.size, -0.03),
        name="update",
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 9, "color": UPDATES},
        xaxis="x2",
        hovertemplate="the masks change at step %{x:,}<extra></extra>",
    )
    figure.update_layout(axes(plan))
    return figure


def axes(plan: TrainingPlan) -> dict[str, Any]:
    """Steps below, epochs above, sparsity from nothing to everything."""
    total = plan.total_steps
    stride = -(-plan.epochs // MOST_EPOCH_LABELS)
    epochs = list(range(0, plan.epochs + 1, stride))
    span = [-0.01 * total, 1.01 * total]
    return {
        "xaxis": {"title": "step", "range": span, "tickformat": ",", "hoverformat": ","},
        "xaxis2": {
            "title": "epoch",
            "overlaying": "x",
            "side": "top",
            "matches": "x",
            "range": span,
            "tickvals": [epoch * plan.steps_per_epoch for epoch in epochs],
            "ticktext": [str(epoch) for epoch in epochs],
            "showgrid": False,
        },
        "yaxis": {"title": "sparsity", "range": [-0.06, 1.02], "tickformat": ".0%"},
        "hovermode": "x unified",
        "legend": {"orientation": "h", "y": -0.22, "x": 0},
        "margin": {"l": 10, "r": 10, "t": 50, "b": 10},
        "height": 430,
    }


def curve_steps(schedule: Schedule, total_steps: int) -> NDArray[np.int64]:
    """The steps at which the scheduled curve is drawn: evenly spread, and its corners."""
    corners = [schedule.begin_step]
    if isinstance(schedule, PolynomialDecay):
        near_end = np.linspace(schedule.begin_step, schedule.end_step, MOST_POINTS // 2)
        corners += [schedule.end_step, *near_end.astype(np.int64)]
    spread = np.linspace(0, total_steps, MOST_POINTS).astype(np.int64)
    steps = np.unique(np.concatenate([spread, np.array(corners, np.int64)]))
    return steps[steps <= total_steps]


def thinned(steps: NDArray[np.int64]) -> NDArray[np.int64]:
    """At most `MOST_POINTS` of the steps, evenly chosen, the first and the last among them."""
    if steps.size <= MOST_POINTS:
        return steps
    chosen = np.linspace(0, steps.size - 1, MOST_POINTS).astype(np.int64)
    return steps[chosen]


def staircase(held: NDArray[np.float32]) -> NDArray[np.float32]:
    """What masks hold from step 0 to the end: nothing, each update's value, and the last again."""
    return np.concatenate([np.zeros(1, np.float32), held, held[-1:] if held.size else [0.0]])
