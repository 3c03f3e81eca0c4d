"""A Dask cluster of separate processes, as an operator starts it on several hosts."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.server import ROOT, free_port

SECONDS_TO_WAIT = 240
IS_REGISTERED = "Registered to"
"""What a worker logs when it has loaded TensorFlow and waits for tasks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HostedCluster:
    """A scheduler and its workers. Each worker is the only process of its host."""

    address: str
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def start_hosts(n_workers: int, folder: Path) -> Iterator[HostedCluster]:
    """Start a scheduler and workers, and wait until the workers can train. They end after the `with` block."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as processes:
        scheduler = ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
        processes.enter_context(dask_process(scheduler, folder / "scheduler.log"))
        logs = [folder / f"worker {number}.log" for number in range(n_workers)]
        workers = tuple(
            processes.enter_context(dask_process(worker_command(address, log), log)) for log in logs
        )
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while not all(IS_REGISTERED in log.read_text() for log in logs):
            assert time.monotonic() < deadline, [log.read_text() for log in logs]
            time.sleep(0.2)
        yield HostedCluster(address=address, workers=workers)


def worker_command(address: str, log: Path) -> list[str]:
    """The arguments of `dask` that start one worker."""
    return [
        "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0",
        "--preload", "pruning_core.engine.worker", "--local-directory", str(log.with_suffix(".files")),
    ]  # fmt: skip


@contextmanager
def dask_process(arguments: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run `dask`, and kill it at the end. Its results are in the store."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            cwd=ROOT,
            stdout=output,
            stderr=output,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
