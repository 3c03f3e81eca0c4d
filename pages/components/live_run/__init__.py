"""The element that follows a run by server-sent events; its script draws, the server only streams."""

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import streamlit as st

from pages.components.live_run.routes import events_path
from pages.components.scripts import Script
from pruning_core.curves import curve_steps
from pruning_core.runs.store import Run
from pruning_core.summary import title

PLOTLY = Script(
    name="plotly",
    read=lambda: (files("plotly") / "package_data" / "plotly.min.js").read_text("utf-8"),
)


@cache
def source(name: str) -> str:
    """A file of this element."""
    return (files(__package__) / name).read_text("utf-8")


def live_run(run: Run) -> None:
    """Show a run, live while it trains; when it ends, this viewer's page runs once more."""
    component = st.components.v2.component(
        "live_run", css=source("live_run.css"), js=source("live_run.js"), isolate_styles=False
    )
    component(
        key=f"live run {run.id}",
        data=describe(run),
        on_ended_change=lambda: None,
    )


def describe(run: Run) -> dict[str, Any]:
    """What the script needs besides the events: where they are, and what was scheduled."""
    config = run.config
    total = config.plan.total_steps
    scheduled: dict[str, list[float]] | None = None
    if config.schedule is not None:
        steps = curve_steps(config.schedule, total)
        sparsity = config.schedule.sparsity(steps).astype(np.float64)
        scheduled = {"steps": steps.tolist(), "sparsity": sparsity.tolist()}
    return {
        "run": run.id,
        "title": title(config.schedule),
        "ended": run.state.ended,
        "events": events_path(run.id),
        "plotly": PLOTLY.path,
        "total_steps": total,
        "steps_per_epoch": config.plan.steps_per_epoch,
        "epochs": config.plan.epochs,
        "scheduled": scheduled,
    }
