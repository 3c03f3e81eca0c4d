"""The files of a finished run: each computes what the Keras model does, and its results say so."""

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
from pruning_core.training.artifacts.tflite import converted
from tests.examples import short_run

FLOAT_FILES_DIFFER = 1e-5
INT8_FILES_DIFFER = 0.05
IMAGES = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """A trained model, and what was saved of it."""

    model: keras.Model
    folder: Path
    results: Results


def convolutional() -> keras.Sequential:
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


def flat() -> keras.Sequential:
    """Dense layers alone."""
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Flatten(input_shape=(28, 28, 1)),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


EPOCHS = 5


def trained(model: keras.Model, dataset: Dataset, *, pruned: bool) -> keras.Model:
    """The model after a few epochs; pruned, nine weights in ten of each kernel are zero."""
    if pruned:
        nine = tfmot.sparsity.keras.ConstantSparsity(0.9, begin_step=0, frequency=10)
        model = tfmot.sparsity.keras.prune_low_magnitude(model, pruning_schedule=nine)
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")
    steps = [tfmot.sparsity.keras.UpdatePruningStep()] if pruned else []
    labels = dataset.y_train.astype(np.int64)
    model.fit(
        pixels(dataset.x_train), labels, batch_size=32, epochs=EPOCHS, callbacks=steps, verbose=0
    )
    return tfmot.sparsity.keras.strip_pruning(model) if pruned else model


def saved(model: keras.Model, config: RunConfig, dataset: Dataset, folder: Path) -> Saved:
    """The model with its files in a folder."""
    save_artifacts(model, config, dataset, folder)
    return Saved(model=model, folder=folder, results=read_results(folder))


@pytest.fixture(scope="module")
def digits() -> Dataset:
    """The bundled digits."""
    return load_dataset("digits")


