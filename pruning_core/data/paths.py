"""The paths of the data sets on this machine, from environment variables or in Keras's cache."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pruning_core.errors import DatasetError

PREFIX = "PRUNELAB_"


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetPaths:
    """The paths of the data sets that do not come with the lab.

    Attributes:
        keras: The folder in which `keras.datasets` stores its downloads, or None if it must not be used.
        variables: The environment variables of the lab. One of them may name another copy of a data set.
    """

    keras: Path | None = None
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)

    def of(self, variable: str, keras_name: str) -> Path | None:
        """The path of a data set: the path in a variable if it is set, or else the path of Keras's download.

        >>> DatasetPaths(keras=Path("/keras")).of("PRUNELAB_MNIST", "mnist.npz")
        PosixPath('/keras/mnist.npz')
        """
        if (path := path_in_variable(self.variables, variable)) is not None:
            return path
        return None if self.keras is None else self.keras / keras_name


BUNDLED_ONLY = DatasetPaths()
"""No paths: only the data sets that come with the lab can be loaded."""


def dataset_paths(environment: Mapping[str, str]) -> DatasetPaths:
    """The paths in environment variables; for other data sets, the paths in Keras's cache.

    >>> dataset_paths({"PRUNELAB_MNIST": "/data/mnist.npz"}).of("PRUNELAB_MNIST", "mnist.npz")
    PosixPath('/data/mnist.npz')
    """
    variables = {name: text for name, text in environment.items() if name.startswith(PREFIX)}
    return DatasetPaths(keras=keras_datasets(environment), variables=variables)


def path_in_variable(environment: Mapping[str, str], variable: str) -> Path | None:
    """The path in a variable, or None if the variable is not set."""
    text = environment.get(variable)
    return Path(text).expanduser().absolute() if text else None


def keras_cache_path(environment: Mapping[str, str]) -> Path:
    """The path of the download of `keras.datasets.mnist`."""
    return keras_datasets(environment) / "mnist.npz"


def keras_fashion_path(environment: Mapping[str, str]) -> Path:
    """The folder of the downloads of `keras.datasets.fashion_mnist`."""
    return keras_datasets(environment) / "fashion-mnist"


def keras_datasets(environment: Mapping[str, str]) -> Path:
    """The folder of the downloads of `keras.datasets`."""
    home = environment.get("KERAS_HOME") or "~/.keras"
    return Path(home).expanduser().absolute() / "datasets"


def require_path(path: Path | None, title: str) -> Path:
    """The path of a data set.

    Raises:
        DatasetError: If it is None.
    """
    if path is None:
        raise DatasetError(f"{title} cannot be loaded: its path is not known")
    return path


def is_file(path: Path) -> bool:
    """Whether there is a file at a path. False if this user may not read the directory."""
    try:
        return path.is_file()
    except OSError:
        return False
