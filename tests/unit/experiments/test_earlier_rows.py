"""The command continues from the rows that its file of results holds: these runs are not planned again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pruning_core.errors import PruningLabError
from pruning_core.experiments.earlier_rows import EarlierRows, known_trainings, read_earlier_rows
from pruning_core.experiments.result_file import write_results
from pruning_core.experiments.rows import Results
from pruning_core.experiments.start import start_or_continue
from pruning_core.store.store import RunStore
from tests.experiment_results import HOST, add_experiment
from tests.unit.experiments.experiments import small_experiment

EXPERIMENT = small_experiment(n_seeds=2)


def new_store(folder: Path) -> RunStore:
    """An empty store in a new folder."""
    folder.mkdir()
    return RunStore(f"sqlite:///{folder}/runs.db", data_dir=folder)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The results of another data folder, in which four of six runs have finished."""
    store = new_store(tmp_path / "first")
    experiment_id = add_experiment(store, EXPERIMENT, n_ended=4)
    rows = Results(store, experiment_id, EXPERIMENT).rows()
    store.close()
    path = tmp_path / "out.json"
    path.write_text(write_results(experiment_id, EXPERIMENT, rows), "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    """The empty store of another data folder."""
    store = new_store(tmp_path / "second")
    yield store
    store.close()


def test_finished_rows_of_the_same_machine_are_not_planned_again(
    out: Path, store: RunStore
) -> None:
    earlier = read_earlier_rows(out, EXPERIMENT, host=HOST)
    assert len(earlier.rows) == 4
    start = start_or_continue(store, EXPERIMENT, held=earlier.trainings)
    assert (start.n_new, len(store.experiment_runs(start.id))) == (2, 2)
    again = start_or_continue(store, EXPERIMENT, held=earlier.trainings)
    assert (again.id, again.n_new) == (start.id, 0)
    rows = earlier.completed(Results(store, start.id, EXPERIMENT).rows())
    assert [row.state for row in rows] == ["finished"] * 4 + ["planned"] * 2
    assert rows[0].accuracy == 0.95


def test_runs_that_the_store_knows_are_not_taken_from_the_file(out: Path, store: RunStore) -> None:
    assert known_trainings(store, EXPERIMENT, None) == frozenset()
    start = start_or_continue(store, EXPERIMENT)
    known = known_trainings(store, EXPERIMENT, start.id)
    assert len(known) == 6
    assert read_earlier_rows(out, EXPERIMENT, host=None, known=known) == EarlierRows()
    store.stop_experiment(start.id)
    assert known_trainings(store, EXPERIMENT, None) == frozenset(), "stopped runs have no result"


@pytest.mark.parametrize("host", [None, "another CPU, threads: 2"])
def test_incomplete_seed_of_another_machine_is_not_replaced(out: Path, host: str | None) -> None:
    with pytest.raises(PruningLabError, match=r"1 results in .* another kind of machine"):
        read_earlier_rows(out, EXPERIMENT, host=host)


@pytest.mark.parametrize("host", [None, "another CPU, threads: 2"])
def test_complete_seeds_of_another_machine_count(out: Path, host: str | None) -> None:
    file = json.loads(out.read_text("utf-8"))
    file["runs"] = [row for row in file["runs"] if row["seed"] == 0]
    out.write_text(json.dumps(file), "utf-8")
    rows = read_earlier_rows(out, EXPERIMENT, host=host).rows
    assert [(row.arm, row.seed) for row in rows] == [(arm.name, 0) for arm in EXPERIMENT.arms]


def test_seed_of_two_kinds_of_machines_is_not_complete(out: Path) -> None:
    file = json.loads(out.read_text("utf-8"))
    file["runs"] = [row for row in file["runs"] if row["seed"] == 0]
    file["runs"][0]["host"] = "another CPU, threads: 2"
    out.write_text(json.dumps(file), "utf-8")
    with pytest.raises(PruningLabError, match=r"1 results in .* another kind of machine"):
        read_earlier_rows(out, EXPERIMENT, host=HOST)


def test_results_of_an_older_version_are_not_replaced(out: Path) -> None:
    file = json.loads(out.read_text("utf-8"))
    del file["experiment"]["definition_hash"]
    out.write_text(json.dumps(file), "utf-8")
    with pytest.raises(PruningLabError, match="an older version of the lab"):
        read_earlier_rows(out, EXPERIMENT, host=HOST)


def test_results_of_another_experiment_are_not_replaced(out: Path) -> None:
    other = small_experiment(n_seeds=2, name="Another name")
    with pytest.raises(PruningLabError, match="another name, other arms or other comparisons"):
        read_earlier_rows(out, other, host=HOST)


@pytest.mark.parametrize(
    "text", ["{", '{"runs": 3}', '{"runs": [{"arm": "dense", "seed": -1, "state": "finished"}]}']
)
def test_file_that_is_no_file_of_results_is_not_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "out.json"
    path.write_text(text, "utf-8")
    with pytest.raises(
        PruningLabError, match=r"out\.json is no file of results, and is not replaced"
    ):
        read_earlier_rows(path, EXPERIMENT, host=HOST)


@pytest.mark.parametrize("text", [None, "", '{"experiment": {"name": "Small"}, "runs": []}'])
def test_missing_empty_or_older_file_has_no_earlier_rows(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "out.json"
    if text is not None:
        path.write_text(text, "utf-8")
    assert read_earlier_rows(path, EXPERIMENT, host=HOST).rows == ()


def test_file_of_results_names_its_definition(out: Path) -> None:
    described = json.loads(out.read_text("utf-8"))["experiment"]
    assert described["definition_hash"] == EXPERIMENT.definition_hash
