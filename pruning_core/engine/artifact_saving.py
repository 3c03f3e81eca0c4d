"""Saves the artifacts of a run when there is disk space: all artifacts, or no artifact."""

import errno
import logging
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from pruning_core.engine.reporter import Reporter, RunEndedError

log = logging.getLogger(__name__)

INCOMPLETE_SUFFIX = ".part_folder"
"""The end of the name of a folder with incomplete files."""
SECONDS_BETWEEN_TRIES = 2.0
NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


def save_when_disk_has_space(
    folder: Path, save: Callable[[Path], None], reporter: Reporter
) -> None:
    """Save the files of a run in a new folder, and rename the folder when they are complete.

    If the disk is full, the run waits. After any other error, the run ends normally without files.

    Raises:
        RunEndedError: If the run ends before there is disk space.
    """
    # Another worker may still save the same run, if this worker does not know yet that it has lost the lease.
    # So each attempt has its own folder.
    part_folder = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}{INCOMPLETE_SUFFIX}")
    while not reporter.run_ended:
        try:
            part_folder.mkdir(parents=True)
            save(part_folder)
            rename_unless_ended(part_folder, folder, reporter)
        except RunEndedError:
            raise
        except Exception as error:  # converters and interpreters raise errors of any type
            if not (isinstance(error, OSError) and error.errno in NO_SPACE):
                log.exception("the files of %s are not saved", folder.name)
                return
        else:
            return
        finally:
            shutil.rmtree(part_folder, ignore_errors=True)
        time.sleep(SECONDS_BETWEEN_TRIES)
    raise RunEndedError("the run has ended")


def rename_unless_ended(part_folder: Path, folder: Path, reporter: Reporter) -> None:
    """Rename the folder of complete files, unless the run has ended.

    After the end of the run, another worker may have saved the files. These files must stay.
    """
    if reporter.run_ended:
        raise RunEndedError("the run has ended")
    shutil.rmtree(folder, ignore_errors=True)
    part_folder.rename(folder)
