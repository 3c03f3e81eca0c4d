"""The states of a run, and the one table of transitions between them."""

from enum import StrEnum

from pruning_core.runs.events.kinds import (
    EndEvent,
    RunEvent,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStopped,
)


class RunState(StrEnum):
    """The state of a run."""

    PLANNED = "planned"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def ended(self) -> bool:
        """Whether the run has ended, so that its state never changes again."""
        return not TRANSITIONS[self]


FIRST_STATES = (RunState.QUEUED, RunState.PLANNED)
"""The states of new runs: a single run is queued, and a run of an experiment is planned."""

TRANSITIONS: dict[RunState, dict[RunState, str]] = {
    RunState.PLANNED: {
        RunState.QUEUED: "the engine queues the next runs of its experiment",
        RunState.STOPPED: "a stop is requested",
    },
    RunState.QUEUED: {
        RunState.RUNNING: "a worker claims it",
        RunState.PLANNED: "its experiment is paused",
        RunState.PAUSED: "a pause is requested",
        RunState.STOPPED: "a stop is requested",
    },
    RunState.RUNNING: {
        RunState.QUEUED: "its worker is lost, so another worker continues from the last checkpoint",
        RunState.PAUSED: "a pause is requested, or it cannot continue now",
        RunState.FINISHED: "its training ends",
        RunState.STOPPED: "a stop is requested, or its time is up",
        RunState.FAILED: "its training fails",
        RunState.INTERRUPTED: "several workers are lost one after another at the same step",
    },
    RunState.PAUSED: {
        RunState.QUEUED: "it is resumed",
        RunState.STOPPED: "a stop is requested",
    },
    RunState.FINISHED: {},
    RunState.STOPPED: {},
    RunState.FAILED: {},
    RunState.INTERRUPTED: {},
}
"""For each state, the states that can follow, with the reason for the change."""

UNFINISHED = (RunState.RUNNING, RunState.QUEUED, RunState.PLANNED, RunState.PAUSED)
"""The states of runs that have not ended. A running run probably ends first, and a paused run last."""

STATE_AFTER_END_EVENT: dict[type[EndEvent], RunState] = {
    RunFinished: RunState.FINISHED,
    RunStopped: RunState.STOPPED,
    RunFailed: RunState.FAILED,
    RunInterrupted: RunState.INTERRUPTED,
}
"""Each event that ends a run, and the state of the run afterwards."""


def end_state(event: RunEvent) -> RunState | None:
    """The state of a run after an event that ends it; None if the event does not end the run.

    >>> end_state(RunStopped(step=3))
    <RunState.STOPPED: 'stopped'>
    """
    return STATE_AFTER_END_EVENT.get(type(event))  # type: ignore[arg-type]  # other events are not in the table


def sources(target: RunState) -> list[RunState]:
    """The states from which a run can go to `target`.

    >>> [state.value for state in sources(RunState.INTERRUPTED)]
    ['running']
    """
    return [state for state, targets in TRANSITIONS.items() if target in targets]
