"""Keras 3 opens the file that is offered for it, for every network of the lab, and gives the answers of Keras 2."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import tf_keras as keras
from numpy.typing import NDArray

from pruning_core.exports.keras3 import keras3_file
from pruning_core.networks import NETWORKS
from pruning_core.results.model_results import H5, KERAS
from pruning_core.results.programs import KERAS3, PROGRAMS
from pruning_core.training.artifacts.model_files import keras_files
from pruning_core.training.network.models import BUILDERS

SCRIPT = Path(__file__).with_name("keras3_answers.py")
FILES = (KERAS, H5, KERAS3)
TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """The answers of each network in Keras 2, and of each of its files in Keras 3; None if a file does not open."""

    expected: dict[str, NDArray[np.float32]]
    keras3: dict[tuple[str, str], NDArray[np.float32] | None]
    version: str


def network_with_zeros(name: str) -> keras.Sequential:
    """A network whose small weights are zero, and whose biases are not."""
    keras.utils.set_random_seed(1)
    model = BUILDERS[name]()
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
        for file, content in (files | {KERAS3: keras3_file(files[KERAS])}).items():
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
        for file in FILES
    }
    return Answers(expected=expected, keras3=opened, version=report["version"])


@pytest.mark.parametrize("name", NETWORKS)
def test_file_for_keras_3_gives_the_answers_of_keras_2(answers: Answers, name: str) -> None:
    assert answers.version.startswith("3.")
    predicted = answers.keras3[name, KERAS3]
    assert predicted is not None
    assert np.abs(predicted - answers.expected[name]).max() < TOLERANCE
    assert np.ptp(answers.expected[name], axis=0).max() > 1e-3  # the answers differ between images


@pytest.mark.parametrize("name", NETWORKS)
def test_stated_programs_are_the_ones_that_open_each_file(answers: Answers, name: str) -> None:
    for file in FILES:
        predicted = answers.keras3[name, file]
        assert (predicted is not None) == ("3" in PROGRAMS[file])
        if predicted is not None:
            assert np.abs(predicted - answers.expected[name]).max() < TOLERANCE
