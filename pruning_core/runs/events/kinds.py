"""Run events: the closed set of events of a run.

The type of a field says what its JSON may hold; `check` says which fields must fit each other.
An event carries codes in the place of sentences: `event_words.py` has the sentences.

Only the standard library, and Python 3.10: other people's trainings run this code too.
"""

import math
from dataclasses import dataclass, field, fields
from typing import Annotated

from pruning_core.errors import FieldError
from pruning_core.json_checks import many, part
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

If a visitor requested the end, there is no code.
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
    """One step: loss and accuracy of its batch, and the scheduled sparsity."""

    step: Step
    loss: Measured
    accuracy: MeasuredShare
    scheduled_sparsity: MeasuredShare
    learning_rate: Magnitude = None
    metrics: Metrics = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class MasksMeasured:
    """The masks after an update at `step`, read from the network: one value per pruned kernel.

    Attributes:
        step: The update step.
        kept: Weights that the mask keeps.
        predicted: Weights that `masks.kept_weights` predicts.
        scheduled_sparsity: What the kernel's schedule asks for.
        measured_sparsity: What the mask holds.
        thresholds: The magnitude below which weights were pruned, as tfmot keeps it.
        pruned: Weights that the mask kept before and no longer keeps.
        regrown: Weights that it keeps again.
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
        for name in [each.name for each in fields(self)][1:]:
            if len(found := getattr(self, name)) != len(self.kept):
                raise FieldError(
                    f"{prefix}{name}",
                    f"{prefix}{name} must have as many values as kept, {len(self.kept)}, "
                    f"got {len(found)}",
                )


@dataclass(frozen=True, kw_only=True, slots=True)
class DriftMeasured:
    """The drift of each pruned kernel after `step`: how far its masked weights have moved from zero.

    The largest magnitude under each mask, before the next forward pass masks it again.
    """

    step: Step
    drift: Magnitudes


@dataclass(frozen=True, kw_only=True, slots=True)
class WeightsMeasured:
    """A histogram and a picture of the mask for each pruned kernel, after an update at `step`."""

    step: Step
    histograms: Annotated[tuple[Histogram, ...], many(part(Histogram), MAX_KERNELS)]
    pictures: Annotated[tuple[MaskPicture, ...], many(part(MaskPicture), MAX_KERNELS)]

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
    """An epoch has ended: the means over its batches, and the validation if there is one."""

    epoch: Epoch
    step: Step
    loss: Measured
    accuracy: MeasuredShare
    validation_loss: Measured
    validation_accuracy: MeasuredShare
    learning_rate: Magnitude = None
    metrics: Metrics = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFinished:
    """The training ended as planned: results on the test set, and the stripped model's zeros and size.

    `weights_sha256` is over the stripped model's weights, so that equal logs mean equal weights.
    """

    step: Step
    test_loss: Measured
    test_accuracy: MeasuredShare
    kernels: Annotated[tuple[KernelResult, ...], many(part(KernelResult), MAX_KERNELS)]
    h5_bytes: Count
    zipped_h5_bytes: Count
    weights_sha256: Sha256


@dataclass(frozen=True, kw_only=True, slots=True)
class EndedEarly:
    """The run ended after `step`, before the end of its plan.

    Attributes:
        step: The last step.
        message: Why, in the words of an older version; empty since there are codes.
        reason: Why: a code of `REASONS`. Empty if somebody asked for it.
        parameters: The parameters of the reason's sentence.
    """

    step: Step
    message: Text = ""
    reason: Code = ""
    parameters: Parameters = field(default_factory=dict)

    def check(self, prefix: str) -> None:
        """Raise FieldError unless the reason has its parameters."""
        wanted = REASONS.get(self.reason)
        if wanted is not None and self.parameters.keys() != wanted:
            raise FieldError(
                f"{prefix}parameters",
                f"{prefix}parameters must be {', '.join(sorted(wanted)) or 'none'} "
                f"for the reason {self.reason}, got {', '.join(self.parameters) or 'none'}",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class RunStopped(EndedEarly):
    """The run was stopped, on request or for the given reason."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFailed(EndedEarly):
    """The run cannot continue."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunInterrupted(EndedEarly):
    """The run lost several workers in a row, and does not continue."""


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
    """A measured number for an event: None if it is not finite, since JSON has no NaN and no infinity.

    >>> number(float("nan")) is None
    True
    """
    return float(value) if math.isfinite(value) else None
