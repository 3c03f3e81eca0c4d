"""The data sets in memory: where on this machine they lie, and how they are read and checked."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pruning_core.checks import quoted
from pruning_core.data.facts import DATASETS, DIGITS_ARRAYS, MNIST_ARRAYS
from pruning_core.data.fashion_mnist import FILES, last_changes, read_once
from pruning_core.data.npz import read_npz
from pruning_core.data.paths import fashion_mnist_path, is_file, mnist_path
from pruning_core.errors import DatasetError


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """A data set in memory; its arrays are read-only.

    Attributes:
        name: A name from `DATASETS`.
        x_train: Images to train on, uint8 (n, 28, 28), 0 is background.
        y_train: Their classes, 0 to 9, uint8 (n,).
        x_test: Images to test on, uint8 (m, 28, 28).
        y_test: Their classes, uint8 (m,).
        source: Where this copy came from, for people to read.
    """

    name: str
    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]
    source: str


DIGITS_FILE = Path(__file__).with_name("digits") / "digits.npz"


def training_examples(name: str) -> int:
    """How many examples a data set has to train on.

    >>> training_examples("mnist"), training_examples("digits")
    (60000, 1437)
    """
    return DATASETS[checked_name(name)].training_examples


def load_dataset(name: str) -> Dataset:
    """A data set, checked.

    Raises:
        DatasetError: When there is no such data set, when it is not on this machine, or when the
            file that should hold it is damaged or holds something else.

    >>> load_dataset("digits").x_train.shape
    (1437, 28, 28)
    """
    match checked_name(name):
        case "mnist":
            return load_mnist(mnist_path())
        case "fashion_mnist":
            return load_fashion_mnist(fashion_mnist_path())
        case _:
            return bundled_digits()


def checked_name(name: str) -> str:
    """The name, if it is that of a data set.

    Raises:
        DatasetError: With the names that there are.
    """
    if name not in DATASETS:
        raise DatasetError(f"dataset must be one of {', '.join(DATASETS)}, got {quoted(name)}")
    return name


def locate(name: str) -> Path | None:
    """Where a data set lies on this machine, found without loading it; None where it does not."""
    match checked_name(name):
        case "mnist":
            return locate_mnist()
        case "fashion_mnist":
            path = fashion_mnist_path()
            files = [path / file.name for file in FILES.values()]
            return path if is_file(path) or all(map(is_file, files)) else None
        case _:
            return DIGITS_FILE


def locate_mnist() -> Path | None:
    """Where MNIST lies on this machine, found without loading it; None where it does not."""
    path = mnist_path()
    return path if is_file(path) else None


def load_mnist(path: Path) -> Dataset:
    """MNIST from a file, checked.

    Raises:
        DatasetError: When there is no such file, or it is not MNIST as `keras.datasets` has it.
    """
    try:
        status = path.stat()
        return read_mnist(path, status.st_mtime_ns, status.st_size)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DatasetError(
            f"MNIST is not at {path}: download it on the training page, train on the bundled "
            "digits, or set PRUNELAB_MNIST to the path of an mnist.npz"
        ) from error
    except (OSError, DatasetError) as error:
        raise DatasetError(
            f"{error}. It should hold MNIST as keras.datasets.mnist has it: "
            "delete it and download it again, or set PRUNELAB_MNIST to another mnist.npz"
        ) from error


@lru_cache(maxsize=1)
def read_mnist(path: Path, _mtime_ns: int, _size: int) -> Dataset:
    """MNIST from a file. Unpacking and hashing 55 MB takes a while: once per file is enough."""
    return Dataset(name="mnist", source=f"MNIST from {path}", **read_npz(path, MNIST_ARRAYS))


def load_fashion_mnist(path: Path) -> Dataset:
    """Fashion-MNIST from a folder with its four files or from an .npz, checked.

    Raises:
        DatasetError: When it is not there, or is not what was published.
    """
    try:
        arrays = read_once(path, last_changes(path))
        return Dataset(name="fashion_mnist", source=f"Fashion-MNIST from {path}", **arrays)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DatasetError(
            f"Fashion-MNIST is not at {path} ({error.filename} is missing): download it on the "
            "training page, train on the bundled digits, or set PRUNELAB_FASHION_MNIST to a folder "
            f"with {', '.join(file.name for file in FILES.values())}, or to an .npz"
        ) from error
    except (OSError, DatasetError) as error:
        raise DatasetError(
            f"{error}. It should hold Fashion-MNIST as keras.datasets.fashion_mnist has it: "
            "delete it and download it again, or set PRUNELAB_FASHION_MNIST to another copy"
        ) from error


def bundled_digits() -> Dataset:
    """The bundled digits in MNIST's form: 28 x 28 pixels from 0 to 255.

    Each of the 8 x 8 pixels becomes 3 x 3 equal ones, within a border of 2. Training and test
    examples are the first and the last of the file: like scikit-learn's own example, without
    shuffling.
    """
    arrays = read_npz(DIGITS_FILE, DIGITS_ARRAYS)
    bytes_of_16 = (arrays["images"].astype(np.uint16) * 255 // 16).astype(np.uint8)
    enlarged = bytes_of_16.repeat(3, axis=1).repeat(3, axis=2)
    images = np.pad(enlarged, ((0, 0), (2, 2), (2, 2)))
    images.flags.writeable = False
    first = DATASETS["digits"].training_examples
    return Dataset(
        name="digits",
        x_train=images[:first],
        y_train=arrays["labels"][:first],
        x_test=images[first:],
        y_test=arrays["labels"][first:],
        source="the digits that come with the lab, from scikit-learn's load_digits",
    )
