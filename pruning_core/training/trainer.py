"""One training from data to results, with tfmot's public API: what the exported script does too."""

from collections.abc import Callable
from importlib.metadata import version

import numpy as np
import tensorflow_model_optimization as tfmot
import tf_keras as keras
from numpy.typing import NDArray

from pruning_core.datasets import Dataset, load_dataset
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import PhaseStarted, RunEvent, RunFinished, RunStarted, number
from pruning_core.training.artifacts import file_sizes, kernel_results, stripped
from pruning_core.training.models import build, compiled
from pruning_core.training.probes import Probe

PACKAGES = ("tensorflow", "tf-keras", "tensorflow-model-optimization")


def train(config: RunConfig, emit: Callable[[RunEvent], None]) -> None:
    """Train as the config says; the last event that is emitted is `RunFinished`.

    Args:
        config: What to train. Two calls with the same config on the same machine emit the same.
        emit: Takes each event as it happens. An exception that it raises ends the training.

    Raises:
        DatasetError: When the data is not there or is not what it should be.
    """
    emit(PhaseStarted(phase="loading the data"))
    dataset = load_dataset(config.dataset)
    emit(PhaseStarted(phase="building the network"))
    model = build(config.schedule, seed=config.seed)
    emit(
        RunStarted(
            total_steps=config.plan.total_steps,
            steps_per_epoch=config.plan.steps_per_epoch,
            kernels=config.kernels,
            versions={package: version(package) for package in PACKAGES},
        )
    )
    fit(model, config, dataset, emit)
    emit(PhaseStarted(phase="testing the stripped model"))
    emit(results(model, config, dataset))


def fit(
    model: keras.Model, config: RunConfig, dataset: Dataset, emit: Callable[[RunEvent], None]
) -> None:
    """`model.fit` with what pruning needs and what the lab measures."""
    callbacks = [Probe(schedule=config.schedule, plan=config.plan, emit=emit)]
    if config.schedule is not None:
        callbacks.insert(0, tfmot.sparsity.keras.UpdatePruningStep())
    examples = config.plan.num_examples
    model.fit(
        pixels(dataset.x_train[:examples]),
        dataset.y_train[:examples].astype(np.int64),
        batch_size=config.plan.batch_size,
        epochs=config.plan.epochs,
        validation_split=config.plan.validation_split,
        callbacks=callbacks,
        verbose=0,
    )


def results(model: keras.Model, config: RunConfig, dataset: Dataset) -> RunFinished:
    """What the finished model is worth, measured on its stripped form."""
    final = stripped(model) if config.schedule is not None else model
    loss, accuracy = compiled(final).evaluate(
        pixels(dataset.x_test),
        dataset.y_test.astype(np.int64),
        batch_size=config.plan.batch_size,
        verbose=0,
    )
    sizes = file_sizes(final)
    return RunFinished(
        step=config.plan.total_steps,
        test_loss=number(loss),
        test_accuracy=number(accuracy),
        kernels=kernel_results(final, config.kernels),
        h5_bytes=sizes.h5,
        zipped_h5_bytes=sizes.zipped_h5,
    )


def pixels(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Images as the network takes them: (n, 28, 28) bytes -> (n, 28, 28, 1) float32 in [0, 1]."""
    return (images.astype(np.float32) / np.float32(255))[..., np.newaxis]
