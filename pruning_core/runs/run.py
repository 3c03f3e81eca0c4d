"""Run and StoredEvent: a run, and one event of its log, as the store returns them."""

from dataclasses import dataclass

from pruning_core.runs.config import RunConfig
from pruning_core.runs.event_json import event_from_json
from pruning_core.runs.events import RunEvent
from pruning_core.runs.states import RunState


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A run as the store knows it; times are seconds since the epoch, `seconds_trained` seconds.

    `group_id` is shared by the runs of a set, `tags` are free words, and `origin` is "lab" where the
    lab trained.
    """

    id: str
    config: RunConfig
    state: RunState
    created_at: float
    ended_at: float | None
    last_step: int
    seconds_trained: float
    pause_requested: bool
    group_id: str | None = None
    name: str | None = None
    tags: tuple[str, ...] = ()
    origin: str = "lab"


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEvent:
    """An event in a run's log: numbered from 1 without gaps, with the time it was stored."""

    number: int
    at: float
    body: str

    @property
    def event(self) -> RunEvent:
        """The event itself."""
        return event_from_json(self.body)
