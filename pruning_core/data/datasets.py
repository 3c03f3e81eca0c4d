"""Where data sets are asked for by name: how many examples they have, where they are, and their arrays."""

from pathlib import Path

from pruning_core.data.dataset import Dataset
from pruning_core.data.facts import DATASETS
from pruning_core.data.paths import BUNDLED_ONLY, DatasetPaths


def training_examples(name: str) -> int:
    """How many examples a data set has to train on.

    Raises:
        DatasetError: If there is no such data set.

    >>> training_examples("mnist"), training_examples("digits")
    (60000, 1437)
    """
    return DATASETS[name].training_examples


def load_dataset(name: str, paths: DatasetPaths = BUNDLED_ONLY) -> Dataset:
    """A data set, checked.

    Args:
        name: A name from `DATASETS`.
        paths: Where to look for it.

    Raises:
        DatasetError: If there is no such data set, it is not on this machine, or the file that
            should hold it is damaged or holds something else.

    >>> load_dataset("digits").x_train.shape
    (1437, 28, 28)
    """
    return DATASETS[name].load(paths)


def locate(name: str, paths: DatasetPaths = BUNDLED_ONLY) -> Path | None:
    """The path of a data set on this machine, found without loading it; None if it is not there.

    Raises:
        DatasetError: If there is no such data set.
    """
    return DATASETS[name].locate(paths)
