"""Servers, clusters and workers that are killed: each run is finished all the same."""

import signal
from pathlib import Path

import psutil
import pytest

from pruning_core.runs.lifecycle import RunState
from tests.examples import short_run
from tests.faults.served_runs import (
    SECONDS_TO_WAIT,
    assert_log_is_whole,
    store_of,
    trainer_of,
    training,
    wait_for_state,
)
from tests.server import serving

SOME_EPOCHS = 25
QUICK = {"PRUNELAB_LEASE_SECONDS": "3"}


def test_the_run_of_a_killed_worker_is_finished_by_the_next(tmp_path: Path) -> None:
    with serving(tmp_path, **QUICK) as server:
        store = store_of(tmp_path)
        run_id = training(store, epochs=SOME_EPOCHS)
        trainer_of(server).send_signal(signal.SIGKILL)
        wait_for_state(store, run_id, RunState.QUEUED)
        wait_for_state(store, run_id, RunState.FINISHED)
        assert_log_is_whole(store, run_id)
        messages = list(server.events(run_id))
        assert messages[-1]["event"]["kind"] == "run_finished"


def test_the_run_of_a_killed_cluster_is_finished_by_the_next(tmp_path: Path) -> None:
    with serving(tmp_path, **QUICK) as server:
        store = store_of(tmp_path)
        run_id = training(store, epochs=SOME_EPOCHS)
        cluster = psutil.Process(server.process.pid).children()[0]
        cluster.send_signal(signal.SIGKILL)
        wait_for_state(store, run_id, RunState.FINISHED)
        assert_log_is_whole(store, run_id)


@pytest.mark.parametrize("everything", [False, True], ids=["the server", "server and cluster"])
def test_a_killed_server_leaves_no_process_and_the_next_one_finishes_its_runs(
    tmp_path: Path, everything: bool
) -> None:
    store = store_of(tmp_path)
    with serving(tmp_path, **QUICK) as server:
        run_id = training(store, epochs=SOME_EPOCHS)
        waiting = store.create(short_run())
        family = server.family()
        for process in family if everything else family[:1]:
            process.kill()
        server.process.wait()
        _gone, alive = psutil.wait_procs(family, timeout=SECONDS_TO_WAIT)
        assert alive == []
    with serving(tmp_path, **QUICK) as server:
        wait_for_state(store, run_id, RunState.FINISHED)
        assert_log_is_whole(store, run_id)
        wait_for_state(store, waiting, RunState.FINISHED)
