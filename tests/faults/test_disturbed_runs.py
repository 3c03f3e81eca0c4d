"""Kills, pauses, a locked database or a full disk do not change the log of a run."""

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
from tests.faults.workers import (
    SECONDS_TO_WAIT,
    log_without_times,
    run_of_some_seconds,
    start_worker,
    wait_for_step,
)
from tests.fork_server import ForkServer

KILLS = int(os.environ.get("PRUNELAB_TEST_KILLS", "2"))
MEGABYTES = 160
PAUSES = min(KILLS - 1, 2)
SECONDS_WITHOUT_STEPS = 5


@pytest.fixture(scope="module")
def undisturbed_log(
    tmp_path_factory: pytest.TempPathFactory, processes: ForkServer
) -> list[tuple[int, str]]:
    """The event log of an undisturbed training of `some_seconds`; it has the hash of the final weights."""
    folder = tmp_path_factory.mktemp("undisturbed")
    store = RunStore(f"sqlite:///{folder}/runs.db")
    run_id = store.create(run_of_some_seconds())
    assert start_worker(processes, store, run_id, folder).wait(SECONDS_TO_WAIT) == 0
    assert store.get(run_id).state is RunState.FINISHED
    events = log_without_times(store, run_id)
    store.close()
    return events


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A small file system in a folder. It exists until the process that mounted it ends."""
    folder.mkdir()
    mount_command = (
        f"mount -t tmpfs -o size={MEGABYTES}M none {folder} && echo mounted && exec sleep infinity"
    )
    mount_process = subprocess.Popen(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount_command],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert mount_process.stdout is not None
        if mount_process.stdout.readline() != "mounted\n":
            pytest.skip(
                "this system does not allow a file system to be mounted in a user namespace"
            )
        yield Path(f"/proc/{mount_process.pid}/root{folder}")
    finally:
        mount_process.kill()
        mount_process.communicate()


def fill_disk(file: Path) -> None:
    """Append to a file until the disk is full."""
    with file.open("ab", buffering=0) as filler_file:
        while True:
            try:
                filler_file.write(bytes(2**20))
            except OSError:
                return


def wait_until_no_more_steps(store: RunStore, run_id: str) -> int:
    """Wait until a run makes no more steps. Return its last step."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while True:
        step = store.get(run_id).last_step
        time.sleep(SECONDS_WITHOUT_STEPS)
        if store.get(run_id).last_step == step:
            return step
        assert time.monotonic() < deadline, "the run should make no steps while the disk is full"


def test_log_of_a_run_is_the_same_after_its_workers_were_killed(
    store: RunStore, tmp_path: Path, processes: ForkServer, undisturbed_log: list[tuple[int, str]]
) -> None:
    run_id = store.create(run_of_some_seconds())
    random_generator = random.Random(0)  # noqa: S311  (the moment of a kill needs no secure random numbers)
    n_killed = 0
    total = run_of_some_seconds().plan.total_steps
    for index in range(KILLS):
        process = start_worker(processes, store, run_id, tmp_path)
        wait_for_step(store, run_id, total * (index + 1) // (KILLS + 1), process)
        time.sleep(random_generator.random())
        process.send_signal(signal.SIGKILL)
        n_killed += process.wait(SECONDS_TO_WAIT) == -signal.SIGKILL
        store.release_runs_of_silent_workers(0)
    assert n_killed >= min(KILLS, 2)
    assert start_worker(processes, store, run_id, tmp_path).wait(SECONDS_TO_WAIT) == 0
    assert store.get(run_id).state is RunState.FINISHED
    assert log_without_times(store, run_id) == undisturbed_log
    assert not (tmp_path / "checkpoints" / run_id).exists()


@pytest.mark.soak  # the test of kills continues the run in new workers, too
def test_log_of_a_run_is_the_same_after_several_pauses(
    store: RunStore, tmp_path: Path, processes: ForkServer, undisturbed_log: list[tuple[int, str]]
) -> None:
    run_id = store.create(run_of_some_seconds())
    total, steps = run_of_some_seconds().plan.total_steps, 0
    for index in range(PAUSES):
        process = start_worker(processes, store, run_id, tmp_path)
        wait_for_step(store, run_id, total * (index + 1) // (PAUSES + 1), process)
        store.request_pause(run_id)
        assert process.wait(SECONDS_TO_WAIT) == 0
        assert store.get(run_id).state is RunState.PAUSED
        assert store.get(run_id).last_step > steps
        steps = store.get(run_id).last_step
        store.request_resume(run_id)
    assert start_worker(processes, store, run_id, tmp_path).wait(SECONDS_TO_WAIT) == 0
    assert store.get(run_id).state is RunState.FINISHED
    assert log_without_times(store, run_id) == undisturbed_log


def test_run_waits_while_the_disk_is_full_and_then_continues(
    tmp_path: Path, processes: ForkServer, undisturbed_log: list[tuple[int, str]]
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = RunStore(f"sqlite:///{disk}/runs.db")
        run_id = store.create(run_of_some_seconds())
        process = start_worker(processes, store, run_id, disk)
        wait_for_step(store, run_id, run_of_some_seconds().plan.total_steps // 3, process)
        fill_disk(disk / "filler")
        step_while_full = wait_until_no_more_steps(store, run_id)
        if shutil.disk_usage(disk).free >= 2**20:  # the worker has removed an old checkpoint
            fill_disk(disk / "filler")
            step_while_full = wait_until_no_more_steps(store, run_id)
        assert process.poll() is None
        assert step_while_full < run_of_some_seconds().plan.total_steps
        assert shutil.disk_usage(disk).free < 2**20
        (disk / "filler").unlink()
        assert process.wait(SECONDS_TO_WAIT) == 0
        assert store.get(run_id).state is RunState.FINISHED
        assert log_without_times(store, run_id) == undisturbed_log
        assert (artifacts_folder(disk, run_id) / "results.json").exists()
        store.close()


def test_run_survives_a_database_that_is_locked_for_a_long_time(
    store: RunStore, tmp_path: Path, processes: ForkServer, undisturbed_log: list[tuple[int, str]]
) -> None:
    run_id = store.create(run_of_some_seconds())
    process = start_worker(processes, store, run_id, tmp_path)
    wait_for_step(store, run_id, run_of_some_seconds().plan.total_steps // 3, process)
    other_connection = sqlite3.connect(
        store.url.removeprefix("sqlite:///"), isolation_level=None, timeout=SECONDS_TO_WAIT
    )
    other_connection.execute("BEGIN IMMEDIATE")
    time.sleep(SECONDS_TO_WAIT_FOR_A_LOCK + 2)
    other_connection.execute("ROLLBACK")
    other_connection.close()
    assert process.wait(SECONDS_TO_WAIT) == 0
    assert store.get(run_id).state is RunState.FINISHED
    assert log_without_times(store, run_id) == undisturbed_log
