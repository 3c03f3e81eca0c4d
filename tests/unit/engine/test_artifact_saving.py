"""The files of a run are saved completely or not at all. A run never fails because saving fails."""

import errno
import time
from pathlib import Path

import pytest

from pruning_core.engine import artifact_saving
from pruning_core.engine.artifact_saving import save_when_disk_has_space
from pruning_core.engine.disk_space import bytes_in, is_full
from pruning_core.engine.reporter import Reporter, RunEndedError
from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from tests.contract.store.heartbeats import make_heartbeat_very_old
from tests.examples import create_and_claim

SECONDS_TO_WAIT = 60


@pytest.fixture
def reporter(store: RunStore, config: RunConfig) -> Reporter:
    """The reporter of a running run."""
    return Reporter(store, create_and_claim(store, config), "worker")


def test_files_appear_in_their_folder_when_they_are_complete(
    reporter: Reporter, tmp_path: Path
) -> None:
    folder = tmp_path / "artifacts" / "run"

    def save(unfinished_folder: Path) -> None:
        (unfinished_folder / "model.h5").write_bytes(b"weights")
        assert not folder.exists()

    for _attempt in range(2):
        save_when_disk_has_space(folder, save, reporter)
        assert [path.name for path in folder.iterdir()] == ["model.h5"]
        assert [path.name for path in folder.parent.iterdir()] == ["run"]
        (folder / "model.h5").unlink()
        folder.rmdir()


def test_saving_is_repeated_until_the_disk_has_space(
    reporter: Reporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifact_saving, "SECONDS_BETWEEN_TRIES", 0.01)
    tries: list[list[str]] = []

    def save(unfinished_folder: Path) -> None:
        tries.append([path.name for path in unfinished_folder.iterdir()])
        (unfinished_folder / "model.h5").write_bytes(b"weights")
        if len(tries) < 3:
            raise OSError(errno.ENOSPC, "no space left on device")

    save_when_disk_has_space(tmp_path / "run", save, reporter)
    assert tries == [[], [], []]
    assert (tmp_path / "run" / "model.h5").exists()


@pytest.mark.parametrize("error", [PermissionError("read-only"), ValueError("a converter's")])
def test_run_continues_without_its_files_after_any_other_error(
    reporter: Reporter, tmp_path: Path, error: Exception
) -> None:
    def save(unfinished_folder: Path) -> None:
        raise error

    save_when_disk_has_space(tmp_path / "artifacts" / "run", save, reporter)
    assert list((tmp_path / "artifacts").iterdir()) == []


def test_run_that_is_stopped_while_its_files_are_saved_has_no_files(
    store: RunStore, config: RunConfig, tmp_path: Path
) -> None:
    run_id = create_and_claim(store, config)
    with Reporter(store, run_id, "worker") as reporter:

        def save(unfinished_folder: Path) -> None:
            store.request_stop(run_id)
            wait_until_run_ended(reporter)

        with pytest.raises(RunEndedError):
            save_when_disk_has_space(tmp_path / "artifacts" / "run", save, reporter)
    assert list((tmp_path / "artifacts").iterdir()) == []


def test_worker_that_lost_its_run_does_not_change_the_files_of_the_next_worker(
    store: RunStore, config: RunConfig, tmp_path: Path
) -> None:
    folder = tmp_path / "artifacts" / "run"
    run_id = create_and_claim(store, config)

    def save(unfinished_folder: Path) -> None:
        (unfinished_folder / "model.h5").write_bytes(b"of the next worker")

    with Reporter(store, run_id, "worker") as reporter:

        def save_late(unfinished_folder: Path) -> None:
            (unfinished_folder / "model.h5").write_bytes(b"of the worker that lost the run")
            make_heartbeat_very_old(store, run_id)
            store.release_runs_of_silent_workers(3600)
            store.claim(run_id, "next worker")
            save_when_disk_has_space(folder, save, Reporter(store, run_id, "next worker"))
            assert (unfinished_folder / "model.h5").exists()
            wait_until_run_ended(reporter)

        with pytest.raises(RunEndedError):
            save_when_disk_has_space(folder, save_late, reporter)
    assert (folder / "model.h5").read_bytes() == b"of the next worker"
    assert [path.name for path in folder.parent.iterdir()] == ["run"]


def wait_until_run_ended(reporter: Reporter) -> None:
    """Wait until a reporter knows from the store that its run has ended."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not reporter.run_ended:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_missing_folder_has_no_bytes_and_its_disk_is_not_full(tmp_path: Path) -> None:
    assert not is_full(tmp_path / "nowhere")
    assert bytes_in(tmp_path / "nowhere") == 0
