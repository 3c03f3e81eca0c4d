"""The registry of data sets. A new data set needs only one row. An error lists the known names."""

import ast
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from pruning_core import TrainingPlan
from pruning_core.data.dataset import DIGITS, N_CLASSES, DatasetFacts
from pruning_core.data.datasets import load_dataset, locate, training_examples
from pruning_core.data.facts import DATASETS
from pruning_core.data.npz_dataset import npz_dataset
from pruning_core.data.paths import dataset_paths
from pruning_core.errors import DatasetError, RunConfigError
from pruning_core.exports import run_script
from pruning_core.exports.code.dependencies import requirements
from pruning_core.runs.config import RunConfig, run_config_from_json
from pruning_core.runs.parameters import PARAMETERS, short_training

SHAPES = {"x_train": (30, 28, 28), "y_train": (30,), "x_test": (20, 28, 28), "y_test": (20,)}
TOY = DatasetFacts(
    title="Toy letters",
    classes=DIGITS,
    training_examples=30,
    test_examples=20,
    attribution="Nobody",
    licence="MIT",
    licence_url="https://example.org/licence",
    short_batch_size=10,
    short_epochs=3,
)


@pytest.fixture
def toy_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Register a data set by one row, and return the path of its file."""
    path = tmp_path / "letters.npz"
    arrays = {name: np.ones(shape, np.uint8) for name, shape in SHAPES.items()}
    np.savez(path, **arrays)
    monkeypatch.setenv("PRUNELAB_TOY", str(path))
    DATASETS["toy"] = npz_dataset("toy", TOY)
    yield path
    del DATASETS["toy"]


def test_every_data_set_on_this_machine_has_the_number_of_examples_in_its_row() -> None:
    paths = dataset_paths(os.environ)
    names = [name for name in DATASETS if locate(name, paths) is not None]
    assert "digits" in names
    for name in names:
        data, row = load_dataset(name, paths), DATASETS[name]
        assert (len(data.x_train), len(data.x_test)) == (row.training_examples, row.test_examples)
        assert set(data.y_train.tolist()) == set(data.y_test.tolist()) == set(range(N_CLASSES))


@pytest.mark.parametrize("look_up", [load_dataset, locate, training_examples, requirements])
def test_unknown_name_is_an_error_that_lists_the_names(look_up: Callable[[str], object]) -> None:
    with pytest.raises(DatasetError, match=f"one of {', '.join(DATASETS)}, got 'cifar'"):
        look_up("cifar")
    with pytest.raises(DatasetError, match="got 'cifar'"):
        _ = DATASETS["cifar"].drawing


def test_npz_data_set_is_found_and_loaded(toy_file: Path) -> None:
    assert locate("toy", dataset_paths(os.environ)) == toy_file
    data = load_dataset("toy", dataset_paths(os.environ))
    assert {name: getattr(data, name).shape for name in SHAPES} == SHAPES
    assert data.source == f"Toy letters from {toy_file}"
    assert not data.x_train.flags.writeable


def test_npz_data_set_can_be_used_for_training_and_exported(toy_file: Path) -> None:
    plan = TrainingPlan(num_examples=30, batch_size=10, epochs=1)
    config = RunConfig(schedule=None, plan=plan, dataset="toy")
    assert run_config_from_json(config.to_json()) == config
    script = run_script(config)
    ast.parse(script)
    assert 'os.environ.get("PRUNELAB_TOY", "toy.npz")' in script
    assert "Toy letters" in script
    with pytest.raises(RunConfigError, match="at most 30 with the dataset toy"):
        RunConfig(
            schedule=None,
            plan=TrainingPlan(num_examples=31, batch_size=10, epochs=1),
            dataset="toy",
        )


def test_npz_data_set_has_a_short_training(toy_file: Path) -> None:
    assert PARAMETERS["dataset"].check("toy", error=RunConfigError) == "toy"
    assert short_training("toy") == {
        "dataset": "toy",
        "num_examples": 30,
        "batch_size": 10,
        "epochs": 3,
    }
    assert DATASETS["toy"].drawing.prompt


def test_error_about_a_missing_or_damaged_npz_file_names_its_path(
    toy_file: Path,
) -> None:
    toy_file.write_bytes(b"nothing")
    with pytest.raises(DatasetError, match=r"Toy letters cannot be read from .*PRUNELAB_TOY"):
        load_dataset("toy", dataset_paths(os.environ))
    toy_file.unlink()
    assert locate("toy", dataset_paths(os.environ)) is None
    with pytest.raises(DatasetError, match="Toy letters cannot be read from"):
        load_dataset("toy", dataset_paths(os.environ))


def test_npz_data_set_with_a_label_outside_the_classes_is_refused(toy_file: Path) -> None:
    arrays = {name: np.full(shape, 9, np.uint8) for name, shape in SHAPES.items()}
    np.savez(toy_file, **arrays)
    load_dataset("toy", dataset_paths(os.environ))
    arrays["y_test"][3] = 10
    np.savez(toy_file, **arrays)
    with pytest.raises(DatasetError, match="y_test must have labels from 0 to 9, got 10"):
        load_dataset("toy", dataset_paths(os.environ))