@pytest.fixture(scope="module", params=[convolutional, flat], ids=["convolutional", "flat"])
def pruned(
    request: pytest.FixtureRequest, digits: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> Saved:
    """A pruned run."""
    build: Callable[[], keras.Sequential] = request.param
    keras.utils.set_random_seed(0)
    model = trained(build(), digits, pruned=True)
    return saved(model, short_run(), digits, tmp_path_factory.mktemp("pruned"))


@pytest.fixture(scope="module")
def dense(digits: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """A dense run."""
    keras.utils.set_random_seed(0)
    model = trained(flat(), digits, pruned=False)
    return saved(model, short_run().dense, digits, tmp_path_factory.mktemp("dense"))


def answers(model: keras.Model, dataset: Dataset) -> np.ndarray:
    """What Keras answers to the test set."""
    return model.predict(pixels(dataset.x_test), verbose=0)


def test_the_results_name_every_file_in_the_folder_with_its_size(pruned: Saved) -> None:
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
def test_keras_files_hold_the_weights_and_no_optimizer(pruned: Saved, name: str) -> None:
    model = keras.models.load_model(pruned.folder / name, compile=False)
    for kept, weights in zip(pruned.model.get_weights(), model.get_weights(), strict=True):
        assert np.array_equal(kept, weights)
    assert (pruned.folder / name).stat().st_size < 1.5 * 4 * model.count_params() + 40_000


@pytest.mark.parametrize("kernels", Kernels)
@pytest.mark.parametrize(
    ("name", "tolerance"),
    [(FLOAT, FLOAT_FILES_DIFFER), (SPARSE, FLOAT_FILES_DIFFER), (INT8, INT8_FILES_DIFFER)],
)
def test_tflite_files_answer_real_images_as_keras_does(
    pruned: Saved, digits: Dataset, name: str, tolerance: float, kernels: Kernels
) -> None:
    network = LiteNetwork((pruned.folder / name).read_bytes(), kernels=kernels)
    expected = answers(pruned.model, digits)[:IMAGES]
    got = network.compute(digits.x_test[:IMAGES])
    assert got.shape == expected.shape
    assert np.abs(got - expected).max() < tolerance
    assert np.ptp(expected, axis=0).max() > 0.2  # they differ from image to image


def test_the_accuracy_of_each_file_is_that_of_its_answers(pruned: Saved, digits: Dataset) -> None:
    assert pruned.results.accuracy_images == digits.y_test.size
    for file in pruned.results.files:
        if file.name.endswith("tflite"):
            network = LiteNetwork((pruned.folder / file.name).read_bytes())
            said = network.compute(digits.x_test).argmax(axis=1)
        else:
            said = answers(pruned.model, digits).argmax(axis=1)
        assert file.accuracy == pytest.approx((said == digits.y_test).mean())


def test_mistakes_are_counted_by_what_was_taken_for_what(pruned: Saved, digits: Dataset) -> None:
    said = answers(pruned.model, digits).argmax(axis=1)
    assert pruned.results.predicted_classes.tolist() == said.tolist()
    expected = np.zeros((10, 10), int)
    np.add.at(expected, (digits.y_test, said), 1)
    assert np.array_equal(pruned.results.confusion, expected)


def test_every_file_is_timed_on_each_kind_of_kernels_and_computes_the_network(
    pruned: Saved,
) -> None:
    timed = [(timing.kernels, timing.network, timing.name) for timing in pruned.results.timings]
    files = [(DENSE, FLOAT), (DENSE, INT8), (PRUNED, FLOAT), (PRUNED, INT8), (PRUNED, SPARSE)]
    assert sorted(timed) == sorted((kernels, *file) for kernels in Kernels for file in files)
    for timing in pruned.results.timings:
        assert timing.invocations >= 10
        assert 0 < timing.lower <= timing.median <= timing.upper
        tolerance = INT8_FILES_DIFFER if timing.name == INT8 else FLOAT_FILES_DIFFER
        assert timing.difference < tolerance


def test_sparse_kernels_are_unpacked_and_no_others(pruned: Saved) -> None:
    unpacked = {timing.name: timing.unpacked for timing in pruned.results.timings}
    assert (unpacked[FLOAT], unpacked[INT8]) == (0, 0)
    assert unpacked[SPARSE] > 0


def test_zeros_alone_leave_a_file_as_large_as_a_dense_one(dense: Saved, digits: Dataset) -> None:
    keras.utils.set_random_seed(0)
    zeros = keras.models.clone_model(dense.model)
    zeros.set_weights([np.zeros_like(weights) for weights in dense.model.get_weights()])
    folder = dense.folder / "zeros"
    folder.mkdir()
    emptied = saved(zeros, short_run(), digits, folder).results
    for name in (KERAS, H5, FLOAT, INT8):
        one, other = emptied.file(name), dense.results.file(name)
        assert one is not None
        assert other is not None
        assert one.size == pytest.approx(other.size, rel=0.02)
        assert one.gzipped < other.gzipped / 5


def test_a_dense_run_is_timed_alone(dense: Saved) -> None:
    assert {timing.network for timing in dense.results.timings} == {DENSE}


@pytest.mark.parametrize(
    "foreign",
    [
        lambda x: tf.math.igamma(1 + x, 1 + x),  # not among TFLite's operations: refused
        lambda x: x + tf.math.lgamma(1 + x),  # taken, but LiteRT computes nothing with it
    ],
    ids=["refused", "empty"],
)
def test_a_file_that_cannot_be_made_or_computed_is_left_out_with_its_reason(
    digits: Dataset, tmp_path: Path, foreign: Callable[[tf.Tensor], tf.Tensor]
) -> None:
    class Foreign(keras.layers.Layer):
        def call(self, inputs: tf.Tensor) -> tf.Tensor:
            return foreign(inputs)

    model = flat()
    model.add(Foreign())
    results = saved(model, short_run(), digits, tmp_path).results
    assert [file.name for file in results.files] == [KERAS, H5]
    assert [left_out.name for left_out in results.left_out] == [FLOAT, INT8, SPARSE]
    assert all(left_out.reason for left_out in results.left_out)
    assert results.timings == ()


@pytest.mark.parametrize(
    ("taken", "given"),
    [((28, 28, 1), 1), ((28, 28, 1), 11), ((14, 14, 1), 10), ((28, 28), 10), ((784,), 10)],
)
def test_a_network_of_another_shape_is_refused_with_its_shape(
    taken: tuple[int, ...], given: int
) -> None:
    layers = [keras.layers.Flatten(input_shape=taken), keras.layers.Dense(given)]
    content = converted(keras.Sequential(layers), FLOAT)
    wrong = f"takes {(1, *taken)}" if given == 10 else f"gives {(1, given)}"
    with pytest.raises(ModelFileError, match=re.escape(f"this network {wrong}, a network of")):
        LiteNetwork(content)


@pytest.mark.parametrize("name", [KERAS, FLOAT, RESULTS])
def test_a_full_disk_is_said_by_an_oserror(digits: Dataset, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        save_artifacts(flat(), short_run(), digits, tmp_path)
