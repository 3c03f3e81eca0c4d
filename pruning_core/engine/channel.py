"""Channel: the event log of one watched run, and the event that wakes its viewers."""

import asyncio
from dataclasses import dataclass, field

MESSAGES_UNTIL_FIRST_STEP = 4
"""A log begins with the two phases of the start, and the start of the run. Then comes the first step."""


@dataclass(slots=True)
class Channel:
    """The event log of one watched run. All viewers of the run share it.

    Attributes:
        messages: The events of the run, as server-sent messages.
        status: The latest message about the state of the run. This message is not part of the log.
        n_pruned: The number of pruned kernels of the run, or None if it is not known yet.
        viewers: The number of viewers.
        is_complete: Whether the last message of the run is in `messages`.
        news: The event object that viewers wait for. When it is set, a new one replaces it.
    """

    messages: list[bytes] = field(default_factory=list)
    status: bytes = b""
    n_pruned: int | None = None
    viewers: int = 0
    is_complete: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_starting(self) -> bool:
        """Whether the training has begun, and its first step is probably not measured yet."""
        return 0 < len(self.messages) < MESSAGES_UNTIL_FIRST_STEP and not self.is_complete

    def add(self, messages: list[bytes], *, ends: bool) -> None:
        """Add new messages, and wake the viewers. `ends` is true if the last message ends the run."""
        self.messages += messages
        self.is_complete = ends
        self.wake()

    def set_status(self, status: bytes) -> None:
        """Store the message about the state of the run, and wake the viewers if it has changed."""
        if status != self.status:
            self.status = status
            self.wake()

    def end(self) -> None:
        """Mark the channel as complete, and wake the viewers."""
        self.is_complete = True
        self.wake()

    def wake(self) -> None:
        """Wake the viewers."""
        news, self.news = self.news, asyncio.Event()
        news.set()
