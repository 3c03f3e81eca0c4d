"""Checks that a model file is the one that was measured. A damaged file is never sent to a visitor."""

import hashlib
from functools import lru_cache
from pathlib import Path

from pruning_core.errors import ModelFileError
from pruning_core.results.model_results import ModelFile
from pruning_core.texts import gettext

MAX_CACHED_HASHES = 256


def model_content(folder: Path, file: ModelFile) -> bytes:
    """The content of a run's model file.

    Args:
        folder: The run's folder.
        file: The measurements of the file.

    Raises:
        ModelFileError: If the file does not exist, or is not the one that was measured.
    """
    try:
        content = (folder / file.name).read_bytes()
    except OSError as error:
        raise missing(file.name) from error
    # The returned content itself is checked, because the file may change between two reads.
    check(file, size=len(content), sha256=hashlib.sha256(content).hexdigest())
    return content


def check_stored_file(folder: Path, file: ModelFile) -> None:
    """Raise the errors of `model_content`. The file is read again only if it has changed."""
    path = folder / file.name
    try:
        status = path.stat()
        sha256 = hash_of(path, status.st_mtime_ns, status.st_size)
    except OSError as error:
        raise missing(file.name) from error
    check(file, size=status.st_size, sha256=sha256)


@lru_cache(maxsize=MAX_CACHED_HASHES)
def hash_of(path: Path, _mtime_ns: int, _size: int) -> str:
    """SHA-256 of a file, in hexadecimal. It is computed again when the file's time or size changes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(file: ModelFile, *, size: int, sha256: str) -> None:
    """Raise ModelFileError unless size and hash equal the measured ones. The hash may be unknown."""
    if size != file.size or file.sha256 not in (None, sha256):
        raise ModelFileError(
            gettext(
                "{file} is damaged or was changed after the training: run the training again to "
                "get it",
                file=file.name,
            )
        )


def missing(name: str) -> ModelFileError:
    """The error for a file that does not exist."""
    return ModelFileError(
        gettext("{file} is not stored here: run the training again to get it", file=name)
    )
