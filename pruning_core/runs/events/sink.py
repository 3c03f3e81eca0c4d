"""EventSink: receives the events of a training.

Only the standard library, and Python 3.10: other people's trainings run this code too.
"""

from collections.abc import Sequence
from typing import Protocol, TextIO

from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import RunEvent


class EventSink(Protocol):
    """Receives the events of a training. For example, the reporter of a run, or a file of JSON lines."""

    def emit(self, event: RunEvent) -> None:
        """Receive the next event.

        It is called from one thread at a time, not always from the same one. An exception ends the
        training, after at most one more step or validation.
        """


class EventLines:
    """Writes each event as a line of JSON, at once.

    Args:
        outputs: Where to write; each output gets every event.
    """

    def __init__(self, outputs: Sequence[TextIO]) -> None:
        self._outputs = outputs

    def emit(self, event: RunEvent) -> None:
        """Write the event."""
        for output in self._outputs:
            print(event_to_json(event), file=output, flush=True)
