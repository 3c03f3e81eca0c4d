"""The element's script: its modules as one, which browsers load once and keep."""

from functools import cache
from importlib.resources import files

from pages.components.schedule_editor import EXPORT, IMPORT
from pages.components.scripts import Script

MODULES = (
    "curves", "record", "words", "elements", "charts", "histogram", "mask", "weights", "view", "live_run",
)  # fmt: skip


@cache
def source(name: str) -> str:
    """A file of this element."""
    return (files(__package__) / name).read_text("utf-8")


@cache
def bundle() -> str:
    """The element's modules as one: what imports another comes after it."""
    parts = [source(f"{name}.js") for name in MODULES]
    return "\n".join(EXPORT.sub("", IMPORT.sub("", part)) for part in parts)


LIVE_RUN = Script(name="live-run", read=bundle)
