"""One training, from data to results. The exported script in plain tfmot gives exactly the same weights."""

import logging
from collections.abc import Callable

import numpy as np
import tf_keras as keras

from pruning_core.data.dataset import Dataset
from pruning_core.data.datasets import load_dataset
from pruning_core.data.paths import BUNDLED_ONLY, DatasetPaths
from pruning_core.errors import (
    CannotContinueError,
    CheckpointError,
    DatasetError,
    PackagesChangedError,
)
from pruning_core.results.litert import pixels
from pruning_core.results.model_results import H5
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import PhaseStarted, RunFinished, RunStarted, number
from pruning_core.runs.events.sink import EventSink
from pruning_core.training.artifacts.artifacts import kernel_results, weights_sha256
from pruning_core.training.artifacts.model_files import h5_file, zipped_size
from pruning_core.training.checkpoints import CheckpointKeeper, read, restore
from pruning_core.training.fitting import Training, fit
from pruning_core.training.network.models import compile_model, strip_model, versions
from pruning_core.training.network.warm import return_network, take_network
from pruning_core.training.pipelines import batches_in_order

log = logging.getLogger(__name__)

SaveModel = Callable[[keras.Model, RunConfig, Dataset], None]


def train(
    config: RunConfig,
    sink: EventSink,
    *,
    checkpoints: CheckpointKeeper | None = None,
    save_model: SaveModel | None = None,
    paths: DatasetPaths = BUNDLED_ONLY,
) -> None:
    """Train a network. The last event is `RunFinished`.

    A training that resumes from a checkpoint emits exactly the events that an uninterrupted
    training emits after this checkpoint. If a checkpoint cannot be used, the training
    resumes from the checkpoint before it. If no checkpoint can be used, the training starts from the beginning.

    Args:
        config: The config of the run. The same config on the same machine gives the same events.
        sink: Receives each event, from this thread or from the measuring thread, but never from both
            at the same time. If it raises an exception, the training ends after at most one more step
            or validation. If the training itself fails too, the training's exception is raised.
        checkpoints: Stores and returns checkpoints; None for a training without checkpoints.
        save_model: Called with the stripped model, its config and its data, before the last event.
        paths: The paths of the data sets that do not come with the lab.

    Raises:
        DatasetError: If the data is missing or damaged.
        CannotContinueError: If a training with a checkpoint cannot resume now, because its data is
            missing or damaged, or because the packages have changed. In this case, no event was emitted.
    """
    training = resume_training(config, checkpoints, paths) or start_training(config, sink, paths)
    try:
        fit(training, sink, checkpoints)
        stripped_model = strip_model(training.model, config)
    finally:
        return_network(config, training.model)
    sink.emit(PhaseStarted(phase="saving_model"))
    finished_event = measure_results(stripped_model, config, training.dataset)
    if save_model is not None:
        save_model(stripped_model, config, training.dataset)
    sink.emit(finished_event)


def start_training(config: RunConfig, sink: EventSink, paths: DatasetPaths) -> Training:
    """Load the data and build the network of a new training."""
    sink.emit(PhaseStarted(phase="loading_data"))
    dataset = load_dataset(config.dataset, paths)
    sink.emit(PhaseStarted(phase="building_network"))
    model = take_network(config)
    sink.emit(
        RunStarted(
            total_steps=config.plan.total_steps,
            steps_per_epoch=config.plan.steps_per_epoch,
            kernels=config.kernels,
            versions=versions(),
        )
    )
    return Training(config=config, dataset=dataset, model=model, checkpoint=None)


def resume_training(
    config: RunConfig, keeper: CheckpointKeeper | None, paths: DatasetPaths
) -> Training | None:
    """Restore a training from its latest usable checkpoint. Return None if there is no checkpoint."""
    while keeper is not None and (path := keeper.latest()) is not None:
        try:
            checkpoint = read(path, config=config)
            dataset = load_dataset(config.dataset, paths)
            model = take_network(config)
            restore(model, checkpoint)
        except PackagesChangedError as error:
            raise CannotContinueError("packages_changed") from error
        except DatasetError as error:
            raise CannotContinueError("dataset_unusable", text=str(error)) from error
        except CheckpointError as error:
            log.warning("%s: the training tries the checkpoint before this one", error)
            keeper.refuse(path)
        else:
            return Training(config=config, dataset=dataset, model=model, checkpoint=checkpoint)
    return None


def measure_results(
    stripped_model: keras.Model, config: RunConfig, dataset: Dataset
) -> RunFinished:
    """Measure the accuracy on the test set and the sizes of a stripped model."""
    images, labels = pixels(dataset.x_test), dataset.y_test.astype(np.int64)
    loss, accuracy = compile_model(stripped_model, config).evaluate(
        batches_in_order(images, labels, batch_size=config.plan.batch_size), verbose=0
    )
    h5_content = h5_file(stripped_model)
    return RunFinished(
        step=config.plan.total_steps,
        test_loss=number(loss),
        test_accuracy=number(accuracy),
        kernels=kernel_results(stripped_model, config.kernels),
        h5_bytes=len(h5_content),
        zipped_h5_bytes=zipped_size(H5, h5_content),
        weights_sha256=weights_sha256(stripped_model),
    )
