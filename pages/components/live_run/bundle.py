"""The element's script: its modules as one, which browsers load once and keep."""

from functools import partial

from pages.components.elements.scripts import Script, bundled

MODULES = (
    "curves", "record", "words", "elements", "charts", "histogram", "mask", "weights", "view", "live_run",
)  # fmt: skip
LIVE_RUN = Script(name="live-run", read=partial(bundled, __package__, MODULES))
