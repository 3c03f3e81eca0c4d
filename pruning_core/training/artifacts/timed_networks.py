"""The networks that are timed: the network of a run, and for a pruned one the same network without zeros."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import tf_keras as keras
from numpy.typing import NDArray

from pruning_core.results.litert import Answers, Images, pixels
from pruning_core.results.model_results import DENSE, FLOAT, INT8, PRUNED
from pruning_core.training.artifacts.tflite import convert_to_tflite

SHARE_OF_SPREAD = 1e-3
"""The standard deviation of the numbers in place of zeros, as a share of the kernel's standard deviation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A TFLite file to time.

    Attributes:
        network: `DENSE` or `PRUNED`.
        name: The kind of file.
        content: The file.
        expected: Keras's answers to the images that are compared.
    """

    network: str
    name: str
    content: bytes
    expected: Answers


def candidates_of(
    model: keras.Model, files: Mapping[str, bytes], images: Images, *, is_pruned: bool
) -> list[Candidate]:
    """The files to time. The files of a pruned model come with the files of its dense network.

    Args:
        model: The Keras model.
        files: The TFLite files of the model, by name.
        images: Images (n, 28, 28), whose answers are compared.
        is_pruned: Whether the model was pruned.
    """
    if not is_pruned:
        return files_of(DENSE, model, files, images)
    dense = dense_network(model)
    dense_files = {name: convert_to_tflite(dense, name) for name in (FLOAT, INT8) if name in files}
    return [*files_of(DENSE, dense, dense_files, images), *files_of(PRUNED, model, files, images)]


def dense_network(model: keras.Model) -> keras.Model:
    """The same network with a small random number in place of each zero of its kernels.

    The answers of both networks are almost equal, and so is the work outside the kernels. An untrained network
    is no fair opponent: its softmax has other inputs, which alone changes the time of a small network by 4 %.
    """
    random = np.random.default_rng(0)
    dense = keras.models.clone_model(model)
    dense.set_weights(
        [
            without_zeros(weights, random) if weights.ndim > 1 else weights
            for weights in model.get_weights()
        ]
    )
    return dense


def without_zeros(weights: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """A kernel with a small random number in place of each zero.

    >>> filled = without_zeros(np.array([[2, 0], [0, -2]], np.float32), np.random.default_rng(0))
    >>> bool(np.all(filled)), float(filled[0, 0]), bool(np.abs(filled[0, 1]) < 0.01)
    (True, 2.0, True)
    """
    scale = SHARE_OF_SPREAD * (float(np.nan_to_num(weights.std())) or 1.0)
    numbers = random.normal(0, scale, weights.shape).astype(np.float32)
    return np.where(weights == 0, numbers, weights)


def files_of(
    network: str, model: keras.Model, files: Mapping[str, bytes], images: Images
) -> list[Candidate]:
    """The files of one network."""
    expected = model.predict(pixels(images), verbose=0)
    return [
        Candidate(network=network, name=name, content=content, expected=expected)
        for name, content in files.items()
    ]
