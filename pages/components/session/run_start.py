"""The start of a run: from the click on a button until the browser shows the page of the run."""

import time
from dataclasses import dataclass, field

from pages.components.session.visit import MAX_BROWSER_DELAY_SECONDS, Link

RUN = "run"
"""The query parameter with the id of a run."""


@dataclass(slots=True)
class RunStart:
    """The record of the start of a run in a session.

    The page that starts a run and the page of the run share this record.

    Attributes:
        pressed_button: The key of the button that the visitor pressed, or "".
        started_run: The id of the run that this session started last, or "".
        address: The parameters of the address from which this run was started.
        shown_at: When the page of this run was shown first, or None before that.
    """

    pressed_button: str = ""
    started_run: str = ""
    address: Link = field(default_factory=dict)
    shown_at: float | None = None

    def press(self, key: str) -> None:
        """Store the key of the pressed button. Streamlit calls this function before it runs the page again."""
        self.pressed_button = key

    def store_started_run(self, run_id: str, *, address: Link) -> None:
        """Store the id of a run that was just started, and the address from which it was started."""
        self.pressed_button, self.started_run = "", run_id
        self.address, self.shown_at = address, None

    def run_to_open(self, address: Link) -> str | None:
        """Return the id of a started run that the browser does not show yet, or None.

        For a short time, a browser may still send messages from the page that started the run. Without
        this function, such a message would lead back to that page.

        Args:
            address: The parameters of the address that the browser has sent.
        """
        if not self.started_run or address.get(RUN) == self.started_run:
            self.shown_at = self.shown_at or time.monotonic()
            return None
        if self.shown_at is None:
            return self.started_run
        is_late = time.monotonic() - self.shown_at < MAX_BROWSER_DELAY_SECONDS
        return self.started_run if is_late and address == self.address else None
