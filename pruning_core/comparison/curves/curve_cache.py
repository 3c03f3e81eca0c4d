"""CurveCache: the curves of the runs that visitors compare. Each event is read once, also while a run grows."""

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from pruning_core.comparison.curves.buckets import Curves
from pruning_core.comparison.curves.points import PointReader
from pruning_core.runs.run import Run
from pruning_core.store.store import RunStore

MAX_CACHED_RUNS = 200
"""The curves of a run take about 100 kB."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CurvesText:
    """The curves of a run as JSON.

    Attributes:
        version: The number of the last event in the curves.
        unreadable: How many damaged events are left out.
        text: The curves as JSON.
    """

    version: int
    unreadable: int
    text: str


NOTHING_READ = CurvesText(version=-1, unreadable=0, text="")


@dataclass(slots=True)
class Entry:
    """A run in the cache. After its end, only the text stays.

    Attributes:
        growing: The reader of the log and the curves, or None after the end of the run.
        text: The text that was made last.
        lock: Only one thread at a time reads the log of a run.
    """

    growing: tuple[PointReader, Curves] | None
    text: CurvesText = NOTHING_READ
    lock: threading.Lock = field(default_factory=threading.Lock)


class CurveCache:
    """Reads curves from a store, and keeps those that were read last.

    Args:
        store: The store with the runs.
        most: How many runs are kept.
    """

    def __init__(self, store: RunStore, *, most: int = MAX_CACHED_RUNS) -> None:
        self._store = store
        self._most = most
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, run: Run) -> CurvesText:
        """The curves of a run up to its latest event.

        Raises:
            StoreBusyError: If the database does not answer.
        """
        entry = self._entry_of(run)
        with entry.lock:
            return self._read(run, entry)

    def _entry_of(self, run: Run) -> Entry:
        with self._lock:
            if run.id not in self._entries:
                growing = PointReader(run.config), Curves(run.config.plan)
                self._entries[run.id] = Entry(growing=growing)
            self._entries.move_to_end(run.id)
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)
            return self._entries[run.id]

    def _read(self, run: Run, entry: Entry) -> CurvesText:
        if entry.growing is None:
            return entry.text
        reader, curves = entry.growing
        while events := self._store.events_after(run.id, reader.last_number):
            curves.add(reader.read(events))
        if entry.text.version < reader.last_number:
            entry.text = CurvesText(
                version=reader.last_number,
                unreadable=reader.unreadable,
                text=json.dumps(curves.columns(), allow_nan=False, separators=(",", ":")),
            )
        if run.state.ended:  # the last event was stored together with this state
            entry.growing = None
        return entry.text
