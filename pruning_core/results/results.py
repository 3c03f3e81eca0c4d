"""Results: what a finished run's model files are worth, and where they are kept."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pruning_core.checks import check_number, check_whole
from pruning_core.data.facts import N_CLASSES
from pruning_core.errors import FieldError, ResultsError
from pruning_core.results.litert import Kernels

ARTIFACTS, RESULTS = "artifacts", "results.json"
KERAS, H5 = "model.keras", "model.h5"
FLOAT, INT8, SPARSE = "model.tflite", "model_int8.tflite", "model_sparse.tflite"
MODEL_FILES = (KERAS, H5, FLOAT, INT8, SPARSE)
DENSE, PRUNED = "dense", "pruned"
ACCURACY_IMAGES = 2000
"""How many of the first test images the files are tried on; fewer where there are fewer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelFile:
    """A model on disk.

    Attributes:
        name: Its file name, one of `MODEL_FILES`.
        size: Bytes.
        gzipped: Bytes after gzip, as its command packs it.
        zipped: Bytes of a zip archive with this file, as the article measures it; .h5 only.
        accuracy: The share of `Results.accuracy_images` test images that it gets right.
        sha256: SHA-256 of its content, in hexadecimal; None in the results of earlier versions.
    """

    name: str
    size: int
    gzipped: int
    zipped: int | None
    accuracy: float
    sha256: str | None = None

    def __post_init__(self) -> None:
        check_member("name", self.name, MODEL_FILES)
        for field in ("size", "gzipped"):
            check_whole(field, getattr(self, field), least=1, error=FieldError)
        if self.zipped is not None:
            check_whole("zipped", self.zipped, least=1, error=FieldError)
        check_number("accuracy", self.accuracy, error=FieldError)
        if self.sha256 is not None:
            check_text("sha256", self.sha256)


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A model file that could not be made, and why."""

    name: str
    reason: str

    def __post_init__(self) -> None:
        check_member("name", self.name, MODEL_FILES)
        check_text("reason", self.reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """How long one image takes on one thread, in milliseconds, measured in turn with the others.

    Attributes:
        network: `DENSE` or `PRUNED`.
        name: The kind of file, one of `MODEL_FILES`.
        kernels: The kernels that computed it.
        invocations: How often it was measured.
        lower: First quartile.
        median: Median.
        upper: Third quartile.
        unpacked: Kernels that are stored sparse, and unpacked before they are used.
        difference: The largest difference between its answers and Keras's, over real images.
    """

    network: str
    name: str
    kernels: Kernels
    invocations: int
    lower: float
    median: float
    upper: float
    unpacked: int
    difference: float

    def __post_init__(self) -> None:
        check_member("network", self.network, (DENSE, PRUNED))
        check_member("name", self.name, MODEL_FILES)
        check_member("kernels", self.kernels, tuple(Kernels))
        check_whole("invocations", self.invocations, least=1, error=FieldError)
        check_whole("unpacked", self.unpacked, least=0, error=FieldError)
        for field in ("lower", "median", "upper", "difference"):
            if check_number(field, getattr(self, field), error=FieldError) < 0:
                raise FieldError(field, f"{field} must be at least 0")


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """What was measured of a finished run's models.

    Attributes:
        files: The model files.
        left_out: Those that could not be made.
        accuracy_images: How many of the first test images `ModelFile.accuracy` is about.
        timings: Inference times; empty where none could be taken.
        machine: What they were taken on.
        confusion: How often each class (row) was taken for each (column), over the test images.
        answers: What the Keras model takes each test image for, a digit each, in their order.
    """

    files: tuple[ModelFile, ...]
    left_out: tuple[LeftOut, ...]
    accuracy_images: int
    timings: tuple[Timing, ...]
    machine: str
    confusion: tuple[tuple[int, ...], ...]
    answers: str

    def __post_init__(self) -> None:
        check_whole("accuracy_images", self.accuracy_images, least=1, error=FieldError)
        check_text("machine", self.machine)
        if [len(row) for row in self.confusion] != [N_CLASSES] * N_CLASSES:
            raise FieldError(
                "confusion", f"confusion must have {N_CLASSES} rows of {N_CLASSES} counts"
            )
        for count in chain.from_iterable(self.confusion):
            check_whole("confusion", count, least=0, error=FieldError)
        check_text("answers", self.answers)
        if not (self.answers.isascii() and self.answers.isdecimal()):
            raise FieldError("answers", "answers must be digits, one for each test image")

    def file(self, name: str) -> ModelFile | None:
        """The model file with this name, if it was made."""
        return next((file for file in self.files if file.name == name), None)

    @property
    def said(self) -> NDArray[np.uint8]:
        """The answers as an array, uint8 (test images,)."""
        return np.frombuffer(self.answers.encode(), np.uint8) - np.uint8(ord("0"))


def artifacts_folder(data_dir: Path, run_id: str) -> Path:
    """Where the model files and results of a run are kept.

    >>> artifacts_folder(Path("/data"), "abc").as_posix()
    '/data/artifacts/abc'
    """
    return data_dir / ARTIFACTS / run_id


def read_results(folder: Path) -> Results:
    """The results in a run's folder.

    Raises:
        ResultsError: When they are not there or cannot be read.
    """
    try:
        text = (folder / RESULTS).read_text("utf-8")
    except FileNotFoundError as error:
        raise ResultsError("its model files and measurements are not kept here") from error
    except (OSError, ValueError) as error:
        raise ResultsError(f"its {RESULTS} cannot be read") from error
    return results_from_json(text)


def results_to_json(results: Results) -> str:
    """The results as JSON."""
    return json.dumps(asdict(results), allow_nan=False)


def results_from_json(text: str) -> Results:
    """The inverse of `results_to_json`.

    Raises:
        ResultsError: When the text is not the JSON of results.
    """
    try:
        parts = json.loads(text)
        return Results(
            **parts
            | {
                "confusion": tuple(map(tuple, parts["confusion"])),
                "files": tuple(ModelFile(**file) for file in parts["files"]),
                "left_out": tuple(LeftOut(**left_out) for left_out in parts["left_out"]),
                "timings": tuple(
                    Timing(**timing | {"kernels": Kernels(timing["kernels"])})
                    for timing in parts["timings"]
                ),
            }
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ResultsError(
            f"its {RESULTS} is damaged or from another version of the lab"
        ) from error


def check_member(field: str, value: object, allowed: Sequence[str]) -> None:
    """Raise FieldError unless a value is one of those allowed."""
    if value not in allowed:
        raise FieldError(field, f"{field} must be one of {', '.join(allowed)}")


def check_text(field: str, value: object) -> None:
    """Raise FieldError unless a value is a text."""
    if not isinstance(value, str):
        raise FieldError(field, f"{field} must be a text")
