"""Links to the latest runs on this server, newest first, and to the page with all runs."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from pages.components.session.widgets import escape_markdown
from pruning_core.data.facts import DATASETS
from pruning_core.prediction.summary import title
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.texts import gettext, gettext_noop

MAX_LISTED_RUNS = 5
ICONS = {
    RunState.PLANNED: ":material/event:",
    RunState.QUEUED: ":material/schedule:",
    RunState.RUNNING: ":material/progress_activity:",
    RunState.PAUSED: ":material/pause_circle:",
    RunState.FINISHED: ":material/check_circle:",
    RunState.STOPPED: ":material/stop_circle:",
    RunState.FAILED: ":material/error:",
    RunState.INTERRUPTED: ":material/heart_broken:",
}


STATE_LABELS = {
    RunState.PLANNED: gettext_noop("planned"),
    RunState.QUEUED: gettext_noop("queued"),
    RunState.RUNNING: gettext_noop("running"),
    RunState.PAUSED: gettext_noop("paused"),
    RunState.FINISHED: gettext_noop("finished"),
    RunState.STOPPED: gettext_noop("stopped"),
    RunState.FAILED: gettext_noop("failed"),
    RunState.INTERRUPTED: gettext_noop("interrupted"),
}


def show_run_list(runs: Sequence[Run]) -> None:
    """Show a link to each of the latest runs, which are in order: newest first. Then show a link to all runs."""
    st.subheader(gettext("Latest runs"), divider="grey")
    for run in runs[:MAX_LISTED_RUNS]:
        st.page_link(
            "run.py",
            label=describe_run(run),
            icon=ICONS[run.state],
            query_params={"run": run.id},
        )
    st.page_link(
        "runs.py",
        label=gettext("All runs: search, compare, rename and delete them"),
        icon=":material/table_rows:",
    )


def title_in_markdown(run: Run) -> str:
    """Return the title of a run. Its name is shown unchanged, because a visitor has written it."""
    description = title(run.config.schedule)
    return f"{escape_markdown(run.name)} · {description}" if run.name else description


def describe_run(run: Run) -> str:
    """Describe a run in one line."""
    created_at = datetime.fromtimestamp(run.created_at, UTC)
    return gettext(
        "{state} · {time} UTC · seed {seed} · {schedule} · {dataset}",
        state=gettext(STATE_LABELS[run.state]),
        time=f"{created_at:%Y-%m-%d %H:%M}",
        seed=run.config.seed,
        schedule=title_in_markdown(run),
        dataset=gettext(DATASETS[run.config.dataset].title),
    )
