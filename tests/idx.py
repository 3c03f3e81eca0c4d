"""Small files in the format of Fashion-MNIST, for tests."""

import gzip
import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.fashion_mnist import FILES, IdxFile

SMALL = {"x_train": (30, 28, 28), "y_train": (30,), "x_test": (20, 28, 28), "y_test": (20,)}


def idx(array: NDArray[np.uint8]) -> bytes:
    """An array in the idx format: two zeros, the data type, the dimensions, then the values."""
    header = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes()
    return header + array.tobytes()


def small_arrays() -> dict[str, NDArray[np.uint8]]:
    """Random images, and equally many labels of each class."""
    generator = np.random.default_rng(0)
    return {
        name: np.arange(shape[0], dtype=np.uint8) % np.uint8(10)
        if len(shape) == 1
        else generator.integers(0, 256, shape, np.uint8)
        for name, shape in SMALL.items()
    }


def small_fashion_mnist(folder: Path) -> dict[str, IdxFile]:
    """Write the four files into a folder. Return the name, hash and shape of each file."""
    folder.mkdir(exist_ok=True)
    files = {}
    for name, array in small_arrays().items():
        packed_bytes = gzip.compress(idx(array), mtime=0)
        (folder / FILES[name].name).write_bytes(packed_bytes)
        digest = hashlib.sha256(packed_bytes).hexdigest()
        files[name] = replace(FILES[name], sha256=digest, shape=array.shape)
    return files
