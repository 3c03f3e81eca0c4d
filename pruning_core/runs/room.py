"""Room on the disk: how much the runs take, and when there is too little to go on."""

import shutil
import stat
from contextlib import suppress
from pathlib import Path

LEAST_FREE_BYTES = 64 * 2**20
DISK_IS_FULL = (
    "The disk of this server is full: runs wait and go on by themselves when there is room again."
)


def bytes_in(folder: Path) -> int:
    """What the files under a folder take, while others write and remove some of them."""
    taken = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            status = path.lstat()
            taken += status.st_size if stat.S_ISREG(status.st_mode) else 0
    return taken


def is_full(data_dir: Path) -> bool:
    """Whether there is no room for another checkpoint."""
    return shutil.disk_usage(data_dir).free < LEAST_FREE_BYTES
