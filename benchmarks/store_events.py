"""Measures how many events the store takes in a second, on SQLite and on PostgreSQL, from several reporters."""

import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from benchmarks.report import print_line
from pruning_core.engine.reporter import SECONDS_BETWEEN_WRITES
from pruning_core.store.store import RunStore
from tests.examples import short_run, step
from tests.postgresql import start_postgresql

SECONDS = 4.0
PROCESSES = 4
REPORTERS = (1, 4, 16)
EVENTS_PER_WRITE = (1, 50)
"""A slow training reports about one step in a write; a training of 200 steps a second reports 50."""
DURABLE = {"fsync": "on", "full_page_writes": "on", "autovacuum": "on", "shared_buffers": "128MB"}
"""PostgreSQL as an operator runs it: a commit is on the disk before the answer."""


def main() -> None:
    """Print the events and the writes of each database, and how many workers the writes are enough for."""
    print_line(f"{SECONDS:g} s each; a worker writes {1 / SECONDS_BETWEEN_WRITES:g} times a second")
    with urls() as databases:
        for name, url in databases.items():
            for n_events in EVENTS_PER_WRITE:
                for reporters in REPORTERS:
                    writes = writes_per_second(url, reporters, n_events)
                    print_line(
                        f"{name}, {reporters} reporters, {n_events} events a write: "
                        f"{writes * n_events:,.0f} events/s, {writes:,.0f} writes/s, "
                        f"enough for {writes * SECONDS_BETWEEN_WRITES:,.0f} workers"
                    )


@contextmanager
def urls() -> Iterator[dict[str, str]]:
    """The address of an empty store in each database."""
    with tempfile.TemporaryDirectory() as folder, start_postgresql(**DURABLE) as server:
        yield {"SQLite": f"sqlite:///{folder}/runs.db", "PostgreSQL": server.url()}


def writes_per_second(url: str, reporters: int, n_events: int) -> float:
    """The writes of several reporters together in a second. Each has a run of its own, as a worker has."""
    store = RunStore(url)
    ids = [store.create(short_run(seed=seed)) for seed in range(reporters)]
    for run_id in ids:
        store.claim(run_id, "worker")
    store.close()
    n_processes = min(PROCESSES, reporters)
    parts = [ids[first::n_processes] for first in range(n_processes)]
    begin = time.time() + 3.0 + n_processes  # the processes must have started
    with ProcessPoolExecutor(n_processes, get_context("spawn")) as processes:
        jobs = [processes.submit(write, url, part, n_events, begin) for part in parts]
        return sum(job.result() for job in jobs) / SECONDS


def write(url: str, run_ids: list[str], n_events: int, begin: float) -> int:
    """Write the events of some runs for some seconds, one thread a run. Return the number of writes."""
    store = RunStore(url, seconds_to_wait=60.0)
    new_events = [step(number + 1) for number in range(n_events)]
    if (wait := begin - time.time()) < 0:
        sys.stderr.write("this machine is too busy: the processes began late\n")
    time.sleep(max(0.0, wait))

    def report(run_id: str) -> int:
        writes = 0
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            store.append(run_id, "worker", new_events, after=writes * n_events)
            writes += 1
        return writes

    with ThreadPoolExecutor(len(run_ids)) as threads:
        n_writes = sum(threads.map(report, run_ids))
    store.close()
    return n_writes
