"""The work of a worker process: it claims a run, trains the run, and records its end."""

import gc
import logging
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pruning_core.data.datasets import load_dataset, locate
from pruning_core.data.paths import BUNDLED_ONLY, DatasetPaths, dataset_paths
from pruning_core.engine.artifact_saving import save_when_disk_has_space
from pruning_core.engine.checkpoint_files import Checkpoints
from pruning_core.engine.disk_space import is_full
from pruning_core.engine.host import THREADS, host_kind
from pruning_core.engine.queue import next_run
from pruning_core.engine.reporter import Reporter, RunEndedError, RunPausedError
from pruning_core.errors import CannotContinueError, PruningLabError
from pruning_core.results.results import artifacts_folder, results_or_none
from pruning_core.runs.events.kinds import RunFailed
from pruning_core.runs.pause import PauseReason
from pruning_core.runs.run import Run
from pruning_core.store.store import RunStore

log = logging.getLogger(__name__)

CHECKPOINTS = "checkpoints"
MAX_REASON_CHARACTERS = 500
"""The maximum length of an error's text in the store."""


def dask_setup(worker: Any) -> None:  # noqa: ANN401  (Dask's worker; its type would need an import)
    """Prepare the first run: load libraries and data, and trace a network. Dask calls this at a worker's start."""
    move_temporary_files_to(worker.local_directory)
    from pruning_core.training.network.warm import warm_up

    gc.freeze()  # otherwise the garbage collector would search all libraries during a training
    warm_up()
    paths = dataset_paths(os.environ)
    if locate("mnist", paths) is not None:
        with suppress(
            PruningLabError
        ):  # if the data is damaged, a run that needs it reports the error
            load_dataset("mnist", paths)


def move_temporary_files_to(folder: str) -> None:
    """Use a folder for the temporary files of this process. Dask removes the folder after the process ends.

    TensorFlow writes a file for each function that it traces, and removes this file when the process exits.
    A killed process removes nothing. Dask locks the folder of each worker while the worker lives. Later,
    Dask deletes every folder that is not locked.
    """
    os.environ["TMPDIR"] = folder  # for libraries in C++, and for child processes
    tempfile.tempdir = folder  # Python reads TMPDIR only once, perhaps before this line


def train_next_run(database_url: str, data_dir: str) -> None:
    """Train the next run of the queue. Do nothing if no run is queued.

    The paths of the data sets come from the environment of the worker, because each machine may store
    them in other folders.

    Args:
        database_url: The address of the run store.
        data_dir: The folder for checkpoints and artifacts.
    """
    paths = dataset_paths(os.environ)
    store = RunStore(database_url, data_dir=Path(data_dir))
    try:
        while (run := next_run(store.queued(), store.latest_turns())) is not None:
            store.close()  # a training takes long, and needs no second connection to the database
            if claim_and_train(
                run.id, database_url, data_dir, paths
            ):  # if false, another worker has claimed the run first
                return
    finally:
        store.close()


def claim_and_train(
    run_id: str, database_url: str, data_dir: str, paths: DatasetPaths = BUNDLED_ONLY
) -> bool:
    """Train a run, from its last checkpoint if it has one. Do nothing if the run is not queued.

    Args:
        run_id: The id of the run.
        database_url: The address of the run store.
        data_dir: The folder for checkpoints and artifacts.
        paths: The paths of the data sets.

    Returns:
        Whether this worker has claimed the run.
    """
    store = RunStore(database_url, data_dir=Path(data_dir))
    owner = secrets.token_urlsafe(9)
    try:
        n_stored = store.claim(run_id, owner, host=host_kind(os.environ.get(THREADS, "")))
        if n_stored is not None:
            reporter = Reporter(
                store,
                run_id,
                owner,
                n_stored=n_stored,
                step=store.get(run_id).last_step,
                has_disk_space=lambda: not is_full(Path(data_dir)),
            )
            pause = train_and_report(store, run_id, reporter, Path(data_dir), paths)
            if pause is not None:
                store.release(run_id, owner, pause_reason=pause.reason)
        return n_stored is not None
    finally:
        store.close()
        gc.collect()  # networks have many reference cycles, which would stay in memory


@dataclass(frozen=True, slots=True)
class Pause:
    """The training has ended, but the run has not. `reason` is None if a visitor requested the pause."""

    reason: PauseReason | None = None


def train_and_report(
    store: RunStore, run_id: str, reporter: Reporter, data_dir: Path, paths: DatasetPaths
) -> Pause | None:
    """Train a run that this worker has claimed, and record its end. If the run is paused, return the pause."""
    checkpoints = Checkpoints(data_dir / CHECKPOINTS / run_id, reporter)
    pause = None
    with suppress(RunEndedError), reporter:
        try:
            train_run(store.get(run_id), reporter, checkpoints, data_dir, paths)
        except RunPausedError:
            pause = Pause()
        except CannotContinueError as error:
            pause = Pause(pause_reason(error))
        except RunEndedError:
            raise
        except PruningLabError as error:
            reporter.end(failure_event(reporter.step, "error", error))
        except Exception as error:  # the event log of the run must contain every error
            log.exception("run %s failed", run_id)
            reporter.end(
                failure_event(reporter.step, "exception", error, type=type(error).__name__)
            )
    if store.get(run_id).state.ended:
        checkpoints.discard()
    return pause


def train_run(
    run: Run, reporter: Reporter, checkpoints: Checkpoints, data_dir: Path, paths: DatasetPaths
) -> None:
    """Train a run, and save and measure its model files. The reporter gets the events.

    A run of an experiment saves only its weights, because the measurements can take longer than its training.
    """
    from pruning_core.training.artifacts.artifacts import save_artifacts, save_weights
    from pruning_core.training.trainer import train

    save = save_artifacts if run.group_id is None else save_weights

    def save_model(*stripped_model: Any) -> None:  # noqa: ANN401  (a model is TensorFlow's)
        reporter.trains = False
        folder = artifacts_folder(data_dir, run.id)
        save_when_disk_has_space(folder, partial(save, *stripped_model), reporter)
        results = results_or_none(folder)
        reporter.models = None if results is None else results.without_answers

    train(run.config, reporter, checkpoints=checkpoints, save_model=save_model, paths=paths)


def pause_reason(error: CannotContinueError) -> PauseReason:
    """The reason for the store. It contains the first characters of each text."""
    parameters: dict[str, str | int] = {
        name: text[:MAX_REASON_CHARACTERS] for name, text in error.parameters.items()
    }
    return PauseReason(reason=error.reason, parameters=parameters)


def failure_event(step: int, reason: str, error: Exception, **parameters: str) -> RunFailed:
    """The event for a run that ended with an error. It contains the first characters of the error's text."""
    text = str(error)[:MAX_REASON_CHARACTERS]
    return RunFailed(step=step, reason=reason, parameters={**parameters, "text": text})
