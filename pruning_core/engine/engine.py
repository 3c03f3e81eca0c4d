"""The engine: gives queued runs turns on a Dask cluster and notices when a worker is gone."""

import logging
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from distributed import Client, Future, fire_and_forget

from pruning_core.engine.artifact_saving import PART
from pruning_core.engine.checkpoint_files import discard_ended
from pruning_core.engine.worker import CHECKPOINTS, work_next
from pruning_core.errors import EngineError, StoreBusyError
from pruning_core.results.results import ARTIFACTS
from pruning_core.settings import Settings
from pruning_core.store.store import RunStore

log = logging.getLogger(__name__)

LOG_FILE = "engine.log"
SECONDS_BETWEEN_ROUNDS = 1.0
SECONDS_TO_START = 60.0
SECONDS_BETWEEN_CLEAN_UPS = 60.0
SECONDS_TO_CLOSE = 3.0
ROOT = Path(__file__).parents[2]


class EngineState(StrEnum):
    """Whether trainings can start."""

    STARTING = "starting"
    READY = "ready"
    DOWN = "down"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class EmbeddedCluster:
    """The process of an embedded cluster; closing its standard input ends it and its workers."""

    process: subprocess.Popen[str]
    address: str

    def close(self) -> None:
        """End the cluster; kill it when it does not end by itself."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(SECONDS_TO_CLOSE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


class Engine:
    """Runs trainings on a cluster: an embedded one, or the one that the settings name.

    A thread of its own starts the cluster, restarts it when it is gone, submits a turn for each
    queued run and queues the runs of dead workers again. The web process never waits for any of it.

    Attributes:
        state: Whether trainings can start.
        workers: How many runs train at a time: as many as the settings ask for, or, on a cluster
            that is not the engine's own, as many as there is room for.
    """

    def __init__(self, store: RunStore, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._cluster: EmbeddedCluster | None = None
        self._client: Client | None = None
        self._tasks: dict[str, Future[None]] = {}
        self._clean_up_at = 0.0
        self._closing = threading.Event()
        self._wake = threading.Event()
        self.state = EngineState.STARTING
        self.workers = settings.workers
        self._thread = threading.Thread(target=self._serve, name="engine", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for queued runs now, not only at the next round; returns at once."""
        self._wake.set()

    def close(self) -> None:
        """Stop the engine, its cluster and whatever trains there."""
        self._closing.set()
        self._wake.set()
        self._thread.join(4 * SECONDS_TO_CLOSE)  # one that still connects ends with the process

    def _serve(self) -> None:
        try:
            while not self._closing.is_set():
                self._wake.clear()
                self._round()
                self._wake.wait(SECONDS_BETWEEN_ROUNDS)
        finally:
            self._disconnect()
            self.state = EngineState.CLOSED

    def _round(self) -> None:
        try:
            self._store.release_silent(self._settings.lease_seconds)
            if not self._connected():
                self._disconnect()
                self._connect()
            self._submit_queued()
            self._clean_up()
        except (EngineError, StoreBusyError, OSError) as error:
            self.state = EngineState.DOWN
            log.warning("trainings cannot start now: %s", error)
        except (
            Exception
        ):  # the thread's outermost frame: a thread that dies would end all trainings
            self.state = EngineState.DOWN
            log.exception("trainings cannot start now")

    def _clean_up(self) -> None:
        """Now and then, let go of what ended runs have left behind."""
        if time.monotonic() < self._clean_up_at:
            return
        self._clean_up_at = time.monotonic() + SECONDS_BETWEEN_CLEAN_UPS
        data_dir = self._settings.data_dir
        discard_ended(data_dir / CHECKPOINTS, self._store)
        discard_ended(data_dir / ARTIFACTS, self._store, pattern=f"*{PART}")
        waiting = {run.id for run in self._store.queued()}
        self._tasks = {
            run_id: task
            for run_id, task in self._tasks.items()
            if run_id in waiting or not task.done()
        }

    def _connected(self) -> bool:
        if self._cluster is not None and self._cluster.process.poll() is not None:
            return False
        return self._client is not None and self._client.status == "running"

    def _connect(self) -> None:
        """Reach the cluster; on a new one nothing is submitted yet."""
        self._tasks.clear()
        if self._settings.dask_scheduler is None:
            self._cluster = start_cluster(
                self._settings.workers, self._settings.data_dir / LOG_FILE
            )
        address = (
            self._cluster.address if self._cluster is not None else self._settings.dask_scheduler
        )
        self._client = Client(address, timeout=SECONDS_TO_START, set_as_default=False)

    def _disconnect(self) -> None:
        if self._client is not None:
            self._client.close(timeout=SECONDS_TO_CLOSE)
            self._client = None
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None

    def _submit_queued(self) -> None:
        """Submit one turn for each queued run; a turn trains the run that is the next when it comes.

        So runs begin in the order of the store, whatever order Dask keeps: a run that was resumed,
        or whose worker was lost, is submitted after others that it goes before.
        """
        client = self._client
        if client is None:
            return
        places = places_to_train(client)
        if self._cluster is None and places:
            self.workers = places
        self.state = EngineState.READY if places else EngineState.STARTING
        for run in self._store.queued():
            task = self._tasks.get(run.id)
            if task is None or task.done():  # its turn failed, or went to another run
                task = client.submit(
                    work_next,
                    self._store.url,
                    str(self._settings.data_dir),
                    pure=False,
                )
                fire_and_forget(task)
                self._tasks[run.id] = task


def places_to_train(client: Client) -> int:
    """How many runs can train at a time now: each thread of each worker trains one."""
    workers: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return sum(worker["nthreads"] for worker in workers.values())


def start_cluster(workers: int, log_file: Path) -> EmbeddedCluster:
    """Start an embedded cluster in a process of its own; its output goes to the log file.

    Raises:
        EngineError: When it does not start.
    """
    command = [sys.executable, "-m", "pruning_core.engine.cluster", "--workers", str(workers)]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("a") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
            env=os.environ
            | {"PYTHONPATH": path, "DASK_TEMPORARY_DIRECTORY": str(log_file.parent / "dask")},
            start_new_session=True,  # Ctrl-C is for the server, which then closes the cluster
        )
    started = time.monotonic()
    address = process.stdout.readline().strip() if process.stdout is not None else ""
    if not address:
        code = process.wait()
        raise EngineError(
            f"the training cluster did not start (exit status {code} after "
            f"{time.monotonic() - started:.0f} s); {log_file} says why"
        )
    return EmbeddedCluster(process=process, address=address)
