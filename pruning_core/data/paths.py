"""Where the data sets are on this machine: what an environment names, else the cache of Keras."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pruning_core.errors import DatasetError

PREFIX = "PRUNELAB_"


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetPaths:
    """Where to look for the data sets that do not come with the lab.

    Attributes:
        keras: The folder in which `keras.datasets` keeps its downloads, or None to look nowhere.
        chosen: The environment variables of the lab; one that a data set knows names another copy.
    """

    keras: Path | None = None
    chosen: Mapping[str, str] = field(default_factory=dict, repr=False)

    def of(self, variable: str, keras_name: str) -> Path | None:
        """The path of a data set: of the copy that a variable names, else of Keras's download.

        >>> DatasetPaths(keras=Path("/keras")).of("PRUNELAB_MNIST", "mnist.npz")
        PosixPath('/keras/mnist.npz')
        """
        if (path := chosen_path(self.chosen, variable)) is not None:
            return path
        return None if self.keras is None else self.keras / keras_name


BUNDLED_ONLY = DatasetPaths()
"""Without a path, only the data sets that come with the lab are there."""


def dataset_paths(environment: Mapping[str, str]) -> DatasetPaths:
    """The paths that an environment names, else those of Keras's cache.

    >>> dataset_paths({"PRUNELAB_MNIST": "/data/mnist.npz"}).of("PRUNELAB_MNIST", "mnist.npz")
    PosixPath('/data/mnist.npz')
    """
    chosen = {name: text for name, text in environment.items() if name.startswith(PREFIX)}
    return DatasetPaths(keras=keras_datasets(environment), chosen=chosen)


def chosen_path(environment: Mapping[str, str], variable: str) -> Path | None:
    """The path that a variable names, if it is set."""
    chosen = environment.get(variable)
    return Path(chosen).expanduser().absolute() if chosen else None


def keras_cache_path(environment: Mapping[str, str]) -> Path:
    """Where `keras.datasets.mnist` keeps its download."""
    return keras_datasets(environment) / "mnist.npz"


def keras_fashion_path(environment: Mapping[str, str]) -> Path:
    """The folder in which `keras.datasets.fashion_mnist` keeps its downloads."""
    return keras_datasets(environment) / "fashion-mnist"


def keras_datasets(environment: Mapping[str, str]) -> Path:
    """The folder in which `keras.datasets` keeps its downloads."""
    home = environment.get("KERAS_HOME") or "~/.keras"
    return Path(home).expanduser().absolute() / "datasets"


def required(path: Path | None, title: str) -> Path:
    """The path of a data set.

    Raises:
        DatasetError: If there is none.
    """
    if path is None:
        raise DatasetError(f"{title} cannot be loaded: nothing says where it is")
    return path


def is_file(path: Path) -> bool:
    """Whether there is a file; one in a directory that this user may not enter is none."""
    try:
        return path.is_file()
    except OSError:
        return False
