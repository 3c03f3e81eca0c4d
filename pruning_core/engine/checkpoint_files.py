"""Stores the checkpoint files of a run, and decides when to write the next one."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path

from pruning_core.engine.reporter import Reporter, RunPausedError
from pruning_core.store.store import RunStore

log = logging.getLogger(__name__)

SECONDS_BETWEEN_CHECKPOINTS = 5.0
MIN_SECONDS_FOR_AN_EPOCH_END = 1.0
"""At the end of an epoch, a checkpoint is written if the last checkpoint is at least this old."""
MAX_CHECKPOINTS = 2


class Checkpoints:
    """The checkpoints of a run. The trainer writes them, and the reporter makes them valid.

    The name of a checkpoint is the number of events that were emitted before it. The checkpoint is
    valid when all these events are in the store. So no event is missing if a run resumes from it.
    """

    def __init__(self, folder: Path, reporter: Reporter) -> None:
        self._folder = folder
        self._reporter = reporter
        self._pending: list[tuple[int, Path]] = []
        self._lock = threading.Lock()
        self._written_at = time.monotonic()
        reporter.when_stored(self._commit)

    def latest(self) -> Path | None:
        """The checkpoint to resume from. The events before it will not be emitted again."""
        valid = self._valid_checkpoints(self._reporter.n_stored)
        self._reporter.resume_after(int(valid[-1].stem) if valid else 0)
        return valid[-1] if valid else None

    def refuse(self, path: Path) -> None:
        """Remove a checkpoint that the training cannot use, so that `latest` returns an earlier one."""
        path.unlink(missing_ok=True)

    def is_due(self, *, epoch_ended: bool) -> bool:
        """Whether to write the next checkpoint now. Always true if a pause was requested."""
        if self._reporter.must_pause:
            return True
        age = time.monotonic() - self._written_at
        return age >= (MIN_SECONDS_FOR_AN_EPOCH_END if epoch_ended else SECONDS_BETWEEN_CHECKPOINTS)

    def save(self, write: Callable[[Path], None]) -> None:
        """Write a checkpoint. If the disk is full, the run continues without this checkpoint.

        Raises:
            RunPausedError: If a pause was requested. The training must end now.
        """
        self._write(write)
        if self._reporter.must_pause:
            raise RunPausedError("a pause of the run was requested")

    def _write(self, write: Callable[[Path], None]) -> None:
        n_emitted = self._reporter.n_emitted
        path = self._folder / f"{n_emitted:09d}.part"
        self._written_at = time.monotonic()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write(path)
        except OSError as error:
            log.warning("a checkpoint could not be written: %s", error)
            path.unlink(missing_ok=True)
            return
        with self._lock:
            self._pending.append((n_emitted, path))

    def discard(self) -> None:
        """Remove the checkpoints of a run that has ended."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _commit(self, n_stored: int) -> None:
        """Make checkpoints valid if all their events are stored, and remove the older ones."""
        with self._lock:
            ready = [item for item in self._pending if item[0] <= n_stored]
            self._pending = [item for item in self._pending if item[0] > n_stored]
        try:
            for _n_emitted, path in ready:
                sync_to_disk(path)
                path.replace(path.with_suffix(".npz"))
            for path in self._valid_checkpoints(n_stored)[:-MAX_CHECKPOINTS] if ready else []:
                path.unlink(missing_ok=True)
        except OSError as error:  # for example, the folder was removed. The run continues without the checkpoint.
            log.warning("a checkpoint could not be made valid: %s", error)

    def _valid_checkpoints(self, n_stored: int) -> list[Path]:
        """The checkpoints whose events are all among the first `n_stored` events, oldest first."""
        paths = sorted(self._folder.glob("[0-9]*.npz"))
        return [path for path in paths if int(path.stem) <= n_stored]


def discard_ended(
    folder: Path, store: RunStore, *, pattern: str = "*", kept: Collection[str] = ()
) -> None:
    """Remove the files of runs that ended without a worker, for example while they were paused.

    Args:
        folder: The folder of the files. The name of each file begins with the id of its run and a dot.
        store: The store of the runs.
        pattern: The pattern of file names to remove.
        kept: The ids of ended runs whose files stay, because a worker makes them now.
    """
    run_ids = {path: path.name.partition(".")[0] for path in folder.glob(pattern)}
    states = store.states(list(run_ids.values())) if run_ids else {}
    for path, run_id in run_ids.items():
        if run_id in states and states[run_id].ended and run_id not in kept:
            shutil.rmtree(path, ignore_errors=True)


def sync_to_disk(path: Path) -> None:
    """Wait until a file is on the disk. So after a crash, no incomplete file has a final name."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
