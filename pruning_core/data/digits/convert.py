"""Makes the bundled digits.npz from scikit-learn's copy of the UCI data set.

Run once by a developer: `python -m pruning_core.data.digits.convert`. It needs scikit-learn.
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DIGITS = Path(__file__).with_name("digits.npz")
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3
"""The code for the operating system of every entry. It is the same on every machine."""


def main() -> None:
    """Write digits.npz beside this module."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    arrays = {
        "images": digits.images.astype(np.uint8),
        "labels": digits.target.astype(np.uint8),
    }
    DIGITS.write_bytes(npz_bytes(arrays))


def npz_bytes(arrays: Mapping[str, NDArray[np.uint8]]) -> bytes:
    """The bytes of an .npz file. They are the same on every machine and every day.

    The entries are not compressed, and all have the same time. Another version of zlib or another time
    would change the bytes.

    >>> content = npz_bytes({"labels": np.arange(3, dtype=np.uint8)})
    >>> np.load(io.BytesIO(content))["labels"]
    array([0, 1, 2], dtype=uint8)
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            entry = io.BytesIO()
            np.lib.format.write_array(entry, array, version=(1, 0), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", EARLIEST_ZIP_TIME)
            info.create_system = UNIX
            archive.writestr(info, entry.getvalue())
    return file.getvalue()


if __name__ == "__main__":
    main()
