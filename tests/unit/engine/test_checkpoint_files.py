"""Checkpoints on disk: one is valid once all earlier events are stored, and none is incomplete."""

import time
from pathlib import Path

import pytest

from pruning_core.engine import checkpoint_files as module
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


def write(path: Path) -> None:
    """Write a checkpoint, as a trainer does."""
    path.write_bytes(b"weights")


def names(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_checkpoint_is_valid_once_its_events_are_stored(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoints"
    with Reporter(store, run_id, "worker") as reporter:
        kept = Checkpoints(folder, reporter)
        assert kept.latest() is None
        reporter.emit(started_event())
        kept.keep(write)
        assert names(folder) == ["000000001.part"]
    assert names(folder) == ["000000001.npz"]


def test_last_two_checkpoints_are_kept_and_the_last_is_used(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    for number in range(1, 5):
        with Reporter(store, run_id, "worker", n_stored=number - 1) as reporter:
            kept = Checkpoints(tmp_path / "run", reporter)
            kept.latest()
            reporter.emit(step(number))
            kept.keep(write)
    assert names(tmp_path / "run") == ["000000003.npz", "000000004.npz"]
    reporter = Reporter(store, run_id, "worker", n_stored=4)
    again = Checkpoints(tmp_path / "run", reporter)
    assert again.latest() == tmp_path / "run" / "000000004.npz"
    assert reporter.emitted == 4
    again.discard()
    assert again.latest() is None
    assert reporter.emitted == 0


def test_refused_checkpoint_is_deleted_and_the_previous_one_is_used(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    for number in (3, 4):
        write(folder / f"00000000{number}.npz")
    reporter = Reporter(store, run_id, "worker", n_stored=5)
    kept = Checkpoints(folder, reporter)
    for number in (4, 3):
        latest = kept.latest()
        assert latest == folder / f"00000000{number}.npz"
        assert reporter.emitted == number
        kept.refuse(latest)
    assert kept.latest() is None
    assert reporter.emitted == 0
    assert names(folder) == []


def test_checkpoint_with_more_events_than_the_log_is_not_used(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    for number in (3, 9):
        write(tmp_path / f"00000000{number}.npz")
    reporter = Reporter(store, run_id, "worker", n_stored=5)
    assert Checkpoints(tmp_path, reporter).latest() == tmp_path / "000000003.npz"


def test_full_disk_loses_the_checkpoint_and_not_the_run(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    def refuse(path: Path) -> None:
        path.write_bytes(b"wei")
        raise OSError(28, "No space left on device")

    with Reporter(store, run_id, "worker") as reporter:
        kept = Checkpoints(tmp_path / "run", reporter)
        reporter.emit(started_event())
        kept.keep(refuse)
        reporter.emit(step(1))
    assert names(tmp_path / "run") == []
    assert len(store.events_after(run_id, 0)) == 2


def test_checkpoint_is_due_after_some_seconds_and_at_the_end_of_a_long_epoch(
    store: RunStore, run_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Checkpoints(tmp_path, Reporter(store, run_id, "worker"))
    assert not kept.due(epoch_ended=False)
    assert not kept.due(epoch_ended=True)
    monkeypatch.setattr(module, "SECONDS_OF_AN_EPOCH_WORTH_ONE", 0.0)
    assert kept.due(epoch_ended=True)
    assert not kept.due(epoch_ended=False)
    monkeypatch.setattr(module, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    assert kept.due(epoch_ended=False)


def test_pause_ends_the_training_with_a_checkpoint(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    with Reporter(store, run_id, "worker") as reporter:
        kept = Checkpoints(tmp_path / "run", reporter)
        reporter.emit(started_event())
        assert not kept.due(epoch_ended=False)
        store.request_pause(run_id)
        give_up_at = time.monotonic() + SECONDS_TO_WAIT
        while not kept.due(epoch_ended=False):
            assert time.monotonic() < give_up_at
            time.sleep(0.05)
        with pytest.raises(RunPausedError):
            kept.keep(write)
    assert names(tmp_path / "run") == ["000000001.npz"]


def test_checkpoints_of_runs_that_ended_without_a_worker_are_removed(
    store: RunStore, config: RunConfig, tmp_path: Path
) -> None:
    stopped, waiting = store.create(config), store.create(config)
    store.request_stop(stopped)
    for name in (stopped, waiting, "of another store"):
        (tmp_path / "checkpoints" / name).mkdir(parents=True)
        write(tmp_path / "checkpoints" / name / "000000001.npz")
    discard_ended(tmp_path / "checkpoints", store)
    assert names(tmp_path / "checkpoints") == sorted([waiting, "of another store"])
    discard_ended(tmp_path / "nowhere", store)


def test_incomplete_files_of_a_killed_worker_are_removed_after_the_run_has_ended(
    store: RunStore, config: RunConfig, tmp_path: Path
) -> None:
    stopped, waiting = store.create(config), store.create(config)
    store.request_stop(stopped)
    left = [f"{stopped}.a1.part", f"{waiting}.b2.part", stopped, waiting]
    for name in left:
        (tmp_path / "artifacts" / name).mkdir(parents=True)
    discard_ended(tmp_path / "artifacts", store, pattern="*.part")
    assert names(tmp_path / "artifacts") == sorted(left[1:])
