"""Fashion-MNIST is read from its files or from one .npz. Any other content is refused."""

import gzip
import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pruning_core.data.datasets import locate
from pruning_core.data.digits.convert import npz_bytes
from pruning_core.data.fashion_mnist import FILES, IdxFile, read_fashion_mnist
from pruning_core.data.paths import dataset_paths, keras_fashion_path
from pruning_core.errors import DatasetError
from tests.idx import idx, small_arrays, small_fashion_mnist
from tests.unit.data.loading import error_of_loading


@pytest.fixture
def fashion_files(tmp_path: Path) -> tuple[Path, dict[str, IdxFile]]:
    """A folder with four small files in the format of Fashion-MNIST, and the facts about them."""
    return tmp_path / "fashion_files", small_fashion_mnist(tmp_path / "fashion_files")


def test_fashion_mnist_is_read_from_its_four_files(
    fashion_files: tuple[Path, dict[str, IdxFile]],
) -> None:
    arrays = read_fashion_mnist(*fashion_files)
    assert list(arrays) == ["x_train", "y_train", "x_test", "y_test"]
    for name, array in small_arrays().items():
        assert np.array_equal(arrays[name], array)
        assert arrays[name].dtype == np.uint8
        assert not arrays[name].flags.writeable


def test_fashion_mnist_is_read_from_an_npz_with_the_arrays_of_mnist(
    fashion_files: tuple[Path, dict[str, IdxFile]], tmp_path: Path
) -> None:
    path = tmp_path / "fashion.npz"
    path.write_bytes(npz_bytes(small_arrays()))
    arrays = read_fashion_mnist(path, fashion_files[1])
    for name, array in small_arrays().items():
        assert np.array_equal(arrays[name], array)


def test_npz_without_ten_classes_of_equal_size_is_refused(
    fashion_files: tuple[Path, dict[str, IdxFile]], tmp_path: Path
) -> None:
    path = tmp_path / "fashion.npz"
    for labels in (np.zeros(30), np.arange(30) % 9, np.arange(30) % 10 * 20):
        arrays = small_arrays() | {"y_train": labels.astype(np.uint8)}
        path.write_bytes(npz_bytes(arrays))
        with pytest.raises(
            DatasetError, match="y_train must contain 3 labels of each class from 0 to 9"
        ):
            read_fashion_mnist(path, fashion_files[1])


@pytest.mark.parametrize(
    "damage",
    [lambda content: b"", lambda content: content[:-1], lambda content: content + b"\0"],
    ids=["empty", "cut off", "longer"],
)
def test_file_that_differs_from_the_published_fashion_mnist_is_refused(
    fashion_files: tuple[Path, dict[str, IdxFile]], damage: Callable[[bytes], bytes]
) -> None:
    folder, files = fashion_files
    path = folder / files["x_train"].name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DatasetError, match=f"{path} is not the {path.name} that was published"):
        read_fashion_mnist(folder, files)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not gzipped", "is damaged or not gzipped"),
        (gzip.compress(b"x" * 4000)[:-9], "is damaged or not gzipped"),
        (gzip.compress(idx(np.zeros((30, 28, 28), np.uint8))[:-1]), "must contain uint8"),
        (gzip.compress(idx(np.zeros((30, 28, 27), np.uint8))), "must contain uint8"),
        (gzip.compress(idx(np.zeros(30, np.uint8))), "must contain uint8"),
        (gzip.compress(bytes(4) + idx(np.zeros((30, 28, 28), np.uint8))[4:]), "must contain uint8"),
    ],
    ids=[
        "text",
        "half a gzip",
        "half an array",
        "another shape",
        "other dimensions",
        "another type",
    ],
)
def test_file_with_the_right_hash_and_a_wrong_format_is_refused(
    fashion_files: tuple[Path, dict[str, IdxFile]], content: bytes, message: str
) -> None:
    folder, files = fashion_files
    (folder / files["x_train"].name).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    with pytest.raises(DatasetError, match=message):
        read_fashion_mnist(folder, files | {"x_train": replace(files["x_train"], sha256=digest)})


def test_fashion_mnist_is_found_in_the_keras_cache_when_all_files_are_there(
    keras_home: Path, fashion_files: tuple[Path, dict[str, IdxFile]]
) -> None:
    folder = keras_fashion_path(os.environ)
    assert folder == keras_home / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    for file in fashion_files[0].iterdir():
        assert locate("fashion_mnist", dataset_paths(os.environ)) is None
        message = error_of_loading("fashion_mnist")
        for text in (str(folder), "is missing", "download it", "PRUNELAB_FASHION_MNIST"):
            assert text in message
        (folder / file.name).write_bytes(file.read_bytes())
    assert locate("fashion_mnist", dataset_paths(os.environ)) == folder
    message = error_of_loading("fashion_mnist")
    assert f"{folder / FILES['x_train'].name} is not" in message
    assert " and download the data again, or set PRUNELAB_FASHION_MNIST" in message


@pytest.mark.parametrize("name", ["a" * 5000, "file.txt/fashion", "nothing", "file.txt"])
def test_error_about_a_path_in_the_variable_without_fashion_mnist_names_the_path(
    keras_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "file.txt").touch()
    monkeypatch.setenv("PRUNELAB_FASHION_MNIST", f"{tmp_path}/{name}")
    message = error_of_loading("fashion_mnist")
    assert name[:20] in message
    assert "PRUNELAB_FASHION_MNIST" in message
