"""Loads a data set that is missing or damaged."""

import os

import pytest

from pruning_core.data.datasets import load_dataset
from pruning_core.data.paths import dataset_paths
from pruning_core.errors import DatasetError


def error_of_loading(name: str = "mnist") -> str:
    """The message of the error if this data set is loaded."""
    with pytest.raises(DatasetError) as error_info:
        load_dataset(name, dataset_paths(os.environ))
    return str(error_info.value)
