"""An event sink for tests: a function."""

from collections.abc import Callable
from dataclasses import dataclass

from pruning_core.runs.events.kinds import RunEvent


@dataclass(frozen=True, slots=True)
class Sink:
    """Hands each event to a function, such as the `append` of a list."""

    emit: Callable[[RunEvent], None]
