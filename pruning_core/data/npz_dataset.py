"""Makes the row of a data set that is in one .npz file. Such a data set needs no more code.

The file has the four arrays of MNIST, `x_train`, `y_train`, `x_test` and `y_test`, as uint8. It is
`NAME.npz` in the folder of this module, or the file in the environment variable `PRUNELAB_NAME`.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.dataset import (
    N_CLASSES,
    Dataset,
    DatasetFacts,
    DatasetRow,
    Drawing,
    ScriptPart,
)
from pruning_core.data.npz import ArrayFacts, read_npz
from pruning_core.data.paths import DatasetPaths, is_file, path_in_variable
from pruning_core.errors import DatasetError

SCRIPT = '''\
def load_data():
    """{title} from {file_name} in the working directory, or from the file that {variable} names."""
    path = os.environ.get("{variable}", "{file_name}")
    with np.load(os.path.expanduser(path)) as arrays:
        train = arrays["x_train"], arrays["y_train"]
        test = arrays["x_test"], arrays["y_test"]
    return prepared(*train), prepared(*test)
'''


def npz_dataset(name: str, facts: DatasetFacts, *, drawing: Drawing | None = None) -> DatasetRow:
    """The row of a data set in an .npz file.

    Args:
        name: The name that configs, links and the command line use.
        facts: Facts about it. The numbers of examples are checked when the file is read.
        drawing: The conversion of drawings. If None, drawings are scaled to the whole image.
    """
    script = SCRIPT.format(title=facts.title, file_name=f"{name}.npz", variable=variable_of(name))
    return DatasetRow(
        **{field: getattr(facts, field) for field in DatasetFacts.__dataclass_fields__},
        locate=partial(locate_npz, name),
        load=partial(load_npz, name, facts),
        script=ScriptPart(code=script, imports=("import os",)),
        drawing=drawing or Drawing(),
    )


def variable_of(name: str) -> str:
    """The environment variable with the path of another copy of the file.

    >>> variable_of("kmnist")
    'PRUNELAB_KMNIST'
    """
    return f"PRUNELAB_{name.upper()}"


def npz_path(name: str, paths: DatasetPaths) -> Path:
    """The path at which the file should be."""
    return path_in_variable(paths.variables, variable_of(name)) or Path(__file__).with_name(
        f"{name}.npz"
    )


def locate_npz(name: str, paths: DatasetPaths) -> Path | None:
    """The path of the file, or None if it does not exist."""
    path = npz_path(name, paths)
    return path if is_file(path) else None


def load_npz(name: str, facts: DatasetFacts, paths: DatasetPaths) -> Dataset:
    """The data set, with the shapes of its arrays checked.

    Raises:
        DatasetError: If the file is missing or damaged, or has other arrays.
    """
    train, test = facts.training_examples, facts.test_examples
    shapes = {"x_train": (train, 28, 28), "y_train": (train,), "x_test": (test, 28, 28)}
    shapes["y_test"] = (test,)
    path = npz_path(name, paths)
    try:
        arrays = read_npz(path, {key: ArrayFacts(shape=shape) for key, shape in shapes.items()})
        check_labels(arrays)
    except (OSError, DatasetError) as error:
        raise DatasetError(
            f"{facts.title} cannot be read from {path}: {error}. "
            f"Set {variable_of(name)} to the path of its .npz file"
        ) from error
    return Dataset(name=name, source=f"{facts.title} from {path}", **arrays)


def check_labels(arrays: Mapping[str, NDArray[np.uint8]]) -> None:
    """Raise DatasetError if a label is not a class, because the loss of a training would be NaN."""
    for name in ("y_train", "y_test"):
        if (largest := int(arrays[name].max())) >= N_CLASSES:
            raise DatasetError(f"{name} must have labels from 0 to {N_CLASSES - 1}, got {largest}")
