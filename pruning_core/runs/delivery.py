"""Artifacts of a run: saved whole or not at all, when there is room for them."""

import errno
import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from pruning_core.runs.reporter import Reporter, RunEndedError

log = logging.getLogger(__name__)

SECONDS_BETWEEN_TRIES = 2.0
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


def save_when_there_is_room(folder: Path, save: Callable[[Path], None], reporter: Reporter) -> None:
    """Have a run's files saved into an empty folder, which then gets its name.

    A full disk makes the run wait. Whatever else goes wrong with them costs the files, not the run.

    Raises:
        RunEndedError: When the run is over before there is room.
    """
    part = folder.with_name(f"{folder.name}.part")
    while not reporter.over:
        try:
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            save(part)
            shutil.rmtree(folder, ignore_errors=True)
            part.rename(folder)
        except RunEndedError:
            raise
        except Exception as error:  # converters and interpreters raise what they like
            shutil.rmtree(part, ignore_errors=True)
            if not (isinstance(error, OSError) and error.errno in NO_ROOM):
                log.exception("the files of %s are not kept", folder.name)
                return
            time.sleep(SECONDS_BETWEEN_TRIES)
        else:
            break
    if reporter.over:
        shutil.rmtree(folder, ignore_errors=True)
        raise RunEndedError("the run is over")
