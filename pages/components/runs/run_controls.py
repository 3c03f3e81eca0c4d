"""The controls of a run: pause, resume and stop, its control link, and its wait in the queue."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from pages.components import services
from pages.components.elements.browser_keys import control_link, controls_run
from pruning_core.engine.queue import Wait, expected_wait
from pruning_core.errors import PruningLabError, StoreBusyError
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from pruning_core.texts import gettext, gettext_noop, ngettext

MIN_SECONDS_SHOWN_AS_MINUTES = 90
MAX_RECENT_RUNS = 20
SECONDS_BETWEEN_UPDATES = 3.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Control:
    """A button that sends a request about a run.

    Attributes:
        label: The text on the button, in English.
        icon: The icon on the button.
        help: The effect of the request, in English.
        request: Sends the request to the store.
    """

    label: str
    icon: str
    help: str
    request: Callable[[RunStore, str], None]


PAUSE = Control(
    label=gettext_noop("Pause"),
    icon=":material/pause:",
    help=gettext_noop(
        "The run saves a checkpoint and frees its worker. You can resume it at any time."
    ),
    request=RunStore.request_pause,
)
RESUME = Control(
    label=gettext_noop("Resume"),
    icon=":material/play_arrow:",
    help=gettext_noop("The run continues after its last step. The pause changes no result."),
    request=RunStore.request_resume,
)
STOP = Control(
    label=gettext_noop("Stop this run"),
    icon=":material/stop:",
    help=gettext_noop("The run ends and cannot continue. All measurements are kept."),
    request=RunStore.request_stop,
)


def show_run_controls(run: Run) -> None:
    """Show pause, resume and stop if the visitor has the run's key. Show a note to every other visitor."""
    if run.state.ended:
        return
    if not controls_run(run.id):
        st.caption(
            gettext(
                "You are watching. Only the browser that started this run, or a browser that opens the "
                "control link of this run, can pause or stop it."
            )
        )
        return
    with st.container(horizontal=True):
        can_resume = run.state is RunState.PAUSED or run.pause_requested
        show_control(RESUME if can_resume else PAUSE, run)
        show_stop(run)
        show_control_link(run)


def show_control(control: Control, run: Run) -> None:
    """Show a button that sends a request about a run."""
    if st.button(gettext(control.label), icon=control.icon, help=gettext(control.help)):
        try:
            control.request(services.run_store(), run.id)
        except PruningLabError as error:
            st.error(str(error), icon=":material/error:")
            return
        st.rerun()


def show_stop(run: Run) -> None:
    """Show a button that asks before it stops the run."""
    with st.popover(gettext("Stop"), icon=STOP.icon):
        st.write(gettext("Stop this run? It cannot continue. All measurements are kept."))
        show_control(STOP, run)


def show_control_link(run: Run) -> None:
    """Show the link that controls the run from another browser. This browser has the key already."""
    if (link := control_link(run)) is None:
        return
    with st.popover(gettext("Control link"), icon=":material/key:"):
        st.write(
            gettext(
                "Anyone with this link can pause, resume and stop the run. With the address of "
                "this page, other people can only watch."
            )
        )
        st.code(link, language=None, wrap_lines=True)


@st.fragment(run_every=SECONDS_BETWEEN_UPDATES)
def show_wait(run: Run) -> None:
    """Show the number of runs before this run, and the expected time until it starts. Update both while it waits."""
    store = services.run_store()
    try:
        wait = expected_wait(
            run,
            queued=store.queued(),
            running=store.running(),
            recent=store.recent(MAX_RECENT_RUNS),
            workers=services.engine().workers,
            turns=store.latest_turns(),
        )
    except StoreBusyError:  # this fragment runs again soon
        return
    if wait is not None and (wait.runs_before or wait.seconds):
        st.caption(describe_wait(wait))


def describe_wait(wait: Wait) -> str:
    """Describe the number of runs before a run, and the start of the run.

    >>> describe_wait(Wait(runs_before=1, seconds=200.0))
    '1 run waits before this one. This run starts by itself in about 3 minutes.'
    """
    if wait.runs_before:
        queue_text = ngettext(
            "{count} run waits before this one.",
            "{count} runs wait before this one.",
            wait.runs_before,
        )
    else:
        queue_text = gettext("This run is next.")
    return f"{queue_text} {describe_start(wait.seconds)}"


def describe_start(seconds: float | None) -> str:
    """Describe when a run starts.

    >>> describe_start(None), describe_start(40.0)
    ('This run starts by itself.', 'This run starts by itself in about 40 seconds.')
    """
    if seconds is None:
        return gettext("This run starts by itself.")
    if seconds < 1:
        return gettext("This run starts now.")
    if seconds < MIN_SECONDS_SHOWN_AS_MINUTES:
        return ngettext(
            "This run starts by itself in about {count} second.",
            "This run starts by itself in about {count} seconds.",
            round(seconds),
        )
    return ngettext(
        "This run starts by itself in about {count} minute.",
        "This run starts by itself in about {count} minutes.",
        round(seconds / 60),
    )
