"""An event sink for tests that calls a function."""

from collections.abc import Callable
from dataclasses import dataclass

from pruning_core.runs.events.kinds import RunEvent


@dataclass(frozen=True, slots=True)
class Sink:
    """Calls a function with each event. The function can be the `append` of a list."""

    emit: Callable[[RunEvent], None]
