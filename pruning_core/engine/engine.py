"""The engine: submits tasks for queued runs to a Dask cluster, and releases runs of lost workers."""

import logging
import threading
import time
from enum import StrEnum
from typing import Any

from distributed import Client, Future, fire_and_forget

from pruning_core.engine.artifact_saving import INCOMPLETE_SUFFIX
from pruning_core.engine.checkpoint_files import discard_ended
from pruning_core.engine.deleted_runs import remove_deleted_runs
from pruning_core.engine.embedded_cluster import (
    SECONDS_TO_CLOSE,
    EmbeddedCluster,
    start_cluster,
)
from pruning_core.engine.model_files import make_model_files
from pruning_core.engine.worker import CHECKPOINTS, train_next_run
from pruning_core.errors import EngineError, StoreBusyError
from pruning_core.results.results import ARTIFACTS
from pruning_core.settings import Settings
from pruning_core.store.store import RunStore

log = logging.getLogger(__name__)

LOG_FILE = "engine.log"
SECONDS_BETWEEN_ROUNDS = 1.0
SECONDS_TO_START = 60.0
SECONDS_BETWEEN_CLEAN_UPS = 60.0


class EngineState(StrEnum):
    """Whether trainings can start."""

    STARTING = "starting"
    READY = "ready"
    DOWN = "down"
    CLOSED = "closed"


class Engine:
    """Runs trainings on a Dask cluster: an embedded cluster, or the cluster in the settings.

    The engine has a thread. It starts the cluster, restarts an ended cluster, submits a task for each queued run,
    and queues the runs of lost workers again. Pages never wait for this thread.

    Attributes:
        state: Whether trainings can start.
        workers: How many runs train at the same time: the number in the settings or, on an existing
            cluster, the number of its threads.
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
        """Start the next round now, without waiting for it."""
        self._wake.set()

    def close(self) -> None:
        """Stop the engine, its cluster, and the trainings on the cluster."""
        self._closing.set()
        self._wake.set()
        # If the thread is still connecting to the cluster, it ends together with the process.
        self._thread.join(4 * SECONDS_TO_CLOSE)

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
            self._store.release_runs_of_silent_workers(self._settings.lease_seconds)
            if not self._is_connected():
                self._disconnect()
                self._connect()
            self._submit_queued()
            self._submit_model_files()
            self._clean_up()
        except (EngineError, StoreBusyError, OSError) as error:
            self.state = EngineState.DOWN
            log.warning("trainings cannot start now: %s", error)
        except Exception:  # if the thread ended here, no training could start any more
            self.state = EngineState.DOWN
            log.exception("trainings cannot start now")

    def _clean_up(self) -> None:
        """Once a minute, remove files and tasks of runs that have ended, and runs that were deleted."""
        if time.monotonic() < self._clean_up_at:
            return
        self._clean_up_at = time.monotonic() + SECONDS_BETWEEN_CLEAN_UPS
        data_dir = self._settings.data_dir
        discard_ended(data_dir / CHECKPOINTS, self._store)
        requested = self._store.runs_with_requested_files()
        incomplete = f"*{INCOMPLETE_SUFFIX}"
        discard_ended(data_dir / ARTIFACTS, self._store, pattern=incomplete, kept=requested)
        remove_deleted_runs(self._store, data_dir)
        waiting_ids = {run.id for run in self._store.queued()}
        self._tasks = {
            run_id: task
            for run_id, task in self._tasks.items()
            if run_id in waiting_ids or not task.done()
        }

    def _is_connected(self) -> bool:
        if self._cluster is not None and self._cluster.process.poll() is not None:
            return False
        return self._client is not None and self._client.status == "running"

    def _connect(self) -> None:
        """Connect to the cluster. A new cluster has no tasks yet."""
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
        """Submit one task for each queued run. When a task starts, it trains the next run of the queue.

        So the queue decides the order, not Dask. A resumed run, or a run whose worker was lost, is
        submitted again after younger runs. It still trains before them.
        """
        client = self._client
        if client is None:
            return
        threads = training_threads(client)
        if self._cluster is None and threads:
            self.workers = threads
        self.state = EngineState.READY if threads else EngineState.STARTING
        self._store.retry_failed_runs()
        self._store.queue_planned_runs(self.workers + 1)
        for run in self._store.queued():
            task = self._tasks.get(run.id)
            if task is None or task.done():  # the task failed, or it trained another run
                task = client.submit(
                    train_next_run,
                    self._store.url,
                    str(self._settings.data_dir),
                    pure=False,
                )
                fire_and_forget(task)
                self._tasks[run.id] = task

    def _submit_model_files(self) -> None:
        """Submit a task for each run whose model files were requested."""
        if self._client is None:
            return
        for run_id in self._store.runs_with_requested_files():
            name = f"files of {run_id}"
            if (task := self._tasks.get(name)) is None or task.done():
                self._tasks[name] = self._client.submit(
                    make_model_files,
                    run_id,
                    self._store.url,
                    str(self._settings.data_dir),
                    pure=False,
                )


def training_threads(client: Client) -> int:
    """The number of threads of all workers together. Each thread trains one run at a time."""
    workers: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return sum(worker["nthreads"] for worker in workers.values())
