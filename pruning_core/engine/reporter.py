"""Reporter: carries a training's events to the store from a thread, and what is asked of it back."""

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType

from pruning_core.errors import LeaseLostError, PruningLabError, StoreBusyError
from pruning_core.runs.events import RunEvent, RunStopped
from pruning_core.runs.states import end_state
from pruning_core.store.store import RunStore, Wish

log = logging.getLogger(__name__)

SECONDS_BETWEEN_WRITES = 0.25
SECONDS_TO_SAVE_THE_END = 60.0
MOST_EVENTS_THAT_WAIT = 200
OUT_OF_TIME = "It has trained as long as this server lets a run train; what was measured is kept."


class RunEndedError(PruningLabError):
    """The run was stopped, or belongs to another worker: its training has to end."""


class RunPausedError(RunEndedError):
    """The run is to be paused, and its checkpoint is kept: its training has to end."""


class Reporter:
    """The connection of one training to its run: events out, the wish to stop in.

    Use it as a context manager around the training, and give `emit` to the trainer. Events wait
    in memory while the store takes none, so that none is lost to a locked database. When many wait,
    or the disk is full, the training waits too.

    Args:
        store: Where the run is.
        run_id: The run.
        owner: The worker that has claimed it.
        stored: The events that its log held then. The training that goes on emits some of them
            again, the same to the bit; they are left out.
        step: The step that its log had come to.
        has_room: Whether there is room on the disk to go on.
    """

    def __init__(  # noqa: PLR0913  (a run, and where it goes on)
        self,
        store: RunStore,
        run_id: str,
        owner: str,
        *,
        stored: int = 0,
        step: int = 0,
        has_room: Callable[[], bool] = lambda: True,
    ) -> None:
        self.stored = stored
        self.trains = True
        """Whether time counts as trained: not while the trained network is measured and saved."""
        self.emitted = 0
        self._when_stored: Callable[[int], None] = lambda _stored: None
        self._store = store
        self._run_id = run_id
        self._owner = owner
        self._pending: list[RunEvent] = []
        self._lock = threading.Lock()
        self._leaving = threading.Event()
        self._hurry = threading.Event()
        self._ended = threading.Event()
        self._pausing = threading.Event()
        self._refused = threading.Event()
        self._crowded = threading.Event()
        self._has_room = has_room
        self._step = step
        self._thread = threading.Thread(target=self._report, name=f"reporter-{run_id}", daemon=True)

    def __enter__(self) -> "Reporter":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leaving.set()
        self._hurry.set()
        self._thread.join()

    def emit(self, event: RunEvent) -> None:
        """Take an event; it is in the store a fraction of a second later.

        Raises:
            RunEndedError: When the run is over: the training has to end.
        """
        while self._must_wait() and not self._ended.wait(SECONDS_BETWEEN_WRITES):
            pass
        if self._ended.is_set():
            raise RunEndedError(f"run {self._run_id} is over")
        with self._lock:
            self.emitted += 1
            if self.emitted > self.stored + len(self._pending):
                self._pending.append(event)
            first_step = not self._step
            self._step = max(self._step, getattr(event, "step", 0))
        if first_step and self._step:  # someone waits to see it
            self._hurry.set()

    def _must_wait(self) -> bool:
        too_many = self._refused.is_set() and len(self._pending) >= MOST_EVENTS_THAT_WAIT
        return too_many or self._crowded.is_set()

    @property
    def pausing(self) -> bool:
        """Whether the run is to be paused: its training has to keep a checkpoint and end."""
        return self._pausing.is_set()

    @property
    def over(self) -> bool:
        """Whether the run has ended, or is another worker's."""
        return self._ended.is_set()

    @property
    def step(self) -> int:
        """The latest step that was emitted."""
        return self._step

    def end(self, event: RunEvent) -> None:
        """Take the event that ends the run, also when the training had not come as far as its log.

        Raises:
            RunEndedError: When the run is over already.
        """
        with self._lock:
            self.emitted = max(self.emitted, self.stored + len(self._pending))
        self.emit(event)

    def go_on_after(self, emitted: int) -> None:
        """The training goes on after so many events: the next that it emits is the one after them."""
        with self._lock:
            self.emitted = emitted

    def when_stored(self, tell: Callable[[int], None]) -> None:
        """Call `tell` from the reporter's thread, with how many events the log holds, as it grows."""
        self._when_stored = tell

    def _report(self) -> None:
        """Report to the end; whatever ends this thread, no training goes on unheard."""
        try:
            self._write_until_over()
        except Exception:  # the thread's outermost frame: its run is soon interrupted, and says so
            log.exception("run %s cannot be reported any more", self._run_id)
        finally:
            self._ended.set()

    def _write_until_over(self) -> None:
        """Write until the run is over, or the training has left and everything is written."""
        give_up_at: float | None = None
        while not self._ended.is_set():
            self._hurry.wait(SECONDS_BETWEEN_WRITES)
            self._hurry.clear()
            left = self._leaving.is_set()
            self._look_for_room()
            try:
                self._write()
            except LeaseLostError:
                self._ended.set()
            except StoreBusyError as error:
                self._refused.set()
                log.warning("run %s: %s", self._run_id, error)
            else:
                self._refused.clear()
            if left:
                give_up_at = give_up_at or time.monotonic() + SECONDS_TO_SAVE_THE_END
                if not self._pending or time.monotonic() > give_up_at:
                    return
                time.sleep(SECONDS_BETWEEN_WRITES)

    def _look_for_room(self) -> None:
        if self._has_room():
            self._crowded.clear()
        else:
            self._crowded.set()

    def _write(self) -> None:
        with self._lock:
            batch, step = list(self._pending), self._step
        wish = self._store.append(
            self._run_id,
            self._owner,
            batch,
            after=self.stored,
            trains=self.trains and not self._crowded.is_set(),
        )
        ends = bool(batch) and end_state(batch[-1]) is not None
        with self._lock:
            del self._pending[: len(batch)]
            self.stored += len(batch)
        self._when_stored(self.stored)
        match wish:
            case Wish.STOP | Wish.STOP_FOR_TIME if not ends:
                message = OUT_OF_TIME if wish is Wish.STOP_FOR_TIME else ""
                stopped = RunStopped(step=step, message=message)
                self._store.append(self._run_id, self._owner, [stopped])
                ends = True
            case Wish.PAUSE:
                self._pausing.set()
            case _:
                self._pausing.clear()
        if ends:
            self._ended.set()
