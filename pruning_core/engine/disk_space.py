"""Room on the disk: how much the runs take, and when there is too little to go on."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

LEAST_FREE_BYTES = 64 * 2**20
DISK_IS_FULL = (
    "The disk of this server is full: runs wait and go on by themselves when there is room again."
)


def bytes_in(folder: Path) -> int:
    """What the files under a folder take, while others write and remove some of them."""
    taken = 0
    for parent, _folders, files in os.walk(folder):
        for name in files:
            with suppress(FileNotFoundError):
                taken += (Path(parent) / name).lstat().st_size
    return taken


def is_full(data_dir: Path) -> bool:
    """Whether there is no room for another checkpoint; a folder that is not there is not called full."""
    try:
        return shutil.disk_usage(data_dir).free < LEAST_FREE_BYTES
    except OSError:
        return False
