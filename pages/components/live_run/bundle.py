"""The script of the element. Browsers load it once and then cache it."""

from functools import partial

from pages.components.elements.bundle import bundle_modules
from pages.components.elements.scripts import Script

LIVE_RUN = Script(name="live-run", read=partial(bundle_modules, "live_run/live_run.js"))
