"""An experiment on several hosts: three workers, PostgreSQL, and a worker that is lost. The results stay the same."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pruning_core import TrainingPlan
from pruning_core.engine.engine import Engine
from pruning_core.experiments.arms import Arm
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.file import write_experiment
from pruning_core.experiments.rows import ResultRow, Results
from pruning_core.experiments.start import start_or_continue
from pruning_core.settings import read_settings
from pruning_core.store.store import RunStore
from tests.faults.many_hosts.cluster import SECONDS_TO_WAIT, HostedCluster, start_hosts
from tests.faults.workers import log_without_times
from tests.fork_server import ForkServer
from tests.postgresql import start_postgresql
from tests.second_connection import read_rows
from tests.server import ROOT
from tests.unit.experiments.experiments import DECAY, HALF, arm

N_WORKERS = 3
PLAN = TrainingPlan(num_examples=1_000, batch_size=16, epochs=4)


def longer(each: Arm) -> Arm:
    """The arm with a training that lasts long enough to lose its worker half-way."""
    return replace(each, config=replace(each.config, plan=PLAN))


# Both arms have the same traced graph, so each worker traces only one.
EXPERIMENT = Experiment(
    name="Many hosts",
    arms=(longer(arm("constant", HALF)), longer(arm("polynomial", DECAY))),
    seeds=range(3),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trained:
    """An experiment that has ended, its store, and its results."""

    store: RunStore
    id: str
    rows: list[ResultRow]


def trained(store: RunStore, experiment_id: str) -> Trained:
    """Collect the results of an experiment."""
    rows = list(Results(store, experiment_id, EXPERIMENT).rows())
    return Trained(store=store, id=experiment_id, rows=rows)


def wait_until_every_worker_trains(store: RunStore, command: subprocess.Popen[str]) -> None:
    """Wait until each worker has a run, which it has not half finished."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while True:
        running = store.running()
        is_early = all(run.last_step < PLAN.total_steps / 2 for run in running)
        if len(running) == N_WORKERS and is_early:
            return
        assert command.poll() is None, command.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module")
def on_hosts(processes: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    """The experiment, trained by the command line on three workers. One of them is killed half-way."""
    folder = tmp_path_factory.mktemp("hosts")
    (folder / "experiment.toml").write_text(write_experiment(EXPERIMENT))
    with (
        start_postgresql() as server,
        start_hosts(processes, folder, n_workers=N_WORKERS) as cluster,
    ):
        store = RunStore(server.url())
        command = start_command(folder, cluster, server.url())
        wait_until_every_worker_trains(store, command)
        cluster.workers[0].send_signal(signal.SIGKILL)
        _output, errors = command.communicate(timeout=SECONDS_TO_WAIT)
        assert command.returncode == 0, errors
        assert cluster.workers[0].wait(SECONDS_TO_WAIT) == -signal.SIGKILL
        results = json.loads((folder / "results.json").read_text())
        yield trained(store, results["experiment"]["id"])
        store.close()


def start_command(folder: Path, cluster: HostedCluster, url: str) -> subprocess.Popen[str]:
    """Start the command `experiment` with the settings of many hosts."""
    arguments = ["experiment", f"{folder}/experiment.toml", "--json", f"{folder}/results.json"]
    return subprocess.Popen(
        [sys.executable, "-m", "pruning_core", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ
        | {
            "PRUNELAB_DATA_DIR": f"{folder}/data",
            "PRUNELAB_DATABASE_URL": url,
            "PRUNELAB_DASK_SCHEDULER": cluster.address,
            "PRUNELAB_LEASE_SECONDS": "10",
        },
    )


@pytest.fixture(scope="module")
def on_laptop(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    """The same experiment, trained by the embedded cluster, and stored in SQLite."""
    folder = tmp_path_factory.mktemp("laptop")
    settings = read_settings({"PRUNELAB_DATA_DIR": str(folder), "PRUNELAB_DASK_SCHEDULER": cluster})
    store = RunStore(settings.database_url)
    experiment_id = start_or_continue(store, EXPERIMENT).id
    engine = Engine(store, settings)
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not all(run.state.ended for run in store.experiment_runs(experiment_id)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    engine.close()
    yield trained(store, experiment_id)
    store.close()


def test_every_run_finishes_once_although_a_worker_was_lost(on_hosts: Trained) -> None:
    assert [row.state for row in on_hosts.rows] == ["finished"] * len(EXPERIMENT)
    runs = on_hosts.store.experiment_runs(on_hosts.id)
    assert len(runs) == len(EXPERIMENT)
    for run in runs:
        log = log_without_times(on_hosts.store, run.id)
        assert [number for number, _body in log] == list(range(1, len(log) + 1))
        assert sum('"run_finished"' in body for _number, body in log) == 1


def test_a_worker_was_lost_with_its_run(on_hosts: Trained) -> None:
    is_lost = "claimed_at_step > 0 OR futile_claims > 0"
    lost = read_rows(on_hosts.store, f"SELECT id FROM runs WHERE {is_lost}")  # noqa: S608  (no values)
    assert lost, "another worker continues the run of the lost worker"


def test_results_equal_those_of_one_machine_to_the_last_bit(
    on_hosts: Trained, on_laptop: Trained
) -> None:
    for many, one in zip(on_hosts.rows, on_laptop.rows, strict=True):
        assert (many.arm, many.seed, many.host) == (one.arm, one.seed, one.host)
        assert (many.weights_sha256, many.accuracy, many.loss) == (
            one.weights_sha256,
            one.accuracy,
            one.loss,
        )
        assert many.run is not None
        assert one.run is not None
        logs = [
            log_without_times(each.store, run)
            for each, run in ((on_hosts, many.run), (on_laptop, one.run))
        ]
        assert logs[0] == logs[1]
    assert len({row.weights_sha256 for row in on_hosts.rows}) == len(EXPERIMENT)
