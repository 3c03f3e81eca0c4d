"""The command `experiment` trains each run once, writes its results, and continues what it finds."""

import csv
import json
from pathlib import Path

import pytest

from pruning_core.__main__ import main
from pruning_core.experiments.file import write_experiment
from pruning_core.store.store import RunStore
from tests.unit.experiments.experiments import small_experiment

EXPERIMENT = small_experiment(n_seeds=1)


def test_command_trains_each_run_once_and_adds_seeds(
    cluster: str,
    tmp_path: Path,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PRUNELAB_DASK_SCHEDULER", cluster)
    file, results, table = (tmp_path / name for name in ("e.toml", "out.json", "out.csv"))
    command = ["experiment", str(file), "--json", str(results), "--csv", str(table)]
    file.write_text(write_experiment(EXPERIMENT))
    assert main(command) == 0
    first = capsys.readouterr()
    assert "3 of 3 runs finished" in first.err
    assert "polynomial     1" in first.out
    assert "primary: 1 pair cannot show a difference yet" in first.out
    values = json.loads(results.read_text())
    assert [row["state"] for row in values["runs"]] == ["finished"] * 3
    assert [line["arm"] for line in csv.DictReader(table.read_text().splitlines())] == [
        arm.name for arm in EXPERIMENT.arms
    ]

    file.write_text(write_experiment(EXPERIMENT.with_seeds([1])))
    assert main(command) == 0
    again = json.loads(results.read_text())
    ids = {(row["arm"], row["seed"]): row["run"] for row in again["runs"]}
    assert len(set(ids.values())) == 6
    for row in values["runs"]:
        assert ids[row["arm"], row["seed"]] == row["run"], "no run is repeated"
    store = RunStore(f"sqlite:///{data_dir}/runs.db")
    assert [stored.id for stored in store.experiments()] == [values["experiment"]["id"]]
    store.close()
