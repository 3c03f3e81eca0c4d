"""Keras 3 opens the file that is offered for it, for every network of the lab, and gives the answers of Keras 2."""

import json
import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tf_keras as keras
from numpy.typing import NDArray

from pruning_core import TrainingPlan
from pruning_core.exports.keras3 import keras3_file
from pruning_core.networks import NETWORKS
from pruning_core.results.model_results import H5, KERAS
from pruning_core.results.programs import KERAS3, PROGRAMS
from pruning_core.runs.config import RunConfig
from pruning_core.training.artifacts.model_files import copy_without_optimizer, keras_files
from pruning_core.training.network.models import new_network

SCRIPT = Path(__file__).with_name("keras3_answers.py")
OLDER = "older_keras3.keras"
"""The file for Keras 3 of an older run, whose model.keras is an HDF5 file."""
FILES = (KERAS, H5, KERAS3)
TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """The answers of each network, and of each of its files in Keras 2 and in Keras 3; None if a file does not open."""

    expected: dict[str, NDArray[np.float32]]
    keras2: dict[tuple[str, str], NDArray[np.float32] | None]
    keras3: dict[tuple[str, str], NDArray[np.float32] | None]
    version: str


def network_with_zeros(name: str) -> keras.Model:
    """A network as a run saves it. Its small weights are zero, and its biases are not."""
    plan = TrainingPlan(num_examples=100, batch_size=10, epochs=1)
    config = RunConfig(schedule=None, plan=plan, dataset="digits", network=name, seed=1)
    model = copy_without_optimizer(new_network(config))
    random = np.random.default_rng(1)
    model.set_weights(
        [
            np.where(np.abs(weights) > np.median(np.abs(weights)), weights, 0)
            if weights.ndim > 1
            else random.normal(0, 0.1, weights.shape)
            for weights in model.get_weights()
        ]
    )
    return model


def answers_of_keras2(path: Path, images: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """The answers of a file in Keras 2, or None if it does not open."""
    try:
        model = keras.models.load_model(path, compile=False)
    except TypeError:
        return None
    answers: NDArray[np.float32] = model.predict(images, verbose=0)
    return answers


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """One process loads Keras 3 once, and opens the files of all networks."""
    folder = tmp_path_factory.mktemp("keras3")
    images = np.random.default_rng(0).random((5, 28, 28, 1), np.float32)
    np.save(folder / "images.npy", images)
    expected = {}
    for name in NETWORKS:
        model = network_with_zeros(name)
        expected[name] = model.predict(images, verbose=0)
        run_folder = folder / name
        run_folder.mkdir()
        files = keras_files(model, run_folder)
        made = {KERAS3: keras3_file(files[KERAS]), OLDER: keras3_file(files[H5])}
        for file, content in (files | made).items():
            (folder / f"{name}-{file}").write_bytes(content)
    # Keras 2 must not be what `import keras` gives there.
    environment = {**os.environ, "TF_USE_LEGACY_KERAS": "0", "TF_CPP_MIN_LOG_LEVEL": "3"}
    process = subprocess.run(
        [sys.executable, SCRIPT, folder],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(process.stdout)
    opened = {
        (name, file): None
        if report["errors"][f"{name}-{file}"]
        else np.load(folder / f"{name}-{file}.npy")
        for name in NETWORKS
        for file in (*FILES, OLDER)
    }
    keras2 = {
        (name, file): answers_of_keras2(folder / f"{name}-{file}", images)
        for name in NETWORKS
        for file in FILES
    }
    return Answers(expected=expected, keras2=keras2, keras3=opened, version=report["version"])


@pytest.mark.parametrize("name", NETWORKS)
def test_file_for_keras_3_gives_the_answers_of_keras_2(answers: Answers, name: str) -> None:
    assert answers.version.startswith("3.")
    predicted = answers.keras3[name, KERAS3]
    assert predicted is not None
    assert np.abs(predicted - answers.expected[name]).max() < TOLERANCE
    assert np.ptp(answers.expected[name], axis=0).max() > 1e-3  # the answers differ between images


@pytest.mark.parametrize("name", NETWORKS)
def test_older_run_with_an_hdf5_file_has_a_file_for_keras_3(answers: Answers, name: str) -> None:
    predicted = answers.keras3[name, OLDER]
    assert predicted is not None
    assert np.abs(predicted - answers.expected[name]).max() < TOLERANCE


def test_every_keras_file_of_a_thread_is_an_archive(tmp_path: Path) -> None:
    model = network_with_zeros("mlp")
    with ThreadPoolExecutor(1) as thread:
        contents = [thread.submit(keras_files, model, tmp_path).result()[KERAS] for _ in range(2)]
    assert all(zipfile.is_zipfile(BytesIO(content)) for content in contents)


@pytest.mark.parametrize("name", NETWORKS)
def test_stated_programs_open_each_file(answers: Answers, name: str) -> None:
    for file in FILES:
        model = answers.keras2[name, file]
        assert (model is not None) == (PROGRAMS[file] == "Keras 2")
        if model is not None:
            assert np.abs(model - answers.expected[name]).max() < TOLERANCE
    assert answers.keras3[name, KERAS] is None


def test_keras_3_refuses_the_h5_file_of_a_network_with_dropout(answers: Answers) -> None:
    assert answers.keras3["article", H5] is None
