"""Turn: who used a worker at what time. The queue decides with it whose run is next."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A worker has claimed a run of this visitor, in this room and group, at this time.

    Attributes:
        visitor: The visitor, or None.
        room: The room of a class, or None.
        group_id: The experiment, or None for a single run.
        at: The time, in seconds since the epoch.
    """

    visitor: str | None
    room: str | None
    group_id: str | None
    at: float
