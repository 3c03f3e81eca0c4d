"""Reads Fashion-MNIST from files that may be damaged or wrong, and checks them."""

import gzip
import hashlib
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.dataset import N_CLASSES, Dataset, ScriptPart
from pruning_core.data.npz import ArrayFacts, read_npz
from pruning_core.data.paths import DatasetPaths, is_file, require_path
from pruning_core.errors import DatasetError

VARIABLE, KERAS_NAME = "PRUNELAB_FASHION_MNIST", "fashion-mnist"
UINT8 = 8
"""The code for unsigned bytes in the idx format."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IdxFile:
    """A published file: a gzipped array in the idx format.

    Attributes:
        name: The file's name.
        sha256: The hash of the gzipped file, in hexadecimal.
        shape: The shape of its uint8 array.
    """

    name: str
    sha256: str
    shape: tuple[int, ...]


FILES: dict[str, IdxFile] = {
    "x_train": IdxFile(
        name="train-images-idx3-ubyte.gz",
        sha256="3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        shape=(60_000, 28, 28),
    ),
    "y_train": IdxFile(
        name="train-labels-idx1-ubyte.gz",
        sha256="a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        shape=(60_000,),
    ),
    "x_test": IdxFile(
        name="t10k-images-idx3-ubyte.gz",
        sha256="346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        shape=(10_000, 28, 28),
    ),
    "y_test": IdxFile(
        name="t10k-labels-idx1-ubyte.gz",
        sha256="67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        shape=(10_000,),
    ),
}
"""The files that Zalando publishes and Keras downloads.

Source of the hashes: tensorflow/datasets, url_checksums/fashion_mnist.txt.
"""

SCRIPT = ScriptPart(
    code='''\
def load_data():
    """Fashion-MNIST from Keras, which downloads it once."""
    train, test = keras.datasets.fashion_mnist.load_data()
    return prepared(*train), prepared(*test)
'''
)


def locate(paths: DatasetPaths) -> Path | None:
    """The path of Fashion-MNIST, without loading it; None if it does not exist."""
    path = paths.of(VARIABLE, KERAS_NAME)
    if path is None:
        return None
    files = [path / file.name for file in FILES.values()]
    return path if is_file(path) or all(map(is_file, files)) else None


def load(paths: DatasetPaths) -> Dataset:
    """Load and check Fashion-MNIST.

    Raises:
        DatasetError: If Fashion-MNIST does not exist, or the files are not the published data.
    """
    return load_fashion_mnist(require_path(paths.of(VARIABLE, KERAS_NAME), "Fashion-MNIST"))


def load_fashion_mnist(path: Path) -> Dataset:
    """Load and check Fashion-MNIST from a folder with its four files, or from an .npz.

    Raises:
        DatasetError: If Fashion-MNIST does not exist, or the files are not the published data.
    """
    try:
        arrays = read_fashion_mnist_once(path, last_changes(path))
        return Dataset(name="fashion_mnist", source=f"Fashion-MNIST from {path}", **arrays)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DatasetError(
            f"Fashion-MNIST is not at {path} ({error.filename} is missing): download it on the "
            "page Train, train on the bundled digits, or set PRUNELAB_FASHION_MNIST to a folder "
            f"with {', '.join(file.name for file in FILES.values())}, or to an .npz"
        ) from error
    except (OSError, DatasetError) as error:
        raise DatasetError(
            f"{error}. {path} must contain Fashion-MNIST as in keras.datasets.fashion_mnist: delete "
            f"{path} and download the data again, or set PRUNELAB_FASHION_MNIST to another copy"
        ) from error


def read_fashion_mnist(
    path: Path, files: Mapping[str, IdxFile] = FILES
) -> dict[str, NDArray[np.uint8]]:
    """The four arrays, read-only.

    The files of a folder must have the published hashes. An .npz has no published hash, so only the
    shapes and the labels of its arrays are checked: ten classes with equal numbers of labels.

    Args:
        path: A folder with the published files, or an .npz with the arrays x_train, y_train, x_test
            and y_test.
        files: The expected files.

    Raises:
        DatasetError: If a file has other contents.
        OSError: If a file is missing or cannot be read.
    """
    if path.is_dir():
        return {array: read_idx(path / file.name, file) for array, file in files.items()}
    arrays = read_npz(path, {array: ArrayFacts(shape=f.shape) for array, f in files.items()})
    for array in ("y_train", "y_test"):
        check_labels(f"{path} contains other data: {array}", arrays[array])
    return arrays


@lru_cache(maxsize=1)
def read_fashion_mnist_once(
    path: Path, _changes: tuple[tuple[int, int], ...]
) -> dict[str, NDArray[np.uint8]]:
    """The four arrays. They are cached until the files change, because reading is slow."""
    return read_fashion_mnist(path)


def last_changes(path: Path) -> tuple[tuple[int, int], ...]:
    """The time of the last change, in nanoseconds, and the size of each file at a path.

    Raises:
        FileNotFoundError: If a file is missing.
    """
    files = [path / file.name for file in FILES.values()] if path.is_dir() else [path]
    return tuple((status.st_mtime_ns, status.st_size) for status in map(Path.stat, files))


def read_idx(path: Path, expected: IdxFile) -> NDArray[np.uint8]:
    """The array in one file. The hash is checked before the file is unpacked.

    Source of the format: Y. LeCun, The MNIST database of handwritten digits, "file formats".
    """
    packed_bytes = path.read_bytes()
    if hashlib.sha256(packed_bytes).hexdigest() != expected.sha256:
        raise DatasetError(f"{path} is not the {expected.name} that was published")
    head = bytes((0, 0, UINT8, len(expected.shape)))
    head += b"".join(length.to_bytes(4, "big") for length in expected.shape)
    try:
        data = gzip.decompress(packed_bytes)
    except (EOFError, OSError, zlib.error) as error:
        raise DatasetError(f"{path} is damaged or not gzipped: {error}") from error
    if not data.startswith(head) or len(data) != len(head) + math.prod(expected.shape):
        raise DatasetError(f"{path} must contain uint8 {expected.shape} in the idx format")
    return np.frombuffer(data, np.uint8, offset=len(head)).reshape(expected.shape)


def check_labels(name: str, labels: NDArray[np.uint8]) -> None:
    """Raise DatasetError unless there are ten classes with equal numbers of labels."""
    counts = np.bincount(labels, minlength=N_CLASSES)
    if counts.size != N_CLASSES or (counts != labels.size // N_CLASSES).any():
        raise DatasetError(
            f"{name} must contain {labels.size // N_CLASSES:,} labels of each class from 0 to 9; "
            f"the numbers of labels per class are {counts[:N_CLASSES].tolist()}"
        )
