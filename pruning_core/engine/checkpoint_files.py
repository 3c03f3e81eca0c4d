"""Checkpoints of one run on disk: which to go on from, when the next is due, when one counts."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pruning_core.engine.reporter import Reporter, RunPausedError
from pruning_core.store.store import RunStore

log = logging.getLogger(__name__)

SECONDS_BETWEEN_CHECKPOINTS = 5.0
SECONDS_OF_AN_EPOCH_WORTH_ONE = 1.0
CHECKPOINTS_KEPT = 2


class Checkpoints:
    """The checkpoints of a run; its trainer keeps them, its reporter makes them count.

    A checkpoint is named after the number of events that were emitted before it. It counts once all
    of these are in the store: a run that goes on from it never misses one.
    """

    def __init__(self, folder: Path, reporter: Reporter) -> None:
        self._folder = folder
        self._reporter = reporter
        self._pending: list[tuple[int, Path]] = []
        self._lock = threading.Lock()
        self._kept_at = time.monotonic()
        reporter.when_stored(self._commit)

    def latest(self) -> Path | None:
        """The checkpoint to go on from; the events before it will not be emitted again."""
        counted = self._counted(self._reporter.n_stored)
        self._reporter.go_on_after(int(counted[-1].stem) if counted else 0)
        return counted[-1] if counted else None

    def refuse(self, path: Path) -> None:
        """Remove a checkpoint that the training could not use: it would take the place of its own."""
        path.unlink(missing_ok=True)

    def due(self, *, epoch_ended: bool) -> bool:
        """Whether it is time for the next checkpoint; when the run is to be paused, it is."""
        if self._reporter.pausing:
            return True
        age = time.monotonic() - self._kept_at
        return age >= (
            SECONDS_OF_AN_EPOCH_WORTH_ONE if epoch_ended else SECONDS_BETWEEN_CHECKPOINTS
        )

    def keep(self, write: Callable[[Path], None]) -> None:
        """Write a checkpoint; a disk that is full costs this one, not the run.

        Raises:
            RunPausedError: When the run is to be paused: its training ends with this checkpoint.
        """
        self._write(write)
        if self._reporter.pausing:
            raise RunPausedError("the run is to be paused")

    def _write(self, write: Callable[[Path], None]) -> None:
        emitted = self._reporter.emitted
        path = self._folder / f"{emitted:09d}.part"
        self._kept_at = time.monotonic()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write(path)
        except OSError as error:
            log.warning("a checkpoint could not be written: %s", error)
            path.unlink(missing_ok=True)
            return
        with self._lock:
            self._pending.append((emitted, path))

    def discard(self) -> None:
        """Remove the checkpoints of a run that has ended."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _commit(self, stored: int) -> None:
        """Let the checkpoints count whose events are all stored, and remove those they replace."""
        with self._lock:
            ready = [item for item in self._pending if item[0] <= stored]
            self._pending = [item for item in self._pending if item[0] > stored]
        try:
            for _emitted, path in ready:
                on_disk(path)
                path.replace(path.with_suffix(".npz"))
            for old in self._counted(stored)[:-CHECKPOINTS_KEPT] if ready else []:
                old.unlink(missing_ok=True)
        except OSError as error:  # a folder that was removed: the run goes on without
            log.warning("a checkpoint does not count: %s", error)

    def _counted(self, stored: int) -> list[Path]:
        """The checkpoints that a log of so many events holds all events of, oldest first."""
        kept = sorted(self._folder.glob("[0-9]*.npz"))
        return [path for path in kept if int(path.stem) <= stored]


def discard_ended(folder: Path, store: RunStore, *, pattern: str = "*") -> None:
    """Remove what runs have left in a folder that ended without a worker: stopped in a pause, given up.

    Args:
        folder: Where they left it; what belongs to a run is called after it, up to a dot.
        store: Where the runs are.
        pattern: What to remove.
    """
    left = {path: path.name.partition(".")[0] for path in folder.glob(pattern)}
    states = store.states(list(left.values())) if left else {}
    for path, run_id in left.items():
        if run_id in states and states[run_id].ended:
            shutil.rmtree(path, ignore_errors=True)


def on_disk(path: Path) -> None:
    """Wait until a file is on the disk, so that its new name never leads to half of it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
