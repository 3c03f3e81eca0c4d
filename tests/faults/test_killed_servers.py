"""If a server, a cluster or a worker is killed, its successor finishes the runs with the same log."""

import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from pruning_core.runs.states import RunState
from tests.examples import short_run
from tests.faults.served_runs import (
    SECONDS_TO_WAIT,
    start_long_run,
    store_of,
    wait_for_state,
    worker_process,
)
from tests.faults.workers import log_without_times, start_worker
from tests.fork_server import ForkServer
from tests.server import Server, start_server

SOME_EPOCHS = 25
SECONDS_UNTIL_NO_ORPHAN = 60
QUICK = {"PRUNELAB_LEASE_SECONDS": "3"}
WAYS_TO_END: dict[str, Callable[[list[psutil.Process]], object]] = {
    "the server is killed": lambda process_tree: process_tree[0].kill(),
    "server and cluster are killed": lambda process_tree: [
        process.kill() for process in process_tree
    ],
    "the server is asked to end": lambda process_tree: process_tree[0].terminate(),
}
WAYS_OF_SOAK = {"server and cluster are killed", "the server is asked to end"}
"""Only `make soak` tests these ways. `test_server` asks a server to end, too."""


@pytest.fixture(scope="module")
def undisturbed_log(
    tmp_path_factory: pytest.TempPathFactory, processes: ForkServer
) -> list[tuple[int, str]]:
    """The log of the same run, trained without a disturbance."""
    folder = tmp_path_factory.mktemp("undisturbed")
    store = store_of(folder)
    run_id = store.create(short_run(epochs=SOME_EPOCHS))
    assert start_worker(processes, store, run_id, folder).wait(SECONDS_TO_WAIT) == 0
    return log_without_times(store, run_id)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for the tests that kill only its cluster or its worker."""
    with start_server(tmp_path_factory.mktemp("server"), **QUICK) as running_server:
        yield running_server


def test_next_worker_finishes_the_run_of_a_killed_worker(
    server: Server, undisturbed_log: list[tuple[int, str]]
) -> None:
    store = store_of(server.log_file.parent)
    run_id = start_long_run(store, epochs=SOME_EPOCHS)
    worker_process(server).send_signal(signal.SIGKILL)
    wait_for_state(store, run_id, RunState.QUEUED)
    wait_for_state(store, run_id, RunState.FINISHED)
    assert log_without_times(store, run_id) == undisturbed_log
    messages = list(server.events(run_id))
    assert messages[-1]["event"]["kind"] == "run_finished"


@pytest.mark.soak  # a killed server ends its cluster, too
def test_next_cluster_finishes_the_run_of_a_killed_cluster(
    server: Server, undisturbed_log: list[tuple[int, str]]
) -> None:
    store = store_of(server.log_file.parent)
    run_id = start_long_run(store, epochs=SOME_EPOCHS)
    cluster = psutil.Process(server.process.pid).children()[0]
    cluster.send_signal(signal.SIGKILL)
    wait_for_state(store, run_id, RunState.FINISHED)
    assert log_without_times(store, run_id) == undisturbed_log


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(end, id=name, marks=[pytest.mark.soak] if name in WAYS_OF_SOAK else [])
        for name, end in WAYS_TO_END.items()
    ],
)
def test_ended_server_leaves_no_process_and_the_next_server_finishes_its_runs(
    tmp_path: Path,
    end: Callable[[list[psutil.Process]], object],
    undisturbed_log: list[tuple[int, str]],
) -> None:
    store = store_of(tmp_path)
    with start_server(tmp_path, **QUICK) as server:
        run_id = start_long_run(store, epochs=SOME_EPOCHS)
        waiting_run = store.create(replace(short_run(), network="mlp"))
        process_tree = server.process_tree()
        end(process_tree)
        server.process.wait()
        _ended, alive = psutil.wait_procs(process_tree, timeout=SECONDS_UNTIL_NO_ORPHAN)
        assert alive == []
    with start_server(tmp_path, **QUICK) as server:
        wait_for_state(store, run_id, RunState.FINISHED)
        assert log_without_times(store, run_id) == undisturbed_log
        wait_for_state(store, waiting_run, RunState.FINISHED)
