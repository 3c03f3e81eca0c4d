"""Checks that a model file has not changed since it was measured. Visitors never get a damaged file."""

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
        ModelFileError: If the file does not exist, or has changed since it was measured.
    """
    try:
        content = (folder / file.name).read_bytes()
    except OSError as error:
        raise missing_file_error(file.name) from error
    # This checks the content that is returned. The file may change later.
    check(file, size=len(content), sha256=hashlib.sha256(content).hexdigest())
    return content


def check_stored_file(folder: Path, file: ModelFile) -> None:
    """Check a file without returning its content. The errors are those of `model_content`.

    The file is read again only if its time or its size has changed.
    """
    path = folder / file.name
    try:
        status = path.stat()
        sha256 = hash_of(path, status.st_mtime_ns, status.st_size)
    except OSError as error:
        raise missing_file_error(file.name) from error
    check(file, size=status.st_size, sha256=sha256)


@lru_cache(maxsize=MAX_CACHED_HASHES)
def hash_of(path: Path, _mtime_ns: int, _size: int) -> str:
    """SHA-256 of a file, in hexadecimal. The hash is computed again when the file's time or size changes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(file: ModelFile, *, size: int, sha256: str) -> None:
    """Raise ModelFileError unless size and hash equal those of the measured file. The hash may be unknown."""
    if size != file.size or file.sha256 not in (None, sha256):
        raise ModelFileError(
            gettext(
                "{file} is damaged or was changed after the training: run the training again to "
                "get it",
                file=file.name,
            )
        )


def missing_file_error(name: str) -> ModelFileError:
    """The error for a file that does not exist."""
    return ModelFileError(
        gettext("{file} is not stored here: run the training again to get it", file=name)
    )
