"""The lifecycle of a run: its states, and the one table of transitions between them."""

from enum import StrEnum

from pruning_core.runs.events import (
    EndEvent,
    RunEvent,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStopped,
)


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def ended(self) -> bool:
        """Whether nothing more can happen to the run."""
        return not TRANSITIONS[self]


TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.PAUSED, RunState.STOPPED}),
    RunState.RUNNING: frozenset(
        {
            RunState.QUEUED,  # its worker was lost: another goes on from the last checkpoint
            RunState.PAUSED,
            RunState.FINISHED,
            RunState.STOPPED,
            RunState.FAILED,
            RunState.INTERRUPTED,
        }
    ),
    RunState.PAUSED: frozenset({RunState.QUEUED, RunState.STOPPED}),
    RunState.FINISHED: frozenset(),
    RunState.STOPPED: frozenset(),
    RunState.FAILED: frozenset(),
    RunState.INTERRUPTED: frozenset(),
}

ENDS: dict[type[EndEvent], RunState] = {
    RunFinished: RunState.FINISHED,
    RunStopped: RunState.STOPPED,
    RunFailed: RunState.FAILED,
    RunInterrupted: RunState.INTERRUPTED,
}
"""The event that ends a run, and the state that it ends in."""


def end_state(event: RunEvent) -> RunState | None:
    """The state that an event ends a run in, or None when the run goes on.

    >>> end_state(RunStopped(step=3))
    <RunState.STOPPED: 'stopped'>
    """
    return ENDS.get(type(event))  # type: ignore[arg-type]  # other events are not in the table


def sources(target: RunState) -> list[RunState]:
    """The states from which a run can go to `target`.

    >>> [state.value for state in sources(RunState.INTERRUPTED)]
    ['running']
    """
    return [state for state, targets in TRANSITIONS.items() if target in targets]
