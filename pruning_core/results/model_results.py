"""The measurements of a run's model files: sizes, accuracies, inference times, and mistakes by class."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from pruning_core.checks import check_number, check_whole
from pruning_core.data.dataset import N_CLASSES
from pruning_core.errors import FieldError
from pruning_core.results.litert import Kernels

KERAS, H5 = "model.keras", "model.h5"
FLOAT, INT8, SPARSE = "model.tflite", "model_int8.tflite", "model_sparse.tflite"
MODEL_FILES = (KERAS, H5, FLOAT, INT8, SPARSE)
DENSE, PRUNED = "dense", "pruned"
ACCURACY_IMAGES = 2000
"""Number of test images for the accuracy of a file: the first images, or all if there are fewer."""
UNKNOWN: dict[str, Any] = {"stored_sparse": 0, "medians": (), "host": None}
"""For each field that earlier versions of the lab did not measure: the value that means "not measured"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelFile:
    """A model on disk.

    Attributes:
        name: The name of the file, one of `MODEL_FILES`.
        size: Number of bytes.
        gzipped: Number of bytes after compression with gzip's default level.
        zipped: Number of bytes of a zip archive with this file, as in the pruning article; only for .h5.
        accuracy: The fraction of correct predictions for `ModelResults.accuracy_images` test images.
        sha256: SHA-256 of the content, in hexadecimal; None in results of earlier versions of the lab.
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
class MissingModelFile:
    """A model file that could not be made, and the reason."""

    name: str
    reason: str

    def __post_init__(self) -> None:
        check_member("name", self.name, MODEL_FILES)
        check_text("reason", self.reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """The time for one image on one thread, in milliseconds.

    Attributes:
        network: `DENSE` or `PRUNED`.
        name: The kind of file, one of `MODEL_FILES`.
        kernels: The TFLite kernels that computed the network.
        invocations: Number of measurements.
        lower: First quartile.
        median: Median.
        upper: Third quartile.
        unpacked: Number of weight tensors that are stored sparse and unpacked before the inference.
        difference: The largest difference between the outputs of this file and of Keras, over real images.
        stored_sparse: Number of weight tensors that are stored sparse; 0 in results of earlier versions
            of the lab, which did not count them.
        medians: The median of each repetition, in milliseconds. The file is loaded again for each
            repetition. Empty in results of earlier versions of the lab.
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
    stored_sparse: int = 0
    medians: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        check_member("network", self.network, (DENSE, PRUNED))
        check_member("name", self.name, MODEL_FILES)
        check_member("kernels", self.kernels, tuple(Kernels))
        check_whole("invocations", self.invocations, least=1, error=FieldError)
        for field in ("unpacked", "stored_sparse"):
            check_whole(field, getattr(self, field), least=0, error=FieldError)
        for field in ("lower", "median", "upper", "difference"):
            check_not_negative(field, getattr(self, field))
        for median in self.medians:
            check_not_negative("medians", median)

    @property
    def spread(self) -> tuple[float, float]:
        """The range in which a repeated measurement is expected, in milliseconds.

        This is the range of the repetitions. Results of earlier versions of the lab have no repetitions:
        then the range is the middle half of all invocations.
        """
        if not self.medians:
            return self.lower, self.upper
        return min(self.medians), max(self.medians)


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelResults:
    """The measurements of a finished run's model files.

    Attributes:
        files: The model files.
        left_out: The model files that could not be made.
        accuracy_images: The number of test images for `ModelFile.accuracy`.
        timings: Inference times; empty if none could be measured.
        machine: The machine on which the times were measured.
        confusion: Counts over the test images: row = class, column = predicted class.
    """

    files: tuple[ModelFile, ...]
    left_out: tuple[MissingModelFile, ...]
    accuracy_images: int
    timings: tuple[Timing, ...]
    machine: str
    confusion: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        check_whole("accuracy_images", self.accuracy_images, least=1, error=FieldError)
        check_text("machine", self.machine)
        if [len(row) for row in self.confusion] != [N_CLASSES] * N_CLASSES:
            raise FieldError(
                "confusion", f"confusion must have {N_CLASSES} rows of {N_CLASSES} counts"
            )
        for count in chain.from_iterable(self.confusion):
            check_whole("confusion", count, least=0, error=FieldError)

    @property
    def test_images(self) -> int:
        """The number of images in the test set."""
        return sum(chain.from_iterable(self.confusion))

    def file(self, name: str) -> ModelFile | None:
        """The model file with this name, or None if it could not be made."""
        return next((file for file in self.files if file.name == name), None)


def model_results_to_parts(results: ModelResults) -> dict[str, Any]:
    """The results as JSON values."""
    return asdict(results, dict_factory=without_unknown_parts)


def without_unknown_parts(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The fields of a value, without the fields that earlier versions of the lab did not measure.

    So the stored text of an older result stays the same. Use it as `dict_factory` of `asdict`.

    >>> without_unknown_parts([("unpacked", 0), ("medians", ()), ("sha256", None)])
    {'unpacked': 0, 'sha256': None}
    """
    return {name: value for name, value in pairs if name not in UNKNOWN or value != UNKNOWN[name]}


def model_results_from_parts(parts: dict[str, Any]) -> dict[str, Any]:
    """The inverse of `model_results_to_parts`, as keyword arguments of `ModelResults`.

    Raises:
        KeyError, TypeError, ValueError: If these are not the parts of results.
    """
    return parts | {
        "confusion": tuple(map(tuple, parts["confusion"])),
        "files": tuple(ModelFile(**file) for file in parts["files"]),
        "left_out": tuple(MissingModelFile(**left_out) for left_out in parts["left_out"]),
        "timings": tuple(
            Timing(
                **timing
                | {
                    "kernels": Kernels(timing["kernels"]),
                    "medians": tuple(timing.get("medians", ())),
                }
            )
            for timing in parts["timings"]
        ),
    }


def check_member(field: str, value: object, allowed: Sequence[str]) -> None:
    """Raise FieldError unless a value is one of the allowed values."""
    if value not in allowed:
        raise FieldError(field, f"{field} must be one of {', '.join(allowed)}")


def check_not_negative(field: str, value: object) -> None:
    """Raise FieldError unless a value is a number that is at least 0."""
    if check_number(field, value, error=FieldError) < 0:
        raise FieldError(field, f"{field} must be at least 0")


def check_text(field: str, value: object) -> None:
    """Raise FieldError unless a value is a string."""
    if not isinstance(value, str):
        raise FieldError(field, f"{field} must be a text")
