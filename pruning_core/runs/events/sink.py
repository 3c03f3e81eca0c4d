"""EventSink: receives the events of a training.

Only the standard library and Python 3.10, because training programs of other people import this module too.
"""

from collections.abc import Sequence
from typing import Protocol, TextIO

from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import RunEvent


class EventSink(Protocol):
    """Receives the events of a training. For example, the reporter of a run, or a file of JSON lines."""

    def emit(self, event: RunEvent) -> None:
        """Receive the next event.

        Two threads never call it at the same time, but the thread can change. An exception ends the
        training, after at most one more step or validation.
        """


class EventLines:
    """Writes each event immediately, as a line of JSON.

    Args:
        outputs: The files. Each file gets every event.
    """

    def __init__(self, outputs: Sequence[TextIO]) -> None:
        self._outputs = outputs

    def emit(self, event: RunEvent) -> None:
        """Write the event."""
        for output in self._outputs:
            print(event_to_json(event), file=output, flush=True)
