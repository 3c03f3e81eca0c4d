"""Makes the model files of a finished run from its stored weights. A worker does this on request."""

import logging
import os
import secrets
import shutil
from pathlib import Path

from pruning_core.data.datasets import load_dataset
from pruning_core.data.paths import DatasetPaths, dataset_paths
from pruning_core.engine.artifact_saving import INCOMPLETE_SUFFIX
from pruning_core.errors import ModelFileError
from pruning_core.results.model_results import H5, ModelResults
from pruning_core.results.results import artifacts_folder, read_results
from pruning_core.runs.run import Run
from pruning_core.store.store import RunStore

log = logging.getLogger(__name__)


def make_model_files(run_id: str, database_url: str, data_dir: str) -> None:
    """Make and measure the model files of a run, and store the measurements in its outcome.

    If they cannot be made, the request ends, and the reason is in the log of the worker.

    Args:
        run_id: The id of a finished run.
        database_url: The address of the run store.
        data_dir: The folder with the weights of the run. It gets the files.
    """
    store = RunStore(database_url, data_dir=Path(data_dir))
    models = None
    try:
        outcome = store.outcome(run_id)
        sha256 = None if outcome is None else outcome.weights_sha256
        models = made_files(store.get(run_id), sha256, Path(data_dir), dataset_paths(os.environ))
    except Exception:  # converters and interpreters raise errors of any type
        log.exception("the model files of run %s cannot be made", run_id)
    finally:
        store.end_model_request(run_id, models)
        store.close()


def made_files(run: Run, sha256: str | None, data_dir: Path, paths: DatasetPaths) -> ModelResults:
    """Make the files of a run in a new folder, and replace the folder with the weights by it.

    Args:
        run: The run.
        sha256: The SHA-256 that its weights must have.
        data_dir: The data directory.
        paths: The paths of the data sets.

    Raises:
        ModelFileError: If the weights are missing, or are not those of the run.
    """
    from pruning_core.training.artifacts.artifacts import (
        load_weights,
        save_artifacts,
        weights_sha256,
    )

    folder = artifacts_folder(data_dir, run.id)
    model = load_weights(folder / H5)
    if weights_sha256(model) != sha256:
        raise ModelFileError(f"{H5} of run {run.id} does not have the weights of this run")
    part_folder = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}{INCOMPLETE_SUFFIX}")
    try:
        part_folder.mkdir(parents=True)
        save_artifacts(model, run.config, load_dataset(run.config.dataset, paths), part_folder)
        shutil.rmtree(folder)
        part_folder.rename(folder)
    finally:
        shutil.rmtree(part_folder, ignore_errors=True)
    return read_results(folder).without_answers
