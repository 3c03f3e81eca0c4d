"""Reporter: writes the events of a training to the store, and receives commands to stop and to pause."""

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType

from pruning_core.errors import LeaseLostError, PruningLabError, StoreBusyError
from pruning_core.results.model_results import ModelResults
from pruning_core.runs.events.kinds import RunEvent, RunStopped
from pruning_core.runs.states import end_state
from pruning_core.store.requests import WorkerCommand
from pruning_core.store.store import RunStore

log = logging.getLogger(__name__)

SECONDS_BETWEEN_WRITES = 0.25
SECONDS_TO_WRITE_LAST_EVENTS = 60.0
MAX_WAITING_EVENTS = 200


class RunEndedError(PruningLabError):
    """The run has ended, or another worker has claimed it. This training must end."""


class RunPausedError(RunEndedError):
    """The run is paused, and its checkpoint is saved. This training must end."""


class Reporter:
    """Sends the events of one training to the store, and receives the commands to stop and to pause.

    Use it as a context manager around the training, and pass it to the trainer as the sink. While
    the store does not answer, events wait in memory, so a locked database loses no events. If many
    events wait, or the disk is full, the training waits too.

    Args:
        store: The store of the run.
        run_id: The id of the run.
        owner: The id of the worker that has claimed the run.
        n_stored: The number of events in the log when the run was claimed. A training that resumes
            emits some of these events again, exactly equal. They are not stored twice.
        step: The last step in the log.
        has_disk_space: Returns whether there is free disk space.
    """

    def __init__(  # noqa: PLR0913  (a run, and the state of its log)
        self,
        store: RunStore,
        run_id: str,
        owner: str,
        *,
        n_stored: int = 0,
        step: int = 0,
        has_disk_space: Callable[[], bool] = lambda: True,
    ) -> None:
        self.n_stored = n_stored
        self.trains = True
        """Whether the time now counts as training time. False while the model files are saved and measured."""
        self.models: ModelResults | None = None
        """The measurements of the model files, for the outcome. None until the files are saved."""
        self.n_emitted = 0
        self._when_stored: Callable[[int], None] = lambda _n_stored: None
        self._store = store
        self._run_id = run_id
        self._owner = owner
        self._pending: list[RunEvent] = []
        self._lock = threading.Lock()
        self._training_ended = threading.Event()
        self._write_now = threading.Event()
        self._run_ended = threading.Event()
        self._pause_requested = threading.Event()
        self._store_is_busy = threading.Event()
        self._disk_full = threading.Event()
        self._has_disk_space = has_disk_space
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
        self._training_ended.set()
        self._write_now.set()
        self._thread.join()

    def emit(self, event: RunEvent) -> None:
        """Send an event. It is stored within a fraction of a second.

        Raises:
            RunEndedError: If the run has ended. The training must end too.
        """
        while self._waits() and not self._run_ended.wait(SECONDS_BETWEEN_WRITES):
            pass
        if self._run_ended.is_set():
            raise RunEndedError(f"run {self._run_id} has ended")
        with self._lock:
            self.n_emitted += 1
            if self.n_emitted > self.n_stored + len(self._pending):
                self._pending.append(event)
            had_no_step = not self._step
            self._step = max(self._step, getattr(event, "step", 0))
        if had_no_step and self._step:  # viewers wait for the first point
            self._write_now.set()

    def _waits(self) -> bool:
        has_too_many_events = (
            self._store_is_busy.is_set() and len(self._pending) >= MAX_WAITING_EVENTS
        )
        return has_too_many_events or self._disk_full.is_set()

    @property
    def must_pause(self) -> bool:
        """Whether the training must save a checkpoint and end, because the run will be paused."""
        return self._pause_requested.is_set()

    @property
    def run_ended(self) -> bool:
        """Whether the run has ended, or another worker has claimed it."""
        return self._run_ended.is_set()

    @property
    def step(self) -> int:
        """The latest step that was emitted."""
        return self._step

    def end(self, event: RunEvent) -> None:
        """Send the event that ends the run, even if the training has not reached the end of the log.

        Raises:
            RunEndedError: If the run has already ended.
        """
        with self._lock:
            self.n_emitted = max(self.n_emitted, self.n_stored + len(self._pending))
        self.emit(event)

    def resume_after(self, n_emitted: int) -> None:
        """Set the number of events before the checkpoint from which the training resumes."""
        with self._lock:
            self.n_emitted = n_emitted

    def when_stored(self, notify: Callable[[int], None]) -> None:
        """Set a function that the reporter's thread calls after each write, with the number of stored events."""
        self._when_stored = notify

    def _report(self) -> None:
        """Write events until the run has ended. If this thread fails, the training must end too."""
        try:
            self._write_until_end()
        except Exception:  # after this, the lease expires, and another worker gets the run
            log.exception("the events of run %s cannot be stored any more", self._run_id)
        finally:
            self._run_ended.set()

    def _write_until_end(self) -> None:
        """Write until the run has ended, or until the training has ended and all events are written."""
        deadline: float | None = None
        while not self._run_ended.is_set():
            self._write_now.wait(SECONDS_BETWEEN_WRITES)
            self._write_now.clear()
            training_ended = self._training_ended.is_set()
            self._check_disk_space()
            try:
                self._write()
            except LeaseLostError:
                self._run_ended.set()
            except StoreBusyError as error:
                self._store_is_busy.set()
                log.warning("run %s: %s", self._run_id, error)
            else:
                self._store_is_busy.clear()
            if training_ended:
                deadline = deadline or time.monotonic() + SECONDS_TO_WRITE_LAST_EVENTS
                if not self._pending or time.monotonic() > deadline:
                    return
                time.sleep(SECONDS_BETWEEN_WRITES)

    def _check_disk_space(self) -> None:
        if self._has_disk_space():
            self._disk_full.clear()
        else:
            self._disk_full.set()

    def _write(self) -> None:
        with self._lock:
            batch, step = list(self._pending), self._step
        command = self._store.append(
            self._run_id,
            self._owner,
            batch,
            after=self.n_stored,
            trains=self.trains and not self._disk_full.is_set(),
            models=self.models,
        )
        ends = bool(batch) and end_state(batch[-1]) is not None
        with self._lock:
            del self._pending[: len(batch)]
            self.n_stored += len(batch)
        self._when_stored(self.n_stored)
        match command:
            case WorkerCommand.STOP | WorkerCommand.STOP_AT_TIME_LIMIT if not ends:
                reason = "out_of_time" if command is WorkerCommand.STOP_AT_TIME_LIMIT else ""
                event = RunStopped(step=step, reason=reason)
                self._store.append(self._run_id, self._owner, [event])
                ends = True
            case WorkerCommand.PAUSE:
                self._pause_requested.set()
            case _:
                self._pause_requested.clear()
        if ends:
            self._run_ended.set()
