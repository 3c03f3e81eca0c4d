"""Reads and writes results.json: the measurements of a run's model files. It is in the folder of these files."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pruning_core.errors import FieldError, ResultsError
from pruning_core.results.model_results import (
    ModelResults,
    check_text,
    model_results_from_parts,
    model_results_to_parts,
)
from pruning_core.texts import gettext

ARTIFACTS, RESULTS = "artifacts", "results.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Results(ModelResults):
    """The results of a finished run, with the network's answer to each test image.

    Attributes:
        answers: The Keras model's answer to each test image, in order: one digit per image.
    """

    answers: str

    def __post_init__(self) -> None:
        # `super()` does not work in a dataclass with slots on Python 3.11.
        ModelResults.__post_init__(self)
        check_text("answers", self.answers)
        if not (self.answers.isascii() and self.answers.isdecimal()):
            raise FieldError("answers", "answers must be digits, one for each test image")

    @property
    def predicted_classes(self) -> NDArray[np.uint8]:
        """The answers as an array, uint8 (test images,)."""
        return np.frombuffer(self.answers.encode(), np.uint8) - np.uint8(ord("0"))

    @property
    def without_answers(self) -> ModelResults:
        """The results without the answers: small enough for a row of the run store."""
        return ModelResults(
            files=self.files,
            left_out=self.left_out,
            accuracy_images=self.accuracy_images,
            timings=self.timings,
            machine=self.machine,
            confusion=self.confusion,
        )


def artifacts_folder(data_dir: Path, run_id: str) -> Path:
    """The folder with the model files and results of a run.

    >>> artifacts_folder(Path("/data"), "abc").as_posix()
    '/data/artifacts/abc'
    """
    return data_dir / ARTIFACTS / run_id


def read_results(folder: Path) -> Results:
    """The results in a run's folder.

    Raises:
        ResultsError: If they do not exist or cannot be read.
    """
    try:
        text = (folder / RESULTS).read_text("utf-8")
    except FileNotFoundError as error:
        raise ResultsError(
            gettext("its model files and measurements are not stored here")
        ) from error
    except (OSError, ValueError) as error:
        raise ResultsError(gettext("its {file} cannot be read", file=RESULTS)) from error
    return results_from_json(text)


def results_or_none(folder: Path) -> Results | None:
    """The results in a run's folder, or None if they do not exist or cannot be read."""
    try:
        return read_results(folder)
    except ResultsError:
        return None


def results_to_json(results: Results) -> str:
    """The results as JSON."""
    return json.dumps(model_results_to_parts(results), allow_nan=False)


def results_from_json(text: str) -> Results:
    """The inverse of `results_to_json`.

    Raises:
        ResultsError: If the text is not the JSON of results.
    """
    try:
        return Results(**model_results_from_parts(json.loads(text)))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ResultsError(
            gettext("its {file} is damaged or from another version of the lab", file=RESULTS)
        ) from error
