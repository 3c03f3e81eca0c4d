"""Each data set is found and checked. If it is missing or wrong, the error names a remedy."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from pruning_core.data.bundled_digits import FILE as DIGITS_FILE
from pruning_core.data.dataset import N_CLASSES, Dataset, DatasetFacts
from pruning_core.data.datasets import load_dataset, locate, training_examples
from pruning_core.data.digits.convert import npz_bytes
from pruning_core.data.facts import DATASETS
from pruning_core.data.paths import dataset_paths, keras_cache_path
from pruning_core.errors import DatasetError
from tests.unit.data.loading import error_of_loading

REAL_MNIST = os.environ.get("PRUNELAB_MNIST")


def test_bundled_digits_have_the_array_format_of_mnist() -> None:
    digits = load_dataset("digits")
    assert_array_format(digits, training=1437, test=360)
    assert digits.x_train.max() == 255
    assert set(np.unique(digits.y_train)) == set(range(10))
    assert "scikit-learn" in digits.source


def test_each_pixel_of_the_digits_becomes_nine_pixels_and_the_border_is_empty() -> None:
    with np.load(DIGITS_FILE, allow_pickle=False) as file:
        image = file["images"][0].astype(int)
    enlarged_image = load_dataset("digits").x_train[0]
    for row, column in np.ndindex(28, 28):
        inside = 2 <= row < 26 and 2 <= column < 26
        pixel = image[(row - 2) // 3, (column - 2) // 3] * 255 // 16 if inside else 0
        assert enlarged_image[row, column] == pixel


def test_bundled_file_has_exactly_the_bytes_of_the_conversion() -> None:
    with np.load(DIGITS_FILE, allow_pickle=False) as file:
        assert npz_bytes(dict(file)) == DIGITS_FILE.read_bytes()


def assert_array_format(dataset: Dataset, *, training: int, test: int) -> None:
    facts = DATASETS[dataset.name]
    assert (facts.training_examples, facts.test_examples) == (training, test)
    assert training_examples(dataset.name) == training
    assert dataset.x_train.shape == (training, 28, 28)
    assert dataset.y_train.shape == (training,)
    assert dataset.x_test.shape == (test, 28, 28)
    assert dataset.y_test.shape == (test,)
    for array in (dataset.x_train, dataset.y_train, dataset.x_test, dataset.y_test):
        assert array.dtype == np.uint8
        assert not array.flags.writeable


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_names_its_authors_and_its_licence(name: str) -> None:
    facts = DATASETS[name]
    assert all(getattr(facts, field.name) for field in fields(DatasetFacts))
    assert facts.licence.startswith(("CC BY", "MIT"))
    assert facts.licence_url.startswith(("https://creativecommons.org/", "https://github.com/"))


@pytest.mark.parametrize("name", DATASETS)
def test_every_class_of_a_data_set_has_its_own_name(name: str) -> None:
    assert len(set(DATASETS[name].classes)) == N_CLASSES


@pytest.mark.parametrize("look_up", [load_dataset, training_examples])
def test_error_about_an_unknown_data_set_lists_the_known_names(
    look_up: Callable[[str], object],
) -> None:
    with pytest.raises(DatasetError, match=f"must be one of {', '.join(DATASETS)}, got 'cifar'"):
        look_up("cifar")


def test_error_about_missing_mnist_names_the_remedies(keras_home: Path) -> None:
    assert locate("mnist", dataset_paths(os.environ)) is None
    message = error_of_loading()
    assert str(keras_home / "datasets" / "mnist.npz") in message
    for advice in ("download it", "bundled digits", "PRUNELAB_MNIST"):
        assert advice in message


def test_mnist_is_found_in_the_keras_cache(
    keras_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keras_cache_path(os.environ)
    assert path == keras_home / "datasets" / "mnist.npz"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    assert locate("mnist", dataset_paths(os.environ)) == path
    monkeypatch.delenv("KERAS_HOME")
    assert keras_cache_path(os.environ) == Path.home() / ".keras" / "datasets" / "mnist.npz"


def test_path_in_the_variable_is_used_even_if_mnist_is_in_the_keras_cache(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached_file = keras_cache_path(os.environ)
    cached_file.parent.mkdir(parents=True)
    cached_file.write_bytes(b"")
    path_in_variable = tmp_path / "path_in_variable.npz"
    monkeypatch.setenv("PRUNELAB_MNIST", str(path_in_variable))
    assert locate("mnist", dataset_paths(os.environ)) is None
    assert str(path_in_variable) in error_of_loading()
    path_in_variable.write_bytes(b"")
    assert locate("mnist", dataset_paths(os.environ)) == path_in_variable
    assert str(path_in_variable) in error_of_loading()


@pytest.mark.parametrize("name", ["a" * 5000, "file.txt/mnist.npz", ""])
def test_impossible_path_is_refused(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "file.txt").touch()
    monkeypatch.setenv("PRUNELAB_MNIST", f"{tmp_path}/{name}" if name else "")
    assert locate("mnist", dataset_paths(os.environ)) is None
    assert "PRUNELAB_MNIST" in error_of_loading()


@pytest.mark.parametrize(
    "content",
    [b"", b"half a file", DIGITS_FILE.read_bytes(), DIGITS_FILE.read_bytes()[:5000]],
    ids=["empty", "text", "other arrays", "cut off"],
)
def test_error_about_a_file_that_is_not_mnist_names_the_file_and_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    path = tmp_path / "mnist.npz"
    path.write_bytes(content)
    monkeypatch.setenv("PRUNELAB_MNIST", str(path))
    message = error_of_loading()
    assert str(path) in message
    assert "download the data again, or set PRUNELAB_MNIST" in message


def test_arrays_with_the_shapes_of_mnist_and_other_values_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mnist.npz"
    path.write_bytes(
        npz_bytes(
            {
                "x_train": np.zeros((60_000, 28, 28), np.uint8),
                "y_train": np.zeros(60_000, np.uint8),
                "x_test": np.zeros((10_000, 28, 28), np.uint8),
                "y_test": np.zeros(10_000, np.uint8),
            }
        )
    )
    monkeypatch.setenv("PRUNELAB_MNIST", str(path))
    assert "x_train has the right shape, but not the right values" in error_of_loading()


def test_mnist_at_the_path_in_the_environment_is_loaded_or_reported_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if REAL_MNIST is None:
        monkeypatch.setenv("KERAS_HOME", str(tmp_path))
        assert "MNIST is not at" in error_of_loading()
        return
    mnist = load_dataset("mnist", dataset_paths(os.environ))
    assert_array_format(mnist, training=60_000, test=10_000)
    assert str(Path(REAL_MNIST).absolute()) in mnist.source
    assert load_dataset("mnist", dataset_paths(os.environ)) is mnist, (
        "the file should be read and hashed only once"
    )


def test_changed_file_is_checked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mnist.npz"
    monkeypatch.setenv("PRUNELAB_MNIST", str(path))
    if REAL_MNIST is not None:
        path.write_bytes(Path(REAL_MNIST).read_bytes())
        load_dataset("mnist", dataset_paths(os.environ))
    path.write_bytes(b"something else")
    assert "damaged" in error_of_loading()


def test_only_the_digits_are_found_in_an_empty_keras_cache(keras_home: Path) -> None:
    paths_by_name = {name: locate(name, dataset_paths(os.environ)) for name in DATASETS}
    assert paths_by_name["digits"] == DIGITS_FILE
    assert not any(paths_by_name[name] for name in DATASETS if DATASETS[name].origin is not None)


def test_data_sets_need_neither_tensorflow_nor_keras() -> None:
    code = (
        "import sys, pruning_core.data.datasets, pruning_core.data.download.downloads\n"
        "pruning_core.data.datasets.load_dataset('digits')\n"
        "loaded = {'tensorflow', 'keras', 'tf_keras', 'sklearn'} & set(sys.modules)\n"
        "sys.exit(str(loaded) if loaded else 0)"
    )
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
