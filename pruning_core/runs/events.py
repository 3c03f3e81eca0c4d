"""Run events: the closed set of things that can happen in a run."""

import math
from dataclasses import dataclass

from pruning_core.kernels import Kernel


@dataclass(frozen=True, kw_only=True, slots=True)
class PhaseStarted:
    """The run begins something that takes a while; `phase` completes "The worker is ..."."""

    phase: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RunStarted:
    """The network is built and its training begins."""

    total_steps: int
    steps_per_epoch: int
    kernels: tuple[Kernel, ...]
    versions: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class StepMeasured:
    """One optimizer step: loss and accuracy of its batch, and the sparsity that was scheduled."""

    step: int
    loss: float | None
    accuracy: float | None
    scheduled_sparsity: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MasksMeasured:
    """The masks after an update at `step`, read from the network: one value a pruned kernel.

    Attributes:
        step: The update step.
        kept: Weights that the mask keeps.
        predicted: Weights that `masks.kept_weights` says it keeps.
        scheduled_sparsity: What the kernel's schedule asks for.
        measured_sparsity: What the mask holds.
        thresholds: The magnitude below which weights were pruned, as tfmot keeps it.
        pruned: Weights that the mask kept before and keeps no more.
        regrown: Weights that it keeps again.
    """

    step: int
    kept: tuple[int, ...]
    predicted: tuple[int, ...]
    scheduled_sparsity: tuple[float, ...]
    measured_sparsity: tuple[float, ...]
    thresholds: tuple[float | None, ...]
    pruned: tuple[int, ...]
    regrown: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DriftMeasured:
    """How far the masked weights of each pruned kernel have moved off zero after `step`.

    The largest magnitude under each mask, before the next forward pass masks it again.
    """

    step: int
    drift: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Histogram:
    """The magnitudes of a kernel's weights: `counts` in bins of equal width from 0 to `largest`."""

    layer: str
    largest: float | None
    counts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MaskPicture:
    """A mask as small tiles: each cell says which share of the weights behind it is kept.

    `levels` are tiles x rows x columns bytes in C order, 0 for none and 255 for all, in base64.
    """

    layer: str
    tiles: int
    rows: int
    columns: int
    levels: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WeightsMeasured:
    """What the weights and masks look like after an update at `step`: one each a pruned kernel."""

    step: int
    histograms: tuple[Histogram, ...]
    pictures: tuple[MaskPicture, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class EpochMeasured:
    """An epoch ended: means over its batches, and the validation where there is one."""

    epoch: int
    step: int
    loss: float | None
    accuracy: float | None
    validation_loss: float | None
    validation_accuracy: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class KernelResult:
    """What one kernel of the stripped model holds."""

    layer: str
    n_weights: int
    zeros: int
    measured_sparsity: float


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFinished:
    """The training ended as planned: the test set, the stripped model and its size in bytes.

    `weights_sha256` is over the stripped model's weights, so that equal logs mean equal weights.
    """

    step: int
    test_loss: float | None
    test_accuracy: float | None
    kernels: tuple[KernelResult, ...]
    h5_bytes: int
    zipped_h5_bytes: int
    weights_sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RunStopped:
    """The run was stopped after `step`, by someone or for the reason in `message`."""

    step: int
    message: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFailed:
    """The run cannot go on, and `message` says why."""

    step: int
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RunInterrupted:
    """The run has lost several workers in a row, and goes on no more."""

    step: int
    message: str


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
    """A measured number as an event holds it: JSON has no NaN and no infinity.

    >>> number(float("nan")) is None
    True
    """
    return float(value) if math.isfinite(value) else None
