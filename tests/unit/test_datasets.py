"""Each data set is found where it should be, is what it should be, or is refused with a way out."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from pruning_core.datasets import (
    DATASETS,
    DIGITS_FILE,
    Dataset,
    keras_cache_path,
    load_dataset,
    locate_mnist,
    training_examples,
)
from pruning_core.digits.convert import npz_bytes
from pruning_core.errors import DatasetError

REAL_MNIST = os.environ.get("PRUNELAB_MNIST")


@pytest.fixture
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Keras cache of the test's own, and no MNIST anywhere else."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("PRUNELAB_MNIST", raising=False)
    return tmp_path / "keras"


def refusal(name: str = "mnist") -> str:
    with pytest.raises(DatasetError) as refused:
        load_dataset(name)
    return str(refused.value)


def test_the_bundled_digits_have_the_form_of_mnist() -> None:
    digits = load_dataset("digits")
    assert_form(digits, training=1437, test=360)
    assert digits.x_train.max() == 255
    assert set(np.unique(digits.y_train)) == set(range(10))
    assert "scikit-learn" in digits.source


def test_each_pixel_of_the_digits_becomes_nine_and_the_border_is_empty() -> None:
    with np.load(DIGITS_FILE, allow_pickle=False) as file:
        image = file["images"][0].astype(int)
    enlarged = load_dataset("digits").x_train[0]
    for row, column in np.ndindex(28, 28):
        inside = 2 <= row < 26 and 2 <= column < 26
        pixel = image[(row - 2) // 3, (column - 2) // 3] * 255 // 16 if inside else 0
        assert enlarged[row, column] == pixel


def test_the_bundled_file_is_what_the_conversion_writes_to_the_byte() -> None:
    with np.load(DIGITS_FILE, allow_pickle=False) as file:
        assert npz_bytes(dict(file)) == DIGITS_FILE.read_bytes()


def assert_form(dataset: Dataset, *, training: int, test: int) -> None:
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
    assert all(getattr(facts, field.name) for field in fields(facts))
    assert facts.licence.startswith("CC BY")
    assert facts.licence_url.startswith("https://creativecommons.org/")


@pytest.mark.parametrize("ask", [load_dataset, training_examples])
def test_a_data_set_that_does_not_exist_is_refused_with_those_that_do(
    ask: Callable[[str], object],
) -> None:
    with pytest.raises(DatasetError, match="must be one of mnist, digits, got 'cifar'"):
        ask("cifar")


def test_without_mnist_the_way_out_is_told(keras_home: Path) -> None:
    assert locate_mnist() is None
    message = refusal()
    assert str(keras_home / "datasets" / "mnist.npz") in message
    for way_out in ("download it", "bundled digits", "PRUNELAB_MNIST"):
        assert way_out in message


def test_mnist_is_looked_for_in_keras_own_cache(
    keras_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keras_cache_path()
    assert path == keras_home / "datasets" / "mnist.npz"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    assert locate_mnist() == path
    monkeypatch.delenv("KERAS_HOME")
    assert keras_cache_path() == Path.home() / ".keras" / "datasets" / "mnist.npz"


def test_a_chosen_path_is_never_replaced_by_keras_cache(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached = keras_cache_path()
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"")
    chosen = tmp_path / "chosen.npz"
    monkeypatch.setenv("PRUNELAB_MNIST", str(chosen))
    assert locate_mnist() is None
    assert str(chosen) in refusal()
    chosen.write_bytes(b"")
    assert locate_mnist() == chosen
    assert str(chosen) in refusal()


@pytest.mark.parametrize("name", ["a" * 5000, "file.txt/mnist.npz", ""])
def test_a_path_that_no_file_can_have_is_refused_or_not_set(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "file.txt").touch()
    monkeypatch.setenv("PRUNELAB_MNIST", f"{tmp_path}/{name}" if name else "")
    assert locate_mnist() is None
    assert "PRUNELAB_MNIST" in refusal()


@pytest.mark.parametrize(
    "content",
    [b"", b"half a file", DIGITS_FILE.read_bytes(), DIGITS_FILE.read_bytes()[:5000]],
    ids=["empty", "text", "other arrays", "cut off"],
)
def test_a_file_that_is_not_mnist_is_refused_with_its_path_and_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    path = tmp_path / "mnist.npz"
    path.write_bytes(content)
    monkeypatch.setenv("PRUNELAB_MNIST", str(path))
    message = refusal()
    assert str(path) in message
    assert "download it again, or set PRUNELAB_MNIST" in message


def test_arrays_in_the_form_of_mnist_that_are_not_mnist_are_refused(
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
    assert "x_train has the right shape, but not the right values" in refusal()


def test_the_mnist_of_the_environment_is_mnist_or_its_absence_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if REAL_MNIST is None:
        monkeypatch.setenv("KERAS_HOME", str(tmp_path))
        assert "MNIST is not at" in refusal()
        return
    mnist = load_dataset("mnist")
    assert_form(mnist, training=60_000, test=10_000)
    assert str(Path(REAL_MNIST).absolute()) in mnist.source
    assert load_dataset("mnist") is mnist, "read and hashed once"


def test_a_file_that_changed_is_checked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mnist.npz"
    monkeypatch.setenv("PRUNELAB_MNIST", str(path))
    if REAL_MNIST is not None:
        path.write_bytes(Path(REAL_MNIST).read_bytes())
        load_dataset("mnist")
    path.write_bytes(b"something else")
    assert "damaged" in refusal()


def test_the_data_sets_need_neither_tensorflow_nor_keras() -> None:
    code = (
        "import sys, pruning_core.datasets, pruning_core.downloads\n"
        "pruning_core.datasets.load_dataset('digits')\n"
        "loaded = {'tensorflow', 'keras', 'tf_keras', 'sklearn'} & set(sys.modules)\n"
        "sys.exit(str(loaded) if loaded else 0)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
