"""Finds, checks and reads the file of MNIST. Contains the code with which an exported script loads it."""

from functools import lru_cache
from pathlib import Path

from pruning_core.data.dataset import Dataset, ScriptPart
from pruning_core.data.npz import ArrayFacts, read_npz
from pruning_core.data.paths import DatasetPaths, is_file, require_path
from pruning_core.errors import DatasetError

VARIABLE, KERAS_NAME = "PRUNELAB_MNIST", "mnist.npz"
ARRAYS = {
    "x_train": ArrayFacts(
        shape=(60_000, 28, 28),
        sha256="741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    ),
    "y_train": ArrayFacts(
        shape=(60_000,),
        sha256="1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    ),
    "x_test": ArrayFacts(
        shape=(10_000, 28, 28),
        sha256="6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    ),
    "y_test": ArrayFacts(
        shape=(10_000,),
        sha256="ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
    ),
}
SCRIPT = ScriptPart(
    imports=("import os",),
    code='''\
def load_data():
    """MNIST from the file in PRUNELAB_MNIST if it is set, else from Keras, which downloads it once."""
    if path := os.environ.get("PRUNELAB_MNIST"):
        with np.load(os.path.expanduser(path)) as arrays:
            train = arrays["x_train"], arrays["y_train"]
            test = arrays["x_test"], arrays["y_test"]
    else:
        train, test = keras.datasets.mnist.load_data()
    return prepared(*train), prepared(*test)
''',
)


def locate(paths: DatasetPaths) -> Path | None:
    """The path of MNIST, without loading it; None if it does not exist."""
    path = paths.of(VARIABLE, KERAS_NAME)
    return path if path is not None and is_file(path) else None


def load(paths: DatasetPaths) -> Dataset:
    """Load and check MNIST.

    Raises:
        DatasetError: If it does not exist, or is not the MNIST of `keras.datasets`.
    """
    return load_mnist(require_path(paths.of(VARIABLE, KERAS_NAME), "MNIST"))


def load_mnist(path: Path) -> Dataset:
    """Load and check MNIST from a file.

    Raises:
        DatasetError: If the file does not exist, or is not the MNIST of `keras.datasets`.
    """
    try:
        status = path.stat()
        return read_mnist(path, status.st_mtime_ns, status.st_size)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DatasetError(
            f"MNIST is not at {path}: download it on the page Train, train on the bundled "
            "digits, or set PRUNELAB_MNIST to the path of an mnist.npz"
        ) from error
    except (OSError, DatasetError) as error:
        raise DatasetError(
            f"{error}. {path} must contain MNIST as in keras.datasets.mnist: delete {path} and "
            "download the data again, or set PRUNELAB_MNIST to another mnist.npz"
        ) from error


@lru_cache(maxsize=1)
def read_mnist(path: Path, _mtime_ns: int, _size: int) -> Dataset:
    """MNIST from a file. Cached, because unpacking and hashing 55 MB is slow."""
    return Dataset(name="mnist", source=f"MNIST from {path}", **read_npz(path, ARRAYS))
