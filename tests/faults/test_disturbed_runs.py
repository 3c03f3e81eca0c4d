"""Runs that are paused, and whose disk fills up: they go on, and nobody could tell from their logs."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pruning_core.runs.lifecycle import RunState
from pruning_core.runs.store import RunStore
from tests.faults.workers import SECONDS_TO_WAIT, log, some_seconds, wait_for_step, worker

MEGABYTES = 160
PAUSES = 2


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own that is soon full; it ends with the process that holds it."""
    folder.mkdir()
    hold = (
        f"mount -t tmpfs -o size={MEGABYTES}M none {folder} && echo mounted && exec sleep infinity"
    )
    holder = subprocess.Popen(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", hold],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "mounted\n"
        yield Path(f"/proc/{holder.pid}/root{folder}")
    finally:
        holder.kill()
        holder.communicate()


def fill(file: Path) -> None:
    """Write a file until there is no room left."""
    with file.open("wb", buffering=0) as filler:
        while True:
            try:
                filler.write(bytes(2**20))
            except OSError:
                return


def test_a_run_that_is_paused_again_and_again_has_the_log_of_one_that_nothing_disturbed(
    store: RunStore, tmp_path: Path
) -> None:
    config = some_seconds()
    undisturbed, paused = store.create(config), store.create(config)
    assert worker(store, undisturbed, tmp_path).wait(SECONDS_TO_WAIT) == 0
    steps = 0
    for place in range(PAUSES):
        process = worker(store, paused, tmp_path)
        target = config.plan.total_steps * (place + 1) // (PAUSES + 1)
        wait_for_step(store, paused, target, process)
        store.request_pause(paused)
        assert process.wait(SECONDS_TO_WAIT) == 0
        assert store.get(paused).state is RunState.PAUSED
        assert store.get(paused).last_step > steps
        steps = store.get(paused).last_step
        store.request_resume(paused)
    assert worker(store, paused, tmp_path).wait(SECONDS_TO_WAIT) == 0
    assert store.get(paused).state is RunState.FINISHED
    assert log(store, paused) == log(store, undisturbed)


def test_a_run_waits_while_the_disk_is_full_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = RunStore(f"sqlite:///{disk}/runs.db")
        config = some_seconds()
        undisturbed, disturbed = store.create(config), store.create(config)
        assert worker(store, undisturbed, disk).wait(SECONDS_TO_WAIT) == 0
        process = worker(store, disturbed, disk)
        wait_for_step(store, disturbed, config.plan.total_steps // 3, process)
        fill(disk / "filler")
        time.sleep(2)
        held_at = store.get(disturbed).last_step
        time.sleep(6)
        assert process.poll() is None
        assert store.get(disturbed).last_step == held_at
        assert shutil.disk_usage(disk).free < 2**20
        (disk / "filler").unlink()
        assert process.wait(SECONDS_TO_WAIT) == 0
        assert store.get(disturbed).state is RunState.FINISHED
        assert log(store, disturbed) == log(store, undisturbed)
        store.close()
