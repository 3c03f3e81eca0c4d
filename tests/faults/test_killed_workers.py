"""Workers that are killed at random moments: the run goes on, and nobody could tell from its log."""

import os
import random
import signal
import time
from pathlib import Path

from pruning_core.runs.lifecycle import RunState
from pruning_core.runs.store import RunStore
from tests.faults.workers import SECONDS_TO_WAIT, log, some_seconds, wait_for_step, worker

KILLS = int(os.environ.get("PRUNELAB_TEST_KILLS", "3"))


def test_a_run_whose_workers_are_killed_has_the_log_of_one_that_nothing_disturbed(
    store: RunStore, tmp_path: Path, undisturbed: list[tuple[int, str]]
) -> None:
    disturbed = store.create(some_seconds())
    moments = random.Random(0)  # noqa: S311  (when to kill is no secret)
    killed = 0
    total = some_seconds().plan.total_steps
    for place in range(KILLS):
        process = worker(store, disturbed, tmp_path)
        wait_for_step(store, disturbed, total * (place + 1) // (KILLS + 1), process)
        time.sleep(moments.random())
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        store.release_silent(0)
    assert killed >= min(KILLS, 2)
    assert worker(store, disturbed, tmp_path).wait(SECONDS_TO_WAIT) == 0
    assert store.get(disturbed).state is RunState.FINISHED
    assert log(store, disturbed) == undisturbed
    assert not (tmp_path / "checkpoints" / disturbed).exists()
