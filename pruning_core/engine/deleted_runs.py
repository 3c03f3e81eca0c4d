"""Removes deleted runs for good: their files, and then their rows."""

import shutil
from pathlib import Path

from pruning_core.results.results import artifacts_folder
from pruning_core.store.run_list.changes import SECONDS_UNTIL_REMOVAL
from pruning_core.store.store import RunStore


def remove_deleted_runs(
    store: RunStore, data_dir: Path, *, seconds: float = SECONDS_UNTIL_REMOVAL
) -> None:
    """Remove the runs that were deleted at least so many seconds ago.

    The rows are removed last. So if the process dies before, the next call removes the run.

    Args:
        store: The store of the runs.
        data_dir: The folder with the files of runs.
        seconds: How long a deleted run stays.

    Raises:
        OSError: If files cannot be removed.
    """
    for run_id in store.runs_to_remove(seconds):
        folder = artifacts_folder(data_dir, run_id)
        if folder.exists():
            shutil.rmtree(folder)
        store.remove_run(run_id)
