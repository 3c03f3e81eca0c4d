"""Each file of a finished run computes the same as the Keras model, and results.json is correct."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
import tensorflow_model_optimization as tfmot
import tf_keras as keras

from pruning_core.data.dataset import Dataset
from pruning_core.data.datasets import load_dataset
from pruning_core.errors import ModelFileError
from pruning_core.results.litert import Kernels, LiteNetwork, pixels
from pruning_core.results.model_results import (
    DENSE,
    FLOAT,
    H5,
    INT8,
    KERAS,
    MODEL_FILES,
    PRUNED,
    SPARSE,
)
from pruning_core.results.results import RESULTS, Results, read_results
from pruning_core.runs.config import RunConfig
from pruning_core.training.artifacts.artifacts import save_artifacts
from pruning_core.training.artifacts.inference_time import REPETITIONS
from pruning_core.training.artifacts.tflite import convert_to_tflite
from pruning_core.training.artifacts.timed_networks import dense_network
from tests.examples import short_run

FLOAT_TOLERANCE = 1e-5
INT8_TOLERANCE = 0.05
IMAGES = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedRun:
    """A trained model with its files and results."""

    model: keras.Model
    folder: Path
    results: Results


def build_convolutional_network() -> keras.Sequential:
    """Convolution, pooling and dropout before a dense layer."""
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Conv2D(8, 3, activation="relu", input_shape=(28, 28, 1)),
            layers.MaxPooling2D(),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def build_flat_network() -> keras.Sequential:
    """Only dense layers."""
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Flatten(input_shape=(28, 28, 1)),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


EPOCHS = 5


def train_model(model: keras.Model, dataset: Dataset, *, pruned: bool) -> keras.Model:
    """Train the model for a few epochs; if `pruned`, 90 % of the weights of each kernel are zero."""
    if pruned:
        schedule = tfmot.sparsity.keras.ConstantSparsity(0.9, begin_step=0, frequency=10)
        model = tfmot.sparsity.keras.prune_low_magnitude(model, pruning_schedule=schedule)
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    steps = [tfmot.sparsity.keras.UpdatePruningStep()] if pruned else []
    labels = dataset.y_train.astype(np.int64)
    model.fit(
        pixels(dataset.x_train), labels, batch_size=32, epochs=EPOCHS, callbacks=steps, verbose=0
    )
    return tfmot.sparsity.keras.strip_pruning(model) if pruned else model


def save_run(model: keras.Model, config: RunConfig, dataset: Dataset, folder: Path) -> SavedRun:
    """Save the files of a model in a folder."""
    save_artifacts(model, config, dataset, folder)
    return SavedRun(model=model, folder=folder, results=read_results(folder))


@pytest.fixture(scope="module")
def digits() -> Dataset:
    """The bundled digits."""
    return load_dataset("digits")


@pytest.fixture(
    scope="module",
    params=[build_convolutional_network, build_flat_network],
    ids=["convolutional", "flat"],
)
def pruned(
    request: pytest.FixtureRequest, digits: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> SavedRun:
    """A pruned run."""
    build: Callable[[], keras.Sequential] = request.param
    keras.utils.set_random_seed(0)
    model = train_model(build(), digits, pruned=True)
    return save_run(model, short_run(), digits, tmp_path_factory.mktemp("pruned"))


@pytest.fixture(scope="module")
def dense(digits: Dataset, tmp_path_factory: pytest.TempPathFactory) -> SavedRun:
    """A dense run."""
    keras.utils.set_random_seed(0)
    model = train_model(build_flat_network(), digits, pruned=False)
    return save_run(model, short_run().dense, digits, tmp_path_factory.mktemp("dense"))


def predictions(model: keras.Model, dataset: Dataset) -> np.ndarray:
    """The predictions of Keras for the test set."""
    return model.predict(pixels(dataset.x_test), verbose=0)


def test_results_list_every_file_with_its_size(pruned: SavedRun) -> None:
    assert {path.name for path in pruned.folder.iterdir()} == {*MODEL_FILES, RESULTS}
    assert pruned.results.left_out == ()
    for file in pruned.results.files:
        content = (pruned.folder / file.name).read_bytes()
        assert file.size == len(content)
        assert file.sha256 == hashlib.sha256(content).hexdigest()
        assert file.gzipped < file.size
        assert (file.zipped is not None) is (file.name == H5)
    sizes = {file.name: file.size for file in pruned.results.files}
    assert max(sizes[INT8], sizes[SPARSE]) < sizes[FLOAT] / 2


@pytest.mark.parametrize("name", [KERAS, H5])
def test_keras_files_contain_the_weights_and_no_optimizer(pruned: SavedRun, name: str) -> None:
    model = keras.models.load_model(pruned.folder / name, compile=False)
    for kept, weights in zip(pruned.model.get_weights(), model.get_weights(), strict=True):
        assert np.array_equal(kept, weights)
    assert (pruned.folder / name).stat().st_size < 1.5 * 4 * model.count_params() + 40_000


@pytest.mark.parametrize("kernels", Kernels)
@pytest.mark.parametrize(
    ("name", "tolerance"),
    [(FLOAT, FLOAT_TOLERANCE), (SPARSE, FLOAT_TOLERANCE), (INT8, INT8_TOLERANCE)],
)
def test_tflite_files_predict_the_same_as_keras(
    pruned: SavedRun, digits: Dataset, name: str, tolerance: float, kernels: Kernels
) -> None:
    network = LiteNetwork((pruned.folder / name).read_bytes(), kernels=kernels)
    expected = predictions(pruned.model, digits)[:IMAGES]
    predicted = network.compute(digits.x_test[:IMAGES])
    assert predicted.shape == expected.shape
    assert np.abs(predicted - expected).max() < tolerance
    assert np.ptp(expected, axis=0).max() > 0.2  # the predictions differ between images


def test_accuracy_of_each_file_is_correct(pruned: SavedRun, digits: Dataset) -> None:
    assert pruned.results.accuracy_images == digits.y_test.size
    for file in pruned.results.files:
        if file.name.endswith("tflite"):
            network = LiteNetwork((pruned.folder / file.name).read_bytes())
            predicted = network.compute(digits.x_test).argmax(axis=1)
        else:
            predicted = predictions(pruned.model, digits).argmax(axis=1)
        assert file.accuracy == pytest.approx((predicted == digits.y_test).mean())


def test_confusion_matrix_counts_true_and_predicted_classes(
    pruned: SavedRun, digits: Dataset
) -> None:
    predicted = predictions(pruned.model, digits).argmax(axis=1)
    assert pruned.results.predicted_classes.tolist() == predicted.tolist()
    expected = np.zeros((10, 10), int)
    np.add.at(expected, (digits.y_test, predicted), 1)
    assert np.array_equal(pruned.results.confusion, expected)


def test_every_file_is_timed_with_each_type_of_tflite_kernel(
    pruned: SavedRun,
) -> None:
    timed_files = [
        (timing.kernels, timing.network, timing.name) for timing in pruned.results.timings
    ]
    files = [(DENSE, FLOAT), (DENSE, INT8), (PRUNED, FLOAT), (PRUNED, INT8), (PRUNED, SPARSE)]
    assert sorted(timed_files) == sorted((kernels, *file) for kernels in Kernels for file in files)
    for timing in pruned.results.timings:
        assert timing.invocations >= 10
        assert 0 < timing.lower <= timing.median <= timing.upper
        assert len(timing.medians) == REPETITIONS
        assert 0 < min(timing.medians) <= timing.median <= max(timing.medians)
        tolerance = INT8_TOLERANCE if timing.name == INT8 else FLOAT_TOLERANCE
        assert timing.difference < tolerance


def test_dense_network_has_no_zeros_and_almost_the_same_answers(
    pruned: SavedRun, digits: Dataset
) -> None:
    network = dense_network(pruned.model)
    for kernel, filled in zip(pruned.model.get_weights(), network.get_weights(), strict=True):
        assert np.array_equal(kernel[kernel != 0], filled[kernel != 0])
        if kernel.ndim > 1:
            assert np.count_nonzero(kernel) < kernel.size / 2
            assert np.count_nonzero(filled) == filled.size
    difference = predictions(network, digits) - predictions(pruned.model, digits)
    assert np.abs(difference).max() < 0.05


def test_only_sparse_weights_are_unpacked(pruned: SavedRun) -> None:
    unpacked = {timing.name: timing.unpacked for timing in pruned.results.timings}
    stored_sparse = {timing.name: timing.stored_sparse for timing in pruned.results.timings}
    assert (
        (unpacked[FLOAT], unpacked[INT8]) == (stored_sparse[FLOAT], stored_sparse[INT8]) == (0, 0)
    )
    assert 0 < unpacked[SPARSE] <= stored_sparse[SPARSE] == 2  # both networks have two kernels


def test_file_with_zeros_is_as_large_as_a_dense_file_before_compression(
    dense: SavedRun, digits: Dataset
) -> None:
    keras.utils.set_random_seed(0)
    zeros = keras.models.clone_model(dense.model)
    zeros.set_weights([np.zeros_like(weights) for weights in dense.model.get_weights()])
    folder = dense.folder / "zeros"
    folder.mkdir()
    results_of_zeros = save_run(zeros, short_run(), digits, folder).results
    for name in (KERAS, H5, FLOAT, INT8):
        file_of_zeros, dense_file = results_of_zeros.file(name), dense.results.file(name)
        assert file_of_zeros is not None
        assert dense_file is not None
        assert file_of_zeros.size == pytest.approx(dense_file.size, rel=0.02)
        assert file_of_zeros.gzipped < dense_file.gzipped / 5


def test_dense_run_is_timed_without_a_second_network(dense: SavedRun) -> None:
    assert {timing.network for timing in dense.results.timings} == {DENSE}


@pytest.mark.parametrize(
    "operation",
    [
        lambda x: tf.math.igamma(1 + x, 1 + x),  # TFLite lacks this operation: the conversion fails
        lambda x: x + tf.math.lgamma(1 + x),  # the conversion works, but LiteRT cannot compute it
    ],
    ids=["refused", "empty"],
)
def test_file_that_cannot_be_written_or_computed_is_omitted_with_the_reason(
    digits: Dataset, tmp_path: Path, operation: Callable[[tf.Tensor], tf.Tensor]
) -> None:
    class UnusualLayer(keras.layers.Layer):
        def call(self, inputs: tf.Tensor) -> tf.Tensor:
            return operation(inputs)

    model = build_flat_network()
    model.add(UnusualLayer())
    results = save_run(model, short_run(), digits, tmp_path).results
    assert [file.name for file in results.files] == [KERAS, H5]
    assert [left_out.name for left_out in results.left_out] == [FLOAT, INT8, SPARSE]
    assert all(left_out.reason for left_out in results.left_out)
    assert results.timings == ()


@pytest.mark.parametrize(
    ("input_shape", "n_outputs"),
    [((28, 28, 1), 1), ((28, 28, 1), 11), ((14, 14, 1), 10), ((28, 28), 10), ((784,), 10)],
)
def test_network_of_another_shape_is_refused_with_its_shape(
    input_shape: tuple[int, ...], n_outputs: int
) -> None:
    layers = [keras.layers.Flatten(input_shape=input_shape), keras.layers.Dense(n_outputs)]
    content = convert_to_tflite(keras.Sequential(layers), FLOAT)
    if n_outputs == 10:
        error = f"the input of this network must have the shape {(1, 28, 28, 1)}, got {(1, *input_shape)}"
    else:
        error = f"the output of this network must have the shape {(1, 10)}, got {(1, n_outputs)}"
    with pytest.raises(ModelFileError, match=re.escape(error)):
        LiteNetwork(content)


@pytest.mark.parametrize("name", [KERAS, FLOAT, RESULTS])
def test_full_disk_raises_an_oserror(digits: Dataset, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        save_artifacts(build_flat_network(), short_run(), digits, tmp_path)
