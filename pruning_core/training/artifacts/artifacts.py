"""The artifacts of a training: the zeros and the hash of the stripped model, its files, and results.json."""

import hashlib
from pathlib import Path

import numpy as np
import tf_keras as keras
from numpy.typing import NDArray

from pruning_core.data.dataset import N_CLASSES, Dataset
from pruning_core.errors import ModelFileError
from pruning_core.kernels import Kernel
from pruning_core.prediction.masks import mask_sparsity
from pruning_core.results.litert import pixels
from pruning_core.results.model_results import ACCURACY_IMAGES, H5
from pruning_core.results.results import RESULTS, Results, results_to_json
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.parts import KernelResult
from pruning_core.training.artifacts.inference_time import machine, network_timings
from pruning_core.training.artifacts.model_files import (
    copy_without_optimizer,
    h5_file,
    keras_files,
    lite_files,
    model_file,
)

PREDICTION_BATCH = 250


def kernel_results(model: keras.Model, kernels: tuple[Kernel, ...]) -> tuple[KernelResult, ...]:
    """The zeros in each kernel of a stripped or dense model."""
    return tuple(
        kernel_result(kernel, model.get_layer(kernel.layer).kernel.numpy()) for kernel in kernels
    )


def kernel_result(kernel: Kernel, weights: np.ndarray) -> KernelResult:
    """The zeros in one kernel."""
    n_kept = int(np.count_nonzero(weights))
    return KernelResult(
        layer=kernel.layer,
        n_weights=weights.size,
        zeros=weights.size - n_kept,
        measured_sparsity=float(mask_sparsity(n_kept, weights.size)),
    )


def weights_sha256(model: keras.Model) -> str:
    """SHA-256 of all weights, in hexadecimal. The arrays are in the model's order, as bytes in C order."""
    digest = hashlib.sha256()
    for weights in model.get_weights():
        digest.update(weights.tobytes())
    return digest.hexdigest()


def save_artifacts(model: keras.Model, config: RunConfig, dataset: Dataset, folder: Path) -> None:
    """Write the model files of a finished run, and `results.json` with the accuracy and times measured on this machine.

    If the converter or LiteRT refuses a TFLite file, this file is not saved. The results contain the reason.

    Args:
        model: The stripped model of a pruned run, or the model of a dense run: a `Sequential` with
            inputs of shape (28, 28, 1).
        config: The config of the run.
        dataset: The data set of the training.
        folder: An empty folder.

    Raises:
        OSError: If a file cannot be written, for example because the disk is full.
    """
    stripped_model = copy_without_optimizer(model)
    probabilities = stripped_model.predict(
        pixels(dataset.x_test), batch_size=PREDICTION_BATCH, verbose=0
    )
    lite_contents, left_out = lite_files(stripped_model)
    contents = keras_files(stripped_model, folder) | lite_contents
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    classes = probabilities.argmax(axis=1)
    results = Results(
        files=tuple(
            model_file(name, content, dataset, probabilities) for name, content in contents.items()
        ),
        left_out=left_out,
        accuracy_images=dataset.x_test[:ACCURACY_IMAGES].shape[0],
        timings=network_timings(
            stripped_model, lite_contents, dataset.x_test, is_pruned=config.schedule is not None
        ),
        machine=machine(),
        confusion=confusion(dataset.y_test, classes),
        answers="".join(map(str, classes.tolist())),
    )
    (folder / RESULTS).write_text(results_to_json(results), "utf-8")


def save_weights(model: keras.Model, _config: RunConfig, _dataset: Dataset, folder: Path) -> None:
    """Write the stripped model as .h5, without measurements. The other files can be made from this file later.

    Args:
        model: The stripped model of a pruned run, or the model of a dense run.
        folder: An empty folder.
    """
    (folder / H5).write_bytes(h5_file(copy_without_optimizer(model)))


def load_weights(path: Path) -> keras.Model:
    """The stripped model in a file that `save_weights` has written.

    Raises:
        ModelFileError: If the file is missing or damaged.
    """
    try:
        return keras.models.load_model(path, compile=False)
    except (OSError, ValueError, KeyError) as error:
        raise ModelFileError(f"{path.name} is missing or damaged: {error}") from error


def confusion(
    labels: NDArray[np.uint8], predicted_classes: NDArray[np.int64]
) -> tuple[tuple[int, ...], ...]:
    """The number of test images with each label (row) and each predicted class (column).

    >>> confusion(np.array([3, 3], np.uint8), np.array([3, 5]))[3]
    (0, 0, 0, 1, 0, 1, 0, 0, 0, 0)
    """
    cells = labels.astype(np.int64) * N_CLASSES + predicted_classes
    counts = np.bincount(cells, minlength=N_CLASSES**2).reshape(N_CLASSES, N_CLASSES)
    return tuple(tuple(row) for row in counts.tolist())
