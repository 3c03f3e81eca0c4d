"""A download: a button, and the file that is made when the button is pressed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import streamlit as st

from pruning_core.runs.run import Run

MAX_NAME_CHARACTERS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A file, and the button that downloads it.

    Attributes:
        label: The text on the button.
        file_name: The name of the file.
        mime: The media type of the file.
        icon: The icon of the button.
        make: Returns the content. It is called in another thread when the button is pressed, so it
            must not read the session.
    """

    label: str
    file_name: str
    mime: str
    icon: str
    make: Callable[[], str | bytes]

    def content(self) -> BytesIO:
        """The content as a file."""
        content = self.make()
        return BytesIO(content.encode() if isinstance(content, str) else content)

    def show_button(self, *, key: str | None = None) -> None:
        """Show the button. A click does not run the page again.

        Args:
            key: The key of the button. Two buttons for the same file on one page need different keys.
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
    """Return the name of a run's file, with the name of the run.

    The run id comes first, so a folder lists the files of a run together.
    """
    words = re.sub(r"\W+", "-", run.name or "").strip("-")[:MAX_NAME_CHARACTERS]
    return "-".join(filter(None, ["run", run.id, words, "seed", str(run.config.seed), name]))
