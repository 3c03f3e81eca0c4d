"""Where data sets are looked for on this machine."""

import os
from pathlib import Path


def mnist_path() -> Path:
    """Where MNIST is looked for: `PRUNELAB_MNIST` if it is set, else Keras's cache."""
    return chosen_path("PRUNELAB_MNIST") or keras_cache_path()


def fashion_mnist_path() -> Path:
    """Where Fashion-MNIST is looked for: `PRUNELAB_FASHION_MNIST` if it is set, else Keras's cache."""
    return chosen_path("PRUNELAB_FASHION_MNIST") or keras_fashion_path()


def chosen_path(variable: str) -> Path | None:
    """The path that an environment variable names, if it is set."""
    chosen = os.environ.get(variable)
    return Path(chosen).expanduser().absolute() if chosen else None


def keras_cache_path() -> Path:
    """Where `keras.datasets.mnist` keeps its download."""
    return keras_datasets() / "mnist.npz"


def keras_fashion_path() -> Path:
    """The folder in which `keras.datasets.fashion_mnist` keeps its downloads."""
    return keras_datasets() / "fashion-mnist"


def keras_datasets() -> Path:
    """The folder in which `keras.datasets` keeps what it downloads."""
    home = os.environ.get("KERAS_HOME") or "~/.keras"
    return Path(home).expanduser().absolute() / "datasets"


def is_file(path: Path) -> bool:
    """Whether there is a file; one in a directory that this user may not enter is none."""
    try:
        return path.is_file()
    except OSError:
        return False
