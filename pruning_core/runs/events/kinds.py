"""Run events: the closed set of events of a run.

The type of a field contains the check of its value. The method `check` compares fields.
Events have codes instead of sentences. `words.py` has the sentences.

Only the standard library and Python 3.10, because training programs of other people import this module too.
"""

import math
from dataclasses import dataclass, field, fields
from typing import Annotated

from pruning_core.errors import FieldError
from pruning_core.json_checks import list_of, object_of
from pruning_core.runs.events.parts import (
    MAX_KERNELS,
    Code,
    Count,
    Counts,
    Epoch,
    Histogram,
    KernelResult,
    Kernels,
    Magnitude,
    Magnitudes,
    MaskPicture,
    Measured,
    MeasuredShare,
    Metrics,
    Name,
    Parameters,
    Sha256,
    Shares,
    Step,
    Text,
    Total,
    Versions,
)

PHASES = ("loading_data", "building_network", "saving_model")
"""The codes of `PhaseStarted.phase`."""
REASONS: dict[str, frozenset[str]] = {
    "": frozenset(),
    "out_of_time": frozenset(),
    "workers_lost": frozenset({"workers", "step"}),
    "error": frozenset({"text"}),
    "exception": frozenset({"type", "text"}),
}
"""The codes for why a run ended early, with the parameters of each code's sentence.

If a visitor requested the end, the code is empty.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class PhaseStarted:
    """The run begins a phase that takes some time.

    `phase` is a code of `PHASES`. Older versions wrote words there: "loading the data".
    """

    phase: Name


@dataclass(frozen=True, kw_only=True, slots=True)
class RunStarted:
    """The network is built, and the training begins. Totals are None if they are not known."""

    total_steps: Total
    steps_per_epoch: Total
    kernels: Kernels
    versions: Versions

    def check(self, prefix: str) -> None:
        """Raise FieldError if two kernels have the same layer and name."""
        if len({(kernel.layer, kernel.name) for kernel in self.kernels}) < len(self.kernels):
            raise FieldError(
                f"{prefix}kernels",
                f"{prefix}kernels must have another layer or name each, got one twice",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class StepMeasured:
    """One step: loss and accuracy of its batch, and the scheduled sparsity.

    `images` is the number of images in the batch. The lab adds it to an event when it exports the event.
    """

    step: Step
    loss: Measured
    accuracy: MeasuredShare
    scheduled_sparsity: MeasuredShare
    learning_rate: Magnitude = None
    metrics: Metrics = field(default_factory=dict)
    images: Total = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MasksMeasured:
    """The masks after an update at `step`, read from the network: one value per pruned kernel.

    Attributes:
        step: The update step.
        kept: Weights that the mask keeps.
        predicted: Weights that `masks.kept_weights` predicts.
        scheduled_sparsity: The sparsity in the kernel's schedule.
        measured_sparsity: The sparsity of the mask.
        thresholds: The magnitude below which weights were pruned, from tfmot's variable.
        pruned: Weights that the mask kept before and no longer keeps.
        regrown: Weights that the mask did not keep before and keeps now.
    """

    step: Step
    kept: Counts
    predicted: Counts
    scheduled_sparsity: Shares
    measured_sparsity: Shares
    thresholds: Magnitudes
    pruned: Counts
    regrown: Counts

    def check(self, prefix: str) -> None:
        """Raise FieldError unless each list has one value per kernel."""
        for name in [column.name for column in fields(self)][1:]:
            if len(values := getattr(self, name)) != len(self.kept):
                raise FieldError(
                    f"{prefix}{name}",
                    f"{prefix}{name} must have as many values as kept, {len(self.kept)}, "
                    f"got {len(values)}",
                )


@dataclass(frozen=True, kw_only=True, slots=True)
class DriftMeasured:
    """The drift of each pruned kernel after `step`: how far its masked weights have moved from zero.

    The drift is the largest magnitude of a masked weight before the next forward pass masks it again.
    """

    step: Step
    drift: Magnitudes


@dataclass(frozen=True, kw_only=True, slots=True)
class WeightsMeasured:
    """A histogram and a picture of the mask for each pruned kernel, after an update at `step`."""

    step: Step
    histograms: Annotated[tuple[Histogram, ...], list_of(object_of(Histogram), MAX_KERNELS)]
    pictures: Annotated[tuple[MaskPicture, ...], list_of(object_of(MaskPicture), MAX_KERNELS)]

    def check(self, prefix: str) -> None:
        """Raise FieldError unless histograms and pictures have the same kernels."""
        kernels = [(histogram.layer, histogram.kernel) for histogram in self.histograms]
        if [(picture.layer, picture.kernel) for picture in self.pictures] != kernels:
            raise FieldError(
                f"{prefix}pictures",
                f"{prefix}pictures must be of the same kernels as histograms, in the same order",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class EpochMeasured:
    """An epoch has ended: the means over its batches, and the results of the validation, if any.

    `images` and `validation_images` are the numbers of images. The lab adds them when it exports the event.
    """

    epoch: Epoch
    step: Step
    loss: Measured
    accuracy: MeasuredShare
    validation_loss: Measured
    validation_accuracy: MeasuredShare
    learning_rate: Magnitude = None
    metrics: Metrics = field(default_factory=dict)
    images: Total = None
    validation_images: Total = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFinished:
    """The training ended as planned: results on the test set, and the stripped model's zeros and size.

    `weights_sha256` is the hash of the stripped model's weights. So equal logs mean equal weights.
    `test_images` is the number of test images. The lab adds it when it exports the event.
    """

    step: Step
    test_loss: Measured
    test_accuracy: MeasuredShare
    kernels: Annotated[tuple[KernelResult, ...], list_of(object_of(KernelResult), MAX_KERNELS)]
    h5_bytes: Count
    zipped_h5_bytes: Count
    weights_sha256: Sha256
    test_images: Total = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EndedEarly:
    """The run ended after `step`, before the end of its plan.

    Attributes:
        step: The last step.
        message: The reason as a sentence, in events of older versions; otherwise empty.
        reason: A code of `REASONS`. Empty if a visitor requested the end.
        parameters: The parameters of the reason's sentence.
    """

    step: Step
    message: Text = ""
    reason: Code = ""
    parameters: Parameters = field(default_factory=dict)

    def check(self, prefix: str) -> None:
        """Raise FieldError unless the reason has its parameters."""
        expected_names = REASONS.get(self.reason)
        if expected_names is not None and self.parameters.keys() != expected_names:
            raise FieldError(
                f"{prefix}parameters",
                f"{prefix}parameters must be {', '.join(sorted(expected_names)) or 'none'} "
                f"for the reason {self.reason}, got {', '.join(self.parameters) or 'none'}",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class RunStopped(EndedEarly):
    """The run was stopped, on request or for the reason in the event."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFailed(EndedEarly):
    """The run cannot continue."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunInterrupted(EndedEarly):
    """The run lost several workers at the same step, and does not continue."""


RunEvent = (
    PhaseStarted
    | RunStarted
    | StepMeasured
    | MasksMeasured
    | DriftMeasured
    | WeightsMeasured
    | EpochMeasured
    | RunFinished
    | RunStopped
    | RunFailed
    | RunInterrupted
)
EndEvent = RunFinished | RunStopped | RunFailed | RunInterrupted


def number(value: float) -> float | None:
    """A measured number for an event: None if it is not finite, because JSON has no NaN and no infinity.

    >>> number(float("nan")) is None
    True
    """
    return float(value) if math.isfinite(value) else None
