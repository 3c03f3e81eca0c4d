"""What the one who started a run can do with it, and what those who only watch are told."""

from collections.abc import Callable

import streamlit as st

from pages.components import services
from pages.components.elements.browser_keys import control_link, controls_run
from pruning_core.engine.queue import Wait, wait_for_turn
from pruning_core.errors import PruningLabError, StoreBusyError
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore

SECONDS_WORTH_MINUTES = 90
MOST_RECENT_RUNS = 20
SECONDS_BETWEEN_LOOKS = 3.0


def run_controls(run: Run) -> None:
    """Pause, resume and stop for who holds the run's key; for others, that they watch."""
    if run.state.ended:
        return
    if not controls_run(run.id):
        st.caption(
            "You are watching: only the browser that started this run, or its control link, can "
            "pause or stop it."
        )
        return
    with st.container(horizontal=True):
        if run.state is RunState.PAUSED or run.pause_requested:
            button("Resume", ":material/play_arrow:", RunStore.request_resume, run)
        else:
            button("Pause", ":material/pause:", RunStore.request_pause, run)
        button("Stop", ":material/stop:", RunStore.request_stop, run)
        show_control_link(run)


def button(label: str, icon: str, request: Callable[[RunStore, str], None], run: Run) -> None:
    """A button that asks something of a run."""
    helps = {
        "Pause": "It keeps a checkpoint, lets go of its worker, and can be resumed at any time.",
        "Resume": "It goes on after the last step, as if nothing had happened.",
        "Stop": "It ends for good. What was measured so far is kept.",
    }
    if st.button(label, icon=icon, help=helps[label]):
        try:
            request(services.run_store(), run.id)
        except PruningLabError as error:
            st.error(str(error), icon=":material/error:")
            return
        st.rerun()


def show_control_link(run: Run) -> None:
    """The link that controls the run, to be kept or handed on; this browser keeps it by itself."""
    if (link := control_link(run)) is None:
        return
    with st.popover("Control link", icon=":material/key:"):
        st.write(
            "Whoever has this link can pause, resume and stop the run. "
            "The address of this page only lets others watch."
        )
        st.code(link, language=None, wrap_lines=True)


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def say_wait(run: Run) -> None:
    """Say how many runs a waiting one waits for, and about how long; the words follow the queue."""
    store = services.run_store()
    try:
        wait = wait_for_turn(
            run,
            queued=store.queued(),
            running=store.running(),
            recent=store.recent(MOST_RECENT_RUNS),
            workers=services.engine().workers,
        )
    except StoreBusyError:  # no page is around these words: they come back by themselves
        return
    if wait is not None and (wait.before or wait.seconds):
        st.caption(wait_in_words(wait))


def wait_in_words(wait: Wait) -> str:
    """When a run begins.

    >>> wait_in_words(Wait(before=1, seconds=200.0))
    '1 run waits before this one; it begins by itself, in about 3 minutes.'
    """
    match wait.before:
        case 0:
            place = "It is the next"
        case 1:
            place = "1 run waits before this one"
        case _:
            place = f"{wait.before} runs wait before this one"
    return f"{place}; it begins by itself{when(wait.seconds)}."


def when(seconds: float | None) -> str:
    """How soon that is, as the end of a sentence.

    >>> when(None), when(0.0), when(40.0)
    ('', ', now', ', in about 40 seconds')
    """
    if seconds is None:
        return ""
    if seconds < 1:
        return ", now"
    if seconds < SECONDS_WORTH_MINUTES:
        return f", in about {seconds:.0f} seconds"
    return f", in about {seconds / 60:.0f} minutes"
