"""The element that shows a run live. The server only streams the events of the run, and the browser draws."""

from importlib.resources import files
from typing import Any

import numpy as np
import streamlit as st

from pages.components.elements.scripts import Script, read_source
from pages.components.live_run.bundle import LIVE_RUN
from pages.components.live_run.routes import events_path
from pruning_core.prediction.curves import curve_steps
from pruning_core.prediction.masks import update_range
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.words import words_for_the_browser
from pruning_core.runs.run import Run
from pruning_core.schedules import Schedule

PLOTLY = Script(
    name="plotly",
    read=lambda: (files("plotly") / "package_data" / "plotly.min.js").read_text("utf-8"),
)


def show_live_run(run: Run, *, key: str) -> None:
    """Show a run, live while it trains. After the end of the run, the browser lets the script of the page run again.

    Args:
        run: The run.
        key: The key of this element in the session, because a page may show several runs.
    """
    component = st.components.v2.component(
        "live_run",
        css=read_source(__package__, "live_run.css"),
        js=LIVE_RUN.loader_with_placeholder("live-run-placeholder"),
        isolate_styles=False,
    )
    component(
        key=key,
        data=describe(run),
        on_ended_change=lambda: None,
        on_state_change=lambda: None,
    )


def describe(run: Run) -> dict[str, Any]:
    """Return the script's data: the address of the events, the plan and the scheduled curves."""
    config = run.config
    return {
        "run": run.id,
        "title": run.title,
        "state": run.state,
        "ended": run.state.ended,
        "events": events_path(run.id),
        "plotly": PLOTLY.path,
        "total_steps": config.plan.total_steps,
        "steps_per_epoch": config.plan.steps_per_epoch,
        "epochs": config.plan.epochs,
        "batch_size": config.plan.batch_size,
        "training_examples": config.plan.training_examples,
        "validation_examples": config.plan.validation_examples,
        "pruned_kernels": [
            {"layer": kernel.layer, "n_weights": kernel.n_weights}
            for kernel in config.pruned_kernels
        ],
        "scheduled_curves": scheduled_curves(config),
        "words": words_for_the_browser(),
    }


def scheduled_curves(config: RunConfig) -> list[dict[str, Any]]:
    """Return the curve, the updates and the layers of each schedule of a run. The list is empty for a dense run."""
    layers_by_schedule: dict[Schedule, list[str]] = {}
    for kernel in config.pruned_kernels:
        if (schedule := config.schedule_of(kernel.layer)) is not None:
            layers_by_schedule.setdefault(schedule, []).append(kernel.layer)
    curves = []
    for schedule, layer_names in layers_by_schedule.items():
        steps = curve_steps(schedule, config.plan.total_steps)
        updates = update_range(schedule, config.plan.total_steps)
        curves.append(
            {
                "layers": layer_names,
                "steps": steps.tolist(),
                "sparsity": schedule.sparsity(steps).astype(np.float64).tolist(),
                "updates": [updates.start, updates.stop, updates.step],
            }
        )
    return curves
