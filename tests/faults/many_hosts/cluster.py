"""A Dask cluster of separate processes, as an operator starts it on several hosts."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

from tests.fork_server import ForkedProcess, ForkServer
from tests.server import free_port

SECONDS_TO_WAIT = 240
DASK_CODE = """
import logging
import os
import sys

os.dup2(os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT), 2)
logging.getLogger("distributed").addHandler(logging.StreamHandler())
from distributed.cli.dask_{} import main
main()
"""
"""The command `dask scheduler` or `dask worker`, which writes its log to the file of the first argument."""
PRELOAD = ["--preload", "pruning_core.engine.worker"]


@dataclass(frozen=True, kw_only=True, slots=True)
class HostedCluster:
    """A scheduler and its workers. Each worker is the only process of its host."""

    address: str
    workers: tuple[ForkedProcess, ...]


@contextmanager
def start_hosts(processes: ForkServer, folder: Path, *, n_workers: int) -> Iterator[HostedCluster]:
    """Start a scheduler and workers, and wait until the workers can train. They end after the `with` block.

    Only the last worker is prepared by the preload, as the documentation describes: this traces a network that
    the test does not train, and takes seconds.
    """
    port = str(free_port())
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as cluster:

        def start(kind: str, log: Path, *arguments: str) -> ForkedProcess:
            process = processes.start(DASK_CODE.format(kind), str(log), *arguments)
            cluster.callback(process.wait, SECONDS_TO_WAIT)
            cluster.callback(process.send_signal, signal.SIGKILL)
            return process

        start(
            "scheduler",
            folder / "scheduler.log",
            "--host",
            "127.0.0.1",
            "--port",
            port,
            "--no-dashboard",
        )
        logs = [folder / f"worker {number}.log" for number in range(n_workers)]
        workers = []
        for log in logs:
            preload = PRELOAD if log == logs[-1] else []
            workers.append(start("worker", log, *worker_arguments(address, log), *preload))
        with Client(address, timeout=SECONDS_TO_WAIT, set_as_default=False) as client:
            client.wait_for_workers(n_workers, timeout=SECONDS_TO_WAIT)
        yield HostedCluster(address=address, workers=tuple(workers))


def worker_arguments(address: str, log: Path) -> list[str]:
    """The arguments of `dask worker` for one worker, which trains one run at a time."""
    files = str(log.with_suffix(".files"))
    one_process = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0"]
    return [address, *one_process, "--no-dashboard", "--local-directory", files]
