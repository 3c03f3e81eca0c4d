"""Reads an .npz file that may be damaged or malicious.

NumPy's own readers are not safe enough. `numpy.load` unpacks an array before it can be checked (100 MB
from a file of 97 KB). `numpy.lib.format` parses a header as Python, which raises four types of errors and
a warning for headers that NumPy did not write.
"""

import hashlib
import lzma
import math
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import numpy as np
from numpy.typing import NDArray

from pruning_core.errors import DatasetError

MAGIC = b"\x93NUMPY\x01\x00"
UINT8 = "|u1"
HEADER = re.compile(
    rb"\{'descr': '([\x20-\x26\x28-\x7e]{1,9})', 'fortran_order': (True|False), "
    rb"'shape': (\([0-9, ]{0,80}\)), \} *\n"
)
"""A header as NumPy writes it. NumPy itself would parse any header as Python."""
DAMAGED = (
    EOFError,
    RuntimeError,  # an entry with a password, or with a compression that Python does not know
    ValueError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ArrayFacts:
    """The expected shape of a uint8 array, and the SHA-256 of its bytes in C order, if known."""

    shape: tuple[int, ...]
    sha256: str | None = None


def read_npz(path: Path, expected: Mapping[str, ArrayFacts]) -> dict[str, NDArray[np.uint8]]:
    """The expected arrays of an .npz file, read-only.

    The header of each array is checked before its data is read, so a file with
    a huge array needs no more memory than a valid file.

    Args:
        path: The file.
        expected: The expected arrays by name. Other arrays are not read.

    Raises:
        DatasetError: If the file cannot be read, or has other contents.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: read_array(archive, name, facts) for name, facts in expected.items()}
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror or error}") from error
    except DAMAGED as error:
        raise DatasetError(f"{path} is damaged or not an .npz file: {error}") from error
    except WrongArrayError as error:
        raise DatasetError(f"{path} contains other data: {error}") from error


class WrongArrayError(Exception):
    """An array that differs from the expected array."""


def read_array(archive: zipfile.ZipFile, name: str, facts: ArrayFacts) -> NDArray[np.uint8]:
    """One array of the archive, checked."""
    if f"{name}.npy" not in archive.NameToInfo:
        raise WrongArrayError(f"it has no array {name}")
    with archive.open(f"{name}.npy") as entry:
        order = read_array_order(entry, name, facts)
        size = math.prod(facts.shape)
        # Read one byte more than expected. This shows whether the entry is longer, and lets zipfile compare
        # the checksum.
        data = entry.read(size + 1)
    if len(data) != size:
        raise WrongArrayError(f"{name} must have {size} bytes")
    array = np.frombuffer(data, np.uint8).reshape(facts.shape, order=order)
    if facts.sha256 not in (None, hashlib.sha256(array.tobytes()).hexdigest()):
        raise WrongArrayError(f"{name} has the right shape, but not the right values")
    return array


def read_array_order(entry: IO[bytes], name: str, facts: ArrayFacts) -> Literal["C", "F"]:
    """Read and check the header of an array. Return the order of its data."""
    start = entry.read(len(MAGIC) + 2)
    header = HEADER.fullmatch(entry.read(int.from_bytes(start[len(MAGIC) :], "little")))
    if not start.startswith(MAGIC) or header is None:
        raise WrongArrayError(f"{name} is not a plain array in version 1.0 of NumPy's format")
    dtype, order, shape = (part.decode("ascii") for part in header.groups())
    if dtype != UINT8 or shape != str(facts.shape):
        raise WrongArrayError(f"{name} must be {UINT8} {facts.shape}, got {dtype} {shape}")
    return "F" if order == "True" else "C"
