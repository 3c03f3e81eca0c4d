"""Checkpoints on disk. A checkpoint is valid when all earlier events are stored. No valid checkpoint is incomplete."""

import time
from pathlib import Path

import pytest

from pruning_core.engine import checkpoint_files
from pruning_core.engine.checkpoint_files import Checkpoints, discard_ended
from pruning_core.engine.reporter import Reporter, RunPausedError
from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from tests.examples import create_and_claim, started_event, step

SECONDS_TO_WAIT = 20


@pytest.fixture
def run_id(store: RunStore, config: RunConfig) -> str:
    """The id of a run that a worker has claimed."""
    return create_and_claim(store, config)


def write_checkpoint(path: Path) -> None:
    """Write a checkpoint, as a trainer does."""
    path.write_bytes(b"weights")


def file_names(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_checkpoint_is_valid_when_its_events_are_stored(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoints"
    with Reporter(store, run_id, "worker") as reporter:
        checkpoints = Checkpoints(folder, reporter)
        assert checkpoints.latest() is None
        reporter.emit(started_event())
        checkpoints.save(write_checkpoint)
        assert file_names(folder) == ["000000001.part"]
    assert file_names(folder) == ["000000001.npz"]


def test_last_two_checkpoints_are_kept_and_the_last_one_is_used(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    for number in range(1, 5):
        with Reporter(store, run_id, "worker", n_stored=number - 1) as reporter:
            checkpoints = Checkpoints(tmp_path / "run", reporter)
            checkpoints.latest()
            reporter.emit(step(number))
            checkpoints.save(write_checkpoint)
    assert file_names(tmp_path / "run") == ["000000003.npz", "000000004.npz"]
    reporter = Reporter(store, run_id, "worker", n_stored=4)
    next_checkpoints = Checkpoints(tmp_path / "run", reporter)
    assert next_checkpoints.latest() == tmp_path / "run" / "000000004.npz"
    assert reporter.n_emitted == 4
    next_checkpoints.discard()
    assert next_checkpoints.latest() is None
    assert reporter.n_emitted == 0


def test_refused_checkpoint_is_deleted_and_the_previous_one_is_used(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    for number in (3, 4):
        write_checkpoint(folder / f"00000000{number}.npz")
    reporter = Reporter(store, run_id, "worker", n_stored=5)
    checkpoints = Checkpoints(folder, reporter)
    for number in (4, 3):
        latest = checkpoints.latest()
        assert latest == folder / f"00000000{number}.npz"
        assert reporter.n_emitted == number
        checkpoints.refuse(latest)
    assert checkpoints.latest() is None
    assert reporter.n_emitted == 0
    assert file_names(folder) == []


def test_checkpoint_with_more_events_than_the_log_is_not_used(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    for number in (3, 9):
        write_checkpoint(tmp_path / f"00000000{number}.npz")
    reporter = Reporter(store, run_id, "worker", n_stored=5)
    assert Checkpoints(tmp_path, reporter).latest() == tmp_path / "000000003.npz"


def test_run_continues_without_a_checkpoint_if_the_disk_is_full(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    def fail_to_write(path: Path) -> None:
        path.write_bytes(b"wei")
        raise OSError(28, "No space left on device")

    with Reporter(store, run_id, "worker") as reporter:
        checkpoints = Checkpoints(tmp_path / "run", reporter)
        reporter.emit(started_event())
        checkpoints.save(fail_to_write)
        reporter.emit(step(1))
    assert file_names(tmp_path / "run") == []
    assert len(store.events_after(run_id, 0)) == 2


def test_checkpoint_is_due_after_some_seconds_and_at_the_end_of_a_long_epoch(
    store: RunStore, run_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoints = Checkpoints(tmp_path, Reporter(store, run_id, "worker"))
    assert not checkpoints.is_due(epoch_ended=False)
    assert not checkpoints.is_due(epoch_ended=True)
    monkeypatch.setattr(checkpoint_files, "MIN_SECONDS_FOR_AN_EPOCH_END", 0.0)
    assert checkpoints.is_due(epoch_ended=True)
    assert not checkpoints.is_due(epoch_ended=False)
    monkeypatch.setattr(checkpoint_files, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    assert checkpoints.is_due(epoch_ended=False)


def test_pause_ends_the_training_with_a_checkpoint(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    with Reporter(store, run_id, "worker") as reporter:
        checkpoints = Checkpoints(tmp_path / "run", reporter)
        reporter.emit(started_event())
        assert not checkpoints.is_due(epoch_ended=False)
        store.request_pause(run_id)
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while not checkpoints.is_due(epoch_ended=False):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        with pytest.raises(RunPausedError):
            checkpoints.save(write_checkpoint)
    assert file_names(tmp_path / "run") == ["000000001.npz"]


def test_checkpoints_of_runs_that_ended_without_a_worker_are_removed(
    store: RunStore, config: RunConfig, tmp_path: Path
) -> None:
    stopped_run, queued_run = store.create(config), store.create(config)
    store.request_stop(stopped_run)
    for name in (stopped_run, queued_run, "of another store"):
        (tmp_path / "checkpoints" / name).mkdir(parents=True)
        write_checkpoint(tmp_path / "checkpoints" / name / "000000001.npz")
    discard_ended(tmp_path / "checkpoints", store)
    assert file_names(tmp_path / "checkpoints") == sorted([queued_run, "of another store"])
    discard_ended(tmp_path / "nowhere", store)


def test_incomplete_files_of_a_killed_worker_are_removed_after_the_run_has_ended(
    store: RunStore, config: RunConfig, tmp_path: Path
) -> None:
    stopped_run, queued_run = store.create(config), store.create(config)
    store.request_stop(stopped_run)
    folders = [f"{stopped_run}.a1.part", f"{queued_run}.b2.part", stopped_run, queued_run]
    for name in folders:
        (tmp_path / "artifacts" / name).mkdir(parents=True)
    discard_ended(tmp_path / "artifacts", store, pattern="*.part")
    assert file_names(tmp_path / "artifacts") == sorted(folders[1:])
