"""The expected time of a run before it starts, and the queue, in words."""

import time
from collections.abc import Sequence

import streamlit as st

from pages.components import services
from pages.components.elements import browser_keys
from pruning_core.engine.pace import expected_seconds, similar_runs
from pruning_core.engine.queue import Wait, expected_wait
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.texts import gettext, ngettext

MIN_SECONDS_SHOWN_AS_MINUTES = 90
MIN_SECONDS_IN_FIVES = 10


def estimate_seconds(config: RunConfig, recent: Sequence[Run]) -> float | None:
    """Return the expected time of a run in seconds, or None if no recent run shows its pace.

    Args:
        config: The config of the run.
        recent: Recent runs, newest first.
    """
    similar = similar_runs(config, recent)
    outcomes = services.run_store().outcomes([run.id for run in similar])
    return expected_seconds(config, similar, list(outcomes.values()))


def duration_text(seconds: float) -> str:
    """Return a duration in round numbers.

    >>> [duration_text(seconds) for seconds in (0.2, 4.4, 42.0, 480.0)]
    ['about 1 second', 'about 4 seconds', 'about 40 seconds', 'about 8 minutes']
    """
    if seconds >= MIN_SECONDS_SHOWN_AS_MINUTES:
        return ngettext("about {count} minute", "about {count} minutes", round(seconds / 60))
    rounded = 5 * round(seconds / 5) if seconds >= MIN_SECONDS_IN_FIVES else round(seconds)
    return ngettext("about {count} second", "about {count} seconds", max(1, rounded))


def label_with_time(label: str, seconds: float | None) -> str:
    """Return the label of a button that starts a run.

    >>> label_with_time("Train", 42.0), label_with_time("Train", None)
    ('Train · about 40 seconds', 'Train')
    """
    if seconds is None:
        return label
    return gettext("{label} · {duration}", label=label, duration=duration_text(seconds))


def show_queue(config: RunConfig, recent: Sequence[Run]) -> None:
    """Show in words when a run that the visitor starts now would begin."""
    store = services.run_store()
    running = store.running()
    queued = store.queued()
    new_run = Run(
        id="",
        config=config,
        state=RunState.QUEUED,
        created_at=time.time(),
        ended_at=None,
        last_step=0,
        seconds_trained=0.0,
        pause_requested=False,
        visitor=browser_keys.visitor(),
    )
    wait = expected_wait(
        new_run,
        queued=[*queued, new_run],
        running=running,
        recent=recent,
        workers=services.engine().workers,
        turns=store.latest_turns(),
    )
    if wait is not None:
        st.caption(describe_queue(wait, n_running=len(running)))


def describe_queue(wait: Wait, *, n_running: int) -> str:
    """Describe the queue for a visitor who has not started a run yet.

    >>> describe_queue(Wait(runs_before=0, seconds=0.0), n_running=0)
    'A run that you start now begins at once.'
    >>> describe_queue(Wait(runs_before=1, seconds=200.0), n_running=2)
    '2 runs train now, and 1 run waits. A run that you start now begins in about 3 minutes.'

    Args:
        wait: The wait of a run that starts now.
        n_running: The number of runs that train now.
    """
    if wait.seconds == 0:
        return gettext("A run that you start now begins at once.")
    running = ngettext("{count} run trains now", "{count} runs train now", n_running)
    waiting = ngettext("{count} run waits", "{count} runs wait", wait.runs_before)
    if n_running and wait.runs_before:
        queue = gettext("{running}, and {waiting}.", running=running, waiting=waiting)
    else:
        queue = f"{running if n_running else waiting}."
    if wait.seconds is None:
        start = gettext("A run that you start now begins after these runs.")
    else:
        duration = duration_text(wait.seconds)
        start = gettext("A run that you start now begins in {duration}.", duration=duration)
    return f"{queue} {start}"
