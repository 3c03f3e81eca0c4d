"""The element that follows a run by server-sent events: the browser draws, the server only streams."""

from importlib.resources import files
from typing import Any

import numpy as np
import streamlit as st

from pages.components.elements.scripts import Script, source
from pages.components.live_run.bundle import LIVE_RUN
from pages.components.live_run.routes import events_path
from pruning_core.prediction.curves import curve_steps
from pruning_core.prediction.masks import update_range
from pruning_core.prediction.summary import title
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.words import words_for_the_browser
from pruning_core.runs.run import Run
from pruning_core.schedules import Schedule

PLOTLY = Script(
    name="plotly",
    read=lambda: (files("plotly") / "package_data" / "plotly.min.js").read_text("utf-8"),
)


def live_run(run: Run, *, key: str) -> None:
    """Show a run, live while it trains; when it ends, the script of this viewer's page runs once more.

    Args:
        run: The run.
        key: Names this element within the session; a page may show several runs.
    """
    component = st.components.v2.component(
        "live_run",
        css=source(__package__, "live_run.css"),
        js=LIVE_RUN.loader,
        isolate_styles=False,
    )
    component(
        key=key,
        data=describe(run),
        on_ended_change=lambda: None,
        on_standing_change=lambda: None,
    )


def describe(run: Run) -> dict[str, Any]:
    """What the script needs besides the events: their address, and what is scheduled."""
    config = run.config
    return {
        "run": run.id,
        "title": title(config.schedule),
        "state": run.state,
        "ended": run.state.ended,
        "events": events_path(run.id),
        "plotly": PLOTLY.path,
        "total_steps": config.plan.total_steps,
        "steps_per_epoch": config.plan.steps_per_epoch,
        "epochs": config.plan.epochs,
        "pruned": [
            {"layer": kernel.layer, "n_weights": kernel.n_weights}
            for kernel in config.pruned_kernels
        ],
        "scheduled": scheduled_curves(config),
        "words": words_for_the_browser(),
    }


def scheduled_curves(config: RunConfig) -> list[dict[str, Any]]:
    """For each schedule of a run: its curve, its updates and its layers; empty for a dense run."""
    layers: dict[Schedule, list[str]] = {}
    for kernel in config.pruned_kernels:
        if (schedule := config.schedule_of(kernel.layer)) is not None:
            layers.setdefault(schedule, []).append(kernel.layer)
    curves = []
    for schedule, names in layers.items():
        steps = curve_steps(schedule, config.plan.total_steps)
        updates = update_range(schedule, config.plan.total_steps)
        curves.append(
            {
                "layers": names,
                "steps": steps.tolist(),
                "sparsity": schedule.sparsity(steps).astype(np.float64).tolist(),
                "updates": [updates.start, updates.stop, updates.step],
            }
        )
    return curves
