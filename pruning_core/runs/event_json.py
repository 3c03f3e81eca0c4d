"""Run events as JSON: what each kind is called there, and how it is read again."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from pruning_core.kernels import Kernel
from pruning_core.runs.events import (
    DriftMeasured,
    EpochMeasured,
    Histogram,
    KernelResult,
    MaskPicture,
    MasksMeasured,
    PhaseStarted,
    RunEvent,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStarted,
    RunStopped,
    StepMeasured,
    WeightsMeasured,
)

CLASSES: dict[str, type[RunEvent]] = {
    "phase_started": PhaseStarted,
    "run_started": RunStarted,
    "step_measured": StepMeasured,
    "masks_measured": MasksMeasured,
    "drift_measured": DriftMeasured,
    "weights_measured": WeightsMeasured,
    "epoch_measured": EpochMeasured,
    "run_finished": RunFinished,
    "run_stopped": RunStopped,
    "run_failed": RunFailed,
    "run_interrupted": RunInterrupted,
}
KINDS = {cls: kind for kind, cls in CLASSES.items()}


def event_to_json(event: RunEvent) -> str:
    """The event as one line of JSON, its kind first.

    >>> event_to_json(RunStopped(step=7))
    '{"kind": "run_stopped", "step": 7, "message": ""}'
    """
    return json.dumps({"kind": KINDS[type(event)], **asdict(event)}, allow_nan=False)


def event_from_json(text: str) -> RunEvent:
    """The inverse of `event_to_json`.

    >>> event_from_json('{"kind": "run_stopped", "step": 7}')
    RunStopped(step=7, message='')
    """
    parts = json.loads(text)
    event_class = CLASSES[parts.pop("kind")]
    return READERS.get(event_class, event_class)(**parts)


def run_started(*, kernels: list[dict[str, Any]], **parts: Any) -> RunStarted:  # noqa: ANN401  (JSON)
    """A `RunStarted` with its kernels."""
    shaped = [kernel | {"shape": tuple(kernel["shape"])} for kernel in kernels]
    return RunStarted(kernels=tuple(Kernel(**kernel) for kernel in shaped), **parts)


def masks_measured(*, step: int, **lists: list[Any]) -> MasksMeasured:
    """A `MasksMeasured`: but for its step, all of it is one value a kernel."""
    return MasksMeasured(step=step, **{name: tuple(values) for name, values in lists.items()})


def drift_measured(*, step: int, drift: list[float | None]) -> DriftMeasured:
    """A `DriftMeasured`."""
    return DriftMeasured(step=step, drift=tuple(drift))


def weights_measured(
    *, step: int, histograms: list[dict[str, Any]], pictures: list[dict[str, Any]]
) -> WeightsMeasured:
    """A `WeightsMeasured` with its histograms and pictures."""
    counted = [histogram | {"counts": tuple(histogram["counts"])} for histogram in histograms]
    return WeightsMeasured(
        step=step,
        histograms=tuple(Histogram(**histogram) for histogram in counted),
        pictures=tuple(MaskPicture(**picture) for picture in pictures),
    )


def run_finished(*, kernels: list[dict[str, Any]], **parts: Any) -> RunFinished:  # noqa: ANN401  (JSON)
    """A `RunFinished` with its kernels."""
    return RunFinished(kernels=tuple(KernelResult(**kernel) for kernel in kernels), **parts)


READERS: dict[type[RunEvent], Callable[..., RunEvent]] = {
    RunStarted: run_started,
    MasksMeasured: masks_measured,
    DriftMeasured: drift_measured,
    WeightsMeasured: weights_measured,
    RunFinished: run_finished,
}
"""For the events with more than numbers and texts in them; the others are their parts as they are."""
