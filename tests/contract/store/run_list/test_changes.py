"""Only who holds the key of a run changes or deletes it. A deletion can be undone for ten minutes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pruning_core.engine.deleted_runs import remove_deleted_runs
from pruning_core.errors import RunDeletedError, RunEditError, RunStoreError
from pruning_core.results.results import artifacts_folder
from pruning_core.runs.run_list.edit import RunEdit
from pruning_core.runs.run_list.query import RunQuery
from pruning_core.store.run_list.changes import SECONDS_TO_UNDO
from pruning_core.store.store import RunStore
from tests.examples import FINISHED, create_and_claim, short_run, started_event, step
from tests.second_connection import execute

KEY = "a long secret"


@pytest.fixture
def run_id(store: RunStore) -> str:
    """A finished run."""
    finished_id = store.create(short_run(), key=KEY, name="old name")
    store.claim(finished_id, "worker")
    store.append(finished_id, "worker", [started_event(), step(1), FINISHED])
    return finished_id


def listed_ids(store: RunStore, text: str = "") -> list[str]:
    return [row.id for row in store.search_runs(RunQuery(text=text)).rows]


def test_owner_changes_name_tags_and_notes_and_the_search_finds_them(
    store: RunStore, run_id: str
) -> None:
    edit = RunEdit(name="=HYPERLINK(1)", tags=["Slow", "<b>"], notes="Line one.\nLine two.")
    store.edit_run(run_id, edit, key=KEY)
    run = store.get(run_id)
    assert (run.name, run.tags, run.notes) == (edit.name, edit.tags, edit.notes)
    for text in ("hyperlink", "slow", "<B>", "one. line"):
        assert listed_ids(store, text) == [run_id]
    assert listed_ids(store, "old") == []
    store.edit_run(run_id, RunEdit(tags=[]), key=KEY)
    assert (store.get(run_id).tags, store.get(run_id).name) == ((), edit.name)
    store.edit_run(run_id, RunEdit(name=""), key=KEY)
    assert store.get(run_id).name is None


@pytest.mark.parametrize(
    "change",
    [
        lambda store, run_id, key: store.edit_run(run_id, RunEdit(name="x"), key=key),
        lambda store, run_id, key: store.delete_run(run_id, key=key),
        lambda store, run_id, key: store.restore_run(run_id, key=key),
    ],
    ids=["edit", "delete", "restore"],
)
def test_only_the_key_of_the_run_allows_a_change(
    change: Callable[[RunStore, str, str], None], store: RunStore, run_id: str
) -> None:
    without_key = create_and_claim(store, short_run())
    for wrong_id, key in ((run_id, "another key"), (run_id, ""), (without_key, ""), ("nope", KEY)):
        with pytest.raises(RunStoreError):
            change(store, wrong_id, key)
    assert store.get(run_id).name == "old name"
    assert len(listed_ids(store)) == 2


def test_deleted_run_vanishes_and_comes_back(store: RunStore, run_id: str) -> None:
    store.delete_run(run_id, key=KEY)
    assert listed_ids(store) == []
    assert store.recent() == []
    assert store.ended_run_ids() == []
    assert store.find_finished_run(short_run()) is None
    with pytest.raises(RunDeletedError, match="was deleted"):
        store.get(run_id)
    with pytest.raises(RunStoreError, match="restore it first"):
        store.edit_run(run_id, RunEdit(name="x"), key=KEY)
    store.delete_run(run_id, key=KEY)
    store.restore_run(run_id, key=KEY)
    assert listed_ids(store) == store.ended_run_ids() == [run_id]
    assert store.get(run_id).name == "old name"


def test_run_that_trains_or_belongs_to_an_experiment_is_not_deleted(
    store: RunStore, run_id: str
) -> None:
    queued_id = store.create(short_run(), key=KEY)
    with pytest.raises(RunStoreError, match="has not ended: stop it"):
        store.delete_run(queued_id, key=KEY)
    execute(store, "INSERT INTO reused_runs SELECT 'experiment', id FROM runs")
    with pytest.raises(RunStoreError, match="belongs to an experiment"):
        store.delete_run(run_id, key=KEY)
    execute(store, "DELETE FROM reused_runs")
    execute(store, "UPDATE runs SET group_id = 'experiment'")
    with pytest.raises(RunStoreError, match="belongs to an experiment"):
        store.delete_run(run_id, key=KEY)
    assert len(listed_ids(store)) == 2


def test_deleted_run_is_removed_for_good_with_its_files(
    store: RunStore, run_id: str, tmp_path: Path
) -> None:
    folder = artifacts_folder(tmp_path, run_id)
    folder.mkdir(parents=True)
    (folder / "model.tflite").write_bytes(b"model")
    store.delete_run(run_id, key=KEY)
    remove_deleted_runs(store, tmp_path)
    assert folder.exists(), "it can still be restored"
    remove_deleted_runs(store, tmp_path, seconds=0)
    remove_deleted_runs(store, tmp_path, seconds=0)
    assert not folder.exists()
    assert store.events_after(run_id, 0) == []
    assert store.outcome(run_id) is None
    with pytest.raises(RunDeletedError, match="was deleted"):
        store.get(run_id)
    with pytest.raises(RunStoreError):
        store.restore_run(run_id, key=KEY)


def test_deletion_cannot_be_undone_after_ten_minutes(store: RunStore, run_id: str) -> None:
    store.delete_run(run_id, key=KEY)
    execute(store, f"UPDATE runs SET deleted_at = deleted_at - {SECONDS_TO_UNDO + 1}")  # noqa: S608
    with pytest.raises(RunStoreError, match="too long ago"):
        store.restore_run(run_id, key=KEY)
    assert store.runs_to_remove() == []


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        ({"name": "x" * 10_000}, "the name must have at most 100 characters, got 10,000"),
        ({"name": "abc\u202egnp"}, "U\\+202E at character 4"),
        ({"name": "two\nlines"}, "U\\+000A"),
        ({"tags": [f"tag {number}" for number in range(21)]}, "20 tags, got 21"),
        ({"tags": ["x" * 41]}, "a tag must have at most 40"),
        ({"tags": ["a,b"]}, "comma"),
        ({"notes": "x" * 2_001}, "the notes must have at most 2,000"),
        ({"notes": "a\x00"}, "U\\+0000"),
    ],
)
def test_texts_that_nobody_can_read_are_refused(edit: dict[str, object], reason: str) -> None:
    with pytest.raises(RunEditError, match=reason):
        RunEdit(**edit)
