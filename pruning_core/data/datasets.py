"""Data sets by name: their number of examples, their path, and their arrays."""

from pathlib import Path

from pruning_core.data.dataset import Dataset
from pruning_core.data.facts import DATASETS
from pruning_core.data.paths import BUNDLED_ONLY, DatasetPaths


def training_examples(name: str) -> int:
    """The number of training examples of a data set.

    Raises:
        DatasetError: If there is no such data set.

    >>> training_examples("mnist"), training_examples("digits")
    (60000, 1437)
    """
    return DATASETS[name].training_examples


def load_dataset(name: str, paths: DatasetPaths = BUNDLED_ONLY) -> Dataset:
    """Load and check a data set.

    Args:
        name: A name from `DATASETS`.
        paths: The paths of the data sets on this machine.

    Raises:
        DatasetError: If there is no such data set, it is not on this machine, or its file is damaged
            or contains something else.

    >>> load_dataset("digits").x_train.shape
    (1437, 28, 28)
    """
    return DATASETS[name].load(paths)


def locate(name: str, paths: DatasetPaths = BUNDLED_ONLY) -> Path | None:
    """The path of a data set on this machine, without loading it; None if it does not exist.

    Raises:
        DatasetError: If there is no such data set.
    """
    return DATASETS[name].locate(paths)
