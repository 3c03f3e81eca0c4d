"""What is left of a training: the stripped model, its zeros and its size."""

import hashlib
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow_model_optimization as tfmot
import tf_keras as keras

from pruning_core.masks import mask_sparsity
from pruning_core.networks import Kernel
from pruning_core.runs.events import KernelResult


@dataclass(frozen=True, kw_only=True, slots=True)
class FileSizes:
    """Sizes in bytes of a saved model, as it is and zipped."""

    h5: int
    zipped_h5: int


def stripped(model: keras.Model) -> keras.Model:
    """The model without its pruning wrappers: the masked weights are zeros in it."""
    return tfmot.sparsity.keras.strip_pruning(model)


def kernel_results(model: keras.Model, kernels: tuple[Kernel, ...]) -> tuple[KernelResult, ...]:
    """The zeros in each kernel of a stripped or dense model."""
    return tuple(
        kernel_result(kernel, model.get_layer(kernel.layer).kernel.numpy()) for kernel in kernels
    )


def kernel_result(kernel: Kernel, weights: np.ndarray) -> KernelResult:
    """The zeros in one kernel."""
    kept = int(np.count_nonzero(weights))
    return KernelResult(
        layer=kernel.layer,
        n_weights=weights.size,
        zeros=weights.size - kept,
        measured_sparsity=float(mask_sparsity(kept, weights.size)),
    )


def weights_sha256(model: keras.Model) -> str:
    """SHA-256, in hexadecimal, over the bytes of each weight in C order, in the model's order."""
    digest = hashlib.sha256()
    for weights in model.get_weights():
        digest.update(weights.tobytes())
    return digest.hexdigest()


def file_sizes(model: keras.Model) -> FileSizes:
    """The size of the model's .h5 without optimizer state, and zipped as the article does it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.h5"
        keras.models.save_model(model, path, include_optimizer=False, save_format="h5")
        zipped = path.with_suffix(".zip")
        with zipfile.ZipFile(zipped, "w", compression=zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, path.name)
        return FileSizes(h5=path.stat().st_size, zipped_h5=zipped.stat().st_size)
