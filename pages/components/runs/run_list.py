"""The list of runs: what was trained on this server, newest first."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from pruning_core.data.facts import DATASETS
from pruning_core.prediction.summary import title
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState

MOST_RUNS = 20
ICONS = {
    RunState.QUEUED: ":material/schedule:",
    RunState.RUNNING: ":material/progress_activity:",
    RunState.PAUSED: ":material/pause_circle:",
    RunState.FINISHED: ":material/check_circle:",
    RunState.STOPPED: ":material/stop_circle:",
    RunState.FAILED: ":material/error:",
    RunState.INTERRUPTED: ":material/heart_broken:",
}


def run_list(runs: Sequence[Run], *, shown: str | None) -> None:
    """A link to each of the latest runs."""
    st.subheader("Runs on this server", divider="grey")
    if not runs:
        st.caption("None yet: the first run appears here and stays, also when the server restarts.")
    for run in runs[:MOST_RUNS]:
        started = datetime.fromtimestamp(run.created_at, UTC)
        here = " · **shown above**" if run.id == shown else ""
        st.page_link(
            "training.py",
            label=f"{run.state} · {started:%d %b, %H:%M} UTC · seed {run.config.seed} · "
            f"{title(run.config.schedule)} · {DATASETS[run.config.dataset].title}{here}",
            icon=ICONS[run.state],
            query_params={"run": run.id},
        )
    if len(runs) > MOST_RUNS:
        st.caption(f"The latest {MOST_RUNS} runs are shown.")
