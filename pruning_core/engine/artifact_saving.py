"""Artifacts of a run: saved whole or not at all, when there is room for them."""

import errno
import logging
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from pruning_core.engine.reporter import Reporter, RunEndedError

log = logging.getLogger(__name__)

PART = ".part"
"""How the folder of files is called that are not whole yet, after the run and a name of its own."""
SECONDS_BETWEEN_TRIES = 2.0
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


def save_when_there_is_room(folder: Path, save: Callable[[Path], None], reporter: Reporter) -> None:
    """Have a run's files saved into an empty folder, which then gets its name.

    A full disk makes the run wait. Whatever else goes wrong with them costs the files, not the run.

    Raises:
        RunEndedError: When the run is over before there is room.
    """
    # A worker that lost the run without knowing it yet may still save: it has a folder of its own.
    part = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}{PART}")
    while not reporter.over:
        try:
            part.mkdir(parents=True)
            save(part)
            give_name(part, folder, reporter)
        except RunEndedError:
            raise
        except Exception as error:  # converters and interpreters raise what they like
            if not (isinstance(error, OSError) and error.errno in NO_ROOM):
                log.exception("the files of %s are not kept", folder.name)
                return
        else:
            return
        finally:
            shutil.rmtree(part, ignore_errors=True)
        time.sleep(SECONDS_BETWEEN_TRIES)
    raise RunEndedError("the run is over")


def give_name(part: Path, folder: Path, reporter: Reporter) -> None:
    """Give files that are whole their folder's name, unless another worker's may have it by now."""
    if reporter.over:
        raise RunEndedError("the run is over")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
