"""Measures the speed of a run with checkpoints and a viewer, compared with a bare `fit`.

The bare `fit` is the program of a user without the lab, in a new Python process. The memory layout of a
process does not change until it ends, and makes the process a little faster or slower. So there are
several pairs of processes. Each pair measures both several times, alternately.

This benchmark also measures the time from a request to stop to its event in the stream.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from distributed import Client

from benchmarks.report import print_line, print_values
from benchmarks.training_speeds import OWNER, bare_speed, streamed_speed
from pruning_core import PolynomialDecay, TrainingPlan
from pruning_core.data.paths import dataset_paths
from pruning_core.engine.embedded_cluster import start_cluster
from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from tests.server import Server, start_server

PAIRS = 4
TURNS = 3
STOPS = 5
PLAN = TrainingPlan(num_examples=1_437, batch_size=32, epochs=9, validation_split=0.2)
MNIST_PLAN = TrainingPlan(num_examples=30_000, batch_size=250, epochs=2, validation_split=0.2)


def main() -> None:
    """Measure both speeds alternately. Print them, their ratio, and the delay of stops."""
    config = example_config()
    speeds = []
    for pair in range(PAIRS):
        with (
            tempfile.TemporaryDirectory() as folder,
            ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as bare_process,
        ):
            data_dir = Path(folder)
            cluster = start_cluster(1, data_dir / "engine.log")
            try:
                with (
                    start_server(data_dir, PRUNELAB_DASK_SCHEDULER=cluster.address) as server,
                    Client(cluster.address, set_as_default=False) as client,
                ):
                    store = RunStore(f"sqlite:///{data_dir}/runs.db")
                    speeds += compare(bare_process, client, server, store, config)
                    if pair == PAIRS - 1:
                        measure_stops(server, store, config)
                    store.close()
            finally:
                cluster.close()
    bare_speeds, streamed_speeds = zip(*speeds, strict=True)
    print_values("bare fit with UpdatePruningStep", bare_speeds, "steps/s")
    print_values("streamed run with checkpoints, one viewer", streamed_speeds, "steps/s")
    ratios = [streamed_value / bare_value for bare_value, streamed_value in speeds]
    print_values("streamed divided by bare, for each turn", ratios, "(target at least 1.00)")


def example_config() -> RunConfig:
    """A pruned training: on MNIST if it is on this machine, otherwise on the bundled digits."""
    from pruning_core.data.datasets import locate

    mnist = locate("mnist", dataset_paths(os.environ))
    dataset, plan = ("digits", PLAN) if mnist is None else ("mnist", MNIST_PLAN)
    schedule = PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.875, begin_step=20, end_step=200, frequency=20
    )
    return RunConfig(schedule=schedule, plan=plan, dataset=dataset)


def compare(
    bare_process: Executor, client: Client, server: Server, store: RunStore, config: RunConfig
) -> list[tuple[float, float]]:
    """Measure steps per second of bare and streamed trainings alternately, after one warm-up turn."""
    speeds = []
    for turn in range(TURNS + 1):
        bare_value = bare_process.submit(bare_speed, config).result()
        run_id = store.create(config)
        store.claim(run_id, OWNER)  # so that no worker of the server claims it
        viewer = threading.Thread(target=lambda run_id=run_id: list(server.events(run_id)))
        viewer.start()
        streamed_value = client.submit(streamed_speed, run_id, store.url, pure=False).result()
        viewer.join()
        if turn:
            speeds.append((bare_value, streamed_value))
            print_line(f"  bare {bare_value:.2f}, streamed {streamed_value:.2f} steps/s")
    return speeds


def measure_stops(server: Server, store: RunStore, config: RunConfig) -> None:
    """Measure the time from a request to stop to the last event at a viewer, early and late in a run."""
    for name, is_stop_time in (
        ("while the network is built", lambda event: event["kind"] == "phase_started"),
        ("while it trains", lambda event: event.get("step", 0) >= 30),
    ):
        delays = [stop_delay(server, store, config, is_stop_time) for _ in range(STOPS)]
        print_values(f"stop {name}", delays, "s")
        print_line(
            f"  slowest {max(delays):.2f} s, median {median(delays):.2f} s (target at most 2 s)"
        )


def stop_delay(
    server: Server,
    store: RunStore,
    config: RunConfig,
    is_stop_time: Callable[[dict[str, int | str]], bool],
) -> float:
    """Stop a run at the first event for which `is_stop_time` is true. Return the seconds until its end."""
    run_id = store.create(config)
    requested_at: float | None = None
    for message in server.events(run_id):
        if requested_at is None and is_stop_time(message["event"]):
            requested_at = time.perf_counter()
            store.request_stop(run_id)
    if requested_at is None:
        raise AssertionError(f"run {run_id} ended before it could be stopped")
    return time.perf_counter() - requested_at
