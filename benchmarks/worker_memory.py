"""Measures the memory of a worker over many runs. The memory must not grow."""

import tempfile
import time
from pathlib import Path

import psutil
from distributed import Client

from benchmarks.report import print_line
from pruning_core import ConstantSparsity, PolynomialDecay, TrainingPlan
from pruning_core.engine.embedded_cluster import start_cluster
from pruning_core.runs.config import RunConfig
from pruning_core.store.store import RunStore
from tests.server import start_server

RUNS = 20
UNMEASURED_RUNS = 4
"""The first runs are not measured, because libraries still load."""
SCHEDULES = (
    PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.875, begin_step=5, end_step=40, frequency=5
    ),
    ConstantSparsity(target_sparsity=0.5, begin_step=5, frequency=10),
)
PLAN = TrainingPlan(num_examples=1_437, batch_size=32, epochs=2, validation_split=0.2)


def main() -> None:
    """Print the worker's memory after each run, and the growth from the first half to the second."""
    megabytes = []
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        cluster = start_cluster(1, data_dir / "engine.log")
        try:
            with (
                start_server(data_dir, PRUNELAB_DASK_SCHEDULER=cluster.address),
                Client(cluster.address, set_as_default=False) as client,
            ):
                client.wait_for_workers(1)
                [pid] = client.run(process_id).values()
                store = RunStore(f"sqlite:///{data_dir}/runs.db")
                for number in range(UNMEASURED_RUNS + RUNS):
                    train(store, number)
                    if number >= UNMEASURED_RUNS:
                        megabytes.append(psutil.Process(pid).memory_info().rss / 2**20)
                        print_line(f"  after run {len(megabytes)}: {megabytes[-1]:.0f} MiB")
                store.close()
        finally:
            cluster.close()
    half = RUNS // 2
    earlier, later = sum(megabytes[:half]) / half, sum(megabytes[half:]) / half
    print_line(
        f"worker memory, mean of runs 1 to {half}: {earlier:.0f} MiB, mean of the other runs: {later:.0f} MiB"
    )
    print_line(f"growth: {(later - earlier) / half:.1f} MiB per run (target 0)")


def process_id() -> int:
    """The id of the process that runs this function."""
    import os

    return os.getpid()


def train(store: RunStore, number: int) -> None:
    """Let the worker train one run. Each run has another seed; the schedules alternate."""
    config = RunConfig(
        schedule=SCHEDULES[number % len(SCHEDULES)], plan=PLAN, dataset="digits", seed=number
    )
    run_id = store.create(config)
    while not store.get(run_id).state.ended:
        time.sleep(0.1)
