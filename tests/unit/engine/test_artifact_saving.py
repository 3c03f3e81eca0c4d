"""The files of a run: whole or not there, and never worth the run itself."""

import errno
from pathlib import Path

import pytest

from pruning_core.engine import artifact_saving
from pruning_core.engine.artifact_saving import save_when_there_is_room
from pruning_core.engine.disk_space import bytes_in, is_full
from pruning_core.engine.reporter import Reporter, RunEndedError
from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from tests.examples import claimed


@pytest.fixture
def reporter(store: RunStore, config: RunConfig) -> Reporter:
    """The reporter of a run that goes on."""
    return Reporter(store, claimed(store, config), "worker")


def test_files_come_into_their_folder_when_they_are_whole(
    reporter: Reporter, tmp_path: Path
) -> None:
    folder = tmp_path / "artifacts" / "run"

    def save(part: Path) -> None:
        (part / "model.h5").write_bytes(b"weights")
        assert not folder.exists()

    for _again in range(2):
        save_when_there_is_room(folder, save, reporter)
        assert [path.name for path in folder.iterdir()] == ["model.h5"]
        assert [path.name for path in folder.parent.iterdir()] == ["run"]
        (folder / "model.h5").unlink()
        folder.rmdir()


def test_saving_is_tried_again_until_there_is_room(
    reporter: Reporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifact_saving, "SECONDS_BETWEEN_TRIES", 0.01)
    tries: list[list[str]] = []

    def save(part: Path) -> None:
        tries.append([path.name for path in part.iterdir()])
        (part / "model.h5").write_bytes(b"weights")
        if len(tries) < 3:
            raise OSError(errno.ENOSPC, "no space left on device")

    save_when_there_is_room(tmp_path / "run", save, reporter)
    assert tries == [[], [], []]
    assert (tmp_path / "run" / "model.h5").exists()


@pytest.mark.parametrize("error", [PermissionError("read-only"), ValueError("a converter's")])
def test_what_else_goes_wrong_costs_the_files_and_not_the_run(
    reporter: Reporter, tmp_path: Path, error: Exception
) -> None:
    def save(part: Path) -> None:
        raise error

    save_when_there_is_room(tmp_path / "artifacts" / "run", save, reporter)
    assert list((tmp_path / "artifacts").iterdir()) == []


def test_a_run_that_is_stopped_while_its_files_are_saved_keeps_none(
    reporter: Reporter, tmp_path: Path
) -> None:
    def save(part: Path) -> None:
        reporter._ended.set()  # noqa: SLF001  (what a stop comes to)

    with pytest.raises(RunEndedError):
        save_when_there_is_room(tmp_path / "artifacts" / "run", save, reporter)
    assert list((tmp_path / "artifacts").iterdir()) == []


def test_a_worker_that_lost_its_run_while_it_saved_leaves_the_files_of_the_next_one(
    reporter: Reporter, store: RunStore, config: RunConfig, tmp_path: Path
) -> None:
    folder = tmp_path / "artifacts" / "run"
    next_one = Reporter(store, claimed(store, config), "next worker")

    def save(part: Path) -> None:
        (part / "model.h5").write_bytes(b"of the next one")

    def save_late(part: Path) -> None:
        (part / "model.h5").write_bytes(b"of the one that lost it")
        save_when_there_is_room(folder, save, next_one)
        assert (part / "model.h5").exists()
        reporter._ended.set()  # noqa: SLF001  (what a lost lease comes to)

    with pytest.raises(RunEndedError):
        save_when_there_is_room(folder, save_late, reporter)
    assert (folder / "model.h5").read_bytes() == b"of the next one"
    assert [path.name for path in folder.parent.iterdir()] == ["run"]


def test_a_folder_that_is_not_there_is_empty_and_not_called_full(tmp_path: Path) -> None:
    assert not is_full(tmp_path / "nowhere")
    assert bytes_in(tmp_path / "nowhere") == 0
