"""Run events: the closed set of things that can happen in a run, and their JSON."""

import json
import math
from dataclasses import asdict, dataclass
from typing import Any

from pruning_core.networks import Kernel


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
    """The masks hold something new after `step`: the weights kept in each kernel, read from it."""

    step: int
    kept: tuple[int, ...]
    measured_sparsity: tuple[float, ...]


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
    """Someone stopped the run after `step`; what was measured stays."""

    step: int


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
    | EpochMeasured
    | RunFinished
    | RunStopped
    | RunFailed
    | RunInterrupted
)
EndEvent = RunFinished | RunStopped | RunFailed | RunInterrupted

CLASSES: dict[str, type[Any]] = {
    "phase_started": PhaseStarted,
    "run_started": RunStarted,
    "step_measured": StepMeasured,
    "masks_measured": MasksMeasured,
    "epoch_measured": EpochMeasured,
    "run_finished": RunFinished,
    "run_stopped": RunStopped,
    "run_failed": RunFailed,
    "run_interrupted": RunInterrupted,
}
KINDS = {cls: kind for kind, cls in CLASSES.items()}


def number(value: float) -> float | None:
    """A measured number as an event holds it: JSON has no NaN and no infinity.

    >>> number(float("nan")) is None
    True
    """
    return float(value) if math.isfinite(value) else None


def event_to_json(event: RunEvent) -> str:
    """The event as one line of JSON, its kind first.

    >>> event_to_json(RunStopped(step=7))
    '{"kind": "run_stopped", "step": 7}'
    """
    return json.dumps({"kind": KINDS[type(event)], **asdict(event)}, allow_nan=False)


def event_from_json(text: str) -> RunEvent:
    """The inverse of `event_to_json`.

    >>> event_from_json('{"kind": "run_stopped", "step": 7}')
    RunStopped(step=7)
    """
    parts = json.loads(text)
    event_class = CLASSES[parts.pop("kind")]
    match event_class.__name__:
        case "RunStarted":
            parts["kernels"] = tuple(
                Kernel(layer=kernel["layer"], shape=tuple(kernel["shape"]))
                for kernel in parts["kernels"]
            )
        case "MasksMeasured":
            parts |= {name: tuple(parts[name]) for name in ("kept", "measured_sparsity")}
        case "RunFinished":
            parts["kernels"] = tuple(KernelResult(**kernel) for kernel in parts["kernels"])
        case _:
            pass
    event: RunEvent = event_class(**parts)
    return event
