"""The command `outcomes` prints the outcomes of the store. A run or a store without an outcome is an error."""

import json

import pytest

from pruning_core.__main__ import main
from pruning_core.results.model_results import FLOAT
from pruning_core.store.store import RunStore
from tests.examples import FINISHED, create_and_claim, model_file, results_of, short_run

MODELS = results_of(model_file(FLOAT, b"content")).without_answers


@pytest.fixture(autouse=True)
def database(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command reads the store of the test."""
    monkeypatch.setenv("PRUNELAB_DATABASE_URL", store.url)


def finish_run(store: RunStore, seed: int) -> str:
    """Add a run that has finished, and return its id."""
    run_id = create_and_claim(store, short_run(seed=seed))
    store.append(run_id, "worker", [FINISHED], models=MODELS)
    return run_id


def test_all_ended_runs_are_printed_and_the_first_that_ended_is_the_first(
    store: RunStore, capsys: pytest.CaptureFixture[str]
) -> None:
    run_ids = [finish_run(store, seed) for seed in range(3)]
    store.create(short_run(seed=3))
    assert main(["outcomes"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["run"] for line in lines] == run_ids
    assert [line["config"]["seed"] for line in lines] == [0, 1, 2]
    for line in lines:
        assert line["outcome"]["accuracy"] == {"value": FINISHED.test_accuracy, "images": 360}
        assert line["outcome"]["models"]["machine"] == MODELS.machine


def test_a_run_is_selected_by_its_id(store: RunStore, capsys: pytest.CaptureFixture[str]) -> None:
    _first, second = finish_run(store, 0), finish_run(store, 1)
    assert main(["outcomes", second]) == 0
    assert json.loads(capsys.readouterr().out)["run"] == second


def test_run_without_an_outcome_is_named(
    store: RunStore, capsys: pytest.CaptureFixture[str]
) -> None:
    for run_id in (store.create(short_run()), "nothing"):
        assert main(["outcomes", run_id]) == 2
        assert f"the run '{run_id}' has no outcome" in capsys.readouterr().err


def test_store_that_does_not_exist_is_not_created(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    monkeypatch.setenv("PRUNELAB_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere.db")
    assert main(["outcomes"]) == 2
    assert "PRUNELAB_DATA_DIR" in capsys.readouterr().err
