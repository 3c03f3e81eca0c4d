"""A run has the same log after kills, pauses, a locked database or a full disk as without them."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pruning_core.results.results import artifacts_folder
from pruning_core.runs.states import RunState
from pruning_core.store.store import SECONDS_TO_WAIT_FOR_A_LOCK, RunStore
from tests.faults.workers import SECONDS_TO_WAIT, log, some_seconds, wait_for_step, worker

KILLS = int(os.environ.get("PRUNELAB_TEST_KILLS", "3"))
MEGABYTES = 160
PAUSES = 2
SECONDS_WITHOUT_A_STEP = 5


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str]]:
    """The event log of an undisturbed training of `some_seconds`; it has the hash of the final weights."""
    folder = tmp_path_factory.mktemp("undisturbed")
    store = RunStore(f"sqlite:///{folder}/runs.db")
    run_id = store.create(some_seconds())
    assert worker(store, run_id, folder).wait(SECONDS_TO_WAIT) == 0
    assert store.get(run_id).state is RunState.FINISHED
    whole = log(store, run_id)
    store.close()
    return whole


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A small file system in a folder. It exists as long as the process that mounted it."""
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
        if holder.stdout.readline() != "mounted\n":
            pytest.skip(
                "this system does not allow a file system to be mounted in a user namespace"
            )
        yield Path(f"/proc/{holder.pid}/root{folder}")
    finally:
        holder.kill()
        holder.communicate()


def fill(file: Path) -> None:
    """Write a file until the disk is full."""
    with file.open("wb", buffering=0) as filler:
        while True:
            try:
                filler.write(bytes(2**20))
            except OSError:
                return


def wait_until_still(store: RunStore, run_id: str) -> int:
    """Wait until a run stops making steps; returns its last step."""
    give_up_at = time.monotonic() + SECONDS_TO_WAIT
    while True:
        step = store.get(run_id).last_step
        time.sleep(SECONDS_WITHOUT_A_STEP)
        if store.get(run_id).last_step == step:
            return step
        assert time.monotonic() < give_up_at, (
            "the run should stop making steps while the disk is full"
        )


def test_log_of_a_run_is_the_same_after_its_workers_were_killed(
    store: RunStore, tmp_path: Path, undisturbed: list[tuple[int, str]]
) -> None:
    disturbed = store.create(some_seconds())
    moments = random.Random(0)  # noqa: S311  (the moment of a kill needs no secure random numbers)
    killed = 0
    total = some_seconds().plan.total_steps
    for turn in range(KILLS):
        process = worker(store, disturbed, tmp_path)
        wait_for_step(store, disturbed, total * (turn + 1) // (KILLS + 1), process)
        time.sleep(moments.random())
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        store.release_silent(0)
    assert killed >= min(KILLS, 2)
    assert worker(store, disturbed, tmp_path).wait(SECONDS_TO_WAIT) == 0
    assert store.get(disturbed).state is RunState.FINISHED
    assert log(store, disturbed) == undisturbed
    assert not (tmp_path / "checkpoints" / disturbed).exists()


def test_log_of_a_run_is_the_same_after_several_pauses(
    store: RunStore, tmp_path: Path, undisturbed: list[tuple[int, str]]
) -> None:
    paused = store.create(some_seconds())
    total, steps = some_seconds().plan.total_steps, 0
    for turn in range(PAUSES):
        process = worker(store, paused, tmp_path)
        wait_for_step(store, paused, total * (turn + 1) // (PAUSES + 1), process)
        store.request_pause(paused)
        assert process.wait(SECONDS_TO_WAIT) == 0
        assert store.get(paused).state is RunState.PAUSED
        assert store.get(paused).last_step > steps
        steps = store.get(paused).last_step
        store.request_resume(paused)
    assert worker(store, paused, tmp_path).wait(SECONDS_TO_WAIT) == 0
    assert store.get(paused).state is RunState.FINISHED
    assert log(store, paused) == undisturbed


def test_run_waits_while_the_disk_is_full_and_then_continues(
    tmp_path: Path, undisturbed: list[tuple[int, str]]
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = RunStore(f"sqlite:///{disk}/runs.db")
        disturbed = store.create(some_seconds())
        process = worker(store, disturbed, disk)
        wait_for_step(store, disturbed, some_seconds().plan.total_steps // 3, process)
        fill(disk / "filler")
        held_at = wait_until_still(store, disturbed)
        assert process.poll() is None
        assert held_at < some_seconds().plan.total_steps
        assert shutil.disk_usage(disk).free < 2**20
        (disk / "filler").unlink()
        assert process.wait(SECONDS_TO_WAIT) == 0
        assert store.get(disturbed).state is RunState.FINISHED
        assert log(store, disturbed) == undisturbed
        assert (artifacts_folder(disk, disturbed) / "results.json").exists()
        store.close()


def test_run_survives_a_database_that_is_locked_for_a_long_time(
    store: RunStore, tmp_path: Path, undisturbed: list[tuple[int, str]]
) -> None:
    run_id = store.create(some_seconds())
    process = worker(store, run_id, tmp_path)
    wait_for_step(store, run_id, some_seconds().plan.total_steps // 3, process)
    other = sqlite3.connect(
        store.url.removeprefix("sqlite:///"), isolation_level=None, timeout=SECONDS_TO_WAIT
    )
    other.execute("BEGIN IMMEDIATE")
    time.sleep(SECONDS_TO_WAIT_FOR_A_LOCK + 2)
    other.execute("ROLLBACK")
    other.close()
    assert process.wait(SECONDS_TO_WAIT) == 0
    assert store.get(run_id).state is RunState.FINISHED
    assert log(store, run_id) == undisturbed
