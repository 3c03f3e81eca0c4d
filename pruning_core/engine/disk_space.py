"""Measures the disk space of the runs, and whether the disk is full."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from pruning_core.texts import gettext_noop

MIN_FREE_BYTES = 64 * 2**20
DISK_IS_FULL = gettext_noop(
    "The disk of this server is full. The runs wait, and continue automatically when there is space again."
)
"""The notice for visitors, in English. The browser finds the translation in its catalogue."""


def bytes_in(folder: Path) -> int:
    """The size of all files in a folder. Files may appear and disappear during the count."""
    size = 0
    for parent, _folders, files in os.walk(folder):
        for name in files:
            with suppress(FileNotFoundError):
                size += (Path(parent) / name).lstat().st_size
    return size


def free_bytes(data_dir: Path) -> int | None:
    """The free space of the disk with a folder, or None if it cannot be read."""
    try:
        return shutil.disk_usage(data_dir).free
    except OSError:
        return None


def is_full(data_dir: Path) -> bool:
    """Whether there is no space for another checkpoint; False if the disk cannot be read."""
    free = free_bytes(data_dir)
    return free is not None and free < MIN_FREE_BYTES
