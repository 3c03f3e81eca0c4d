"""A file that a visitor takes away, made when it is asked for and not before."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import streamlit as st

from pruning_core.runs.run import Run


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A file, and the button that hands it out.

    Attributes:
        label: What the button says.
        file_name: What the file is called.
        mime: What it holds.
        icon: Of the button.
        make: Its content; called in a thread of its own when the button is pressed, so what it
            needs of the session must be known before.
    """

    label: str
    file_name: str
    mime: str
    icon: str
    make: Callable[[], str | bytes]

    def content(self) -> BytesIO:
        """The file."""
        made = self.make()
        return BytesIO(made.encode() if isinstance(made, str) else made)

    def button(self, *, key: str | None = None) -> None:
        """Offer it; a click does not run the page again.

        Args:
            key: The key of the button; needed where a page offers the same file twice.
        """
        st.download_button(
            self.label,
            self.content,
            file_name=self.file_name,
            mime=self.mime,
            icon=self.icon,
            on_click="ignore",
            key=key,
        )


def file_name(run: Run, name: str) -> str:
    """What a file of a run is called: those of one run stand together in a folder."""
    return f"run-{run.id}-seed-{run.config.seed}-{name}"
