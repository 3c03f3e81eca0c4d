"""What a run measured, sorted: a pass over its event log that keeps what a report draws."""

from collections.abc import Iterable
from dataclasses import dataclass

from pruning_core.runs.events import (
    DriftMeasured,
    EpochMeasured,
    MasksMeasured,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStarted,
    RunStopped,
    StepMeasured,
    WeightsMeasured,
)
from pruning_core.runs.run import StoredEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurements:
    """The events of a run by kind, in order.

    Attributes:
        started: How the training began, the latest time; None before it.
        losses: Step and loss of each batch; None where it is not finite.
        accuracies: Step and accuracy of each batch.
        masks: Each update of the masks.
        drifts: Each time that drift was measured.
        epochs: Each epoch that ended.
        weights: The latest histograms and pictures, or None.
        ended: How the run ended, or None while it has not.
    """

    started: RunStarted | None
    losses: tuple[tuple[int, float | None], ...]
    accuracies: tuple[tuple[int, float | None], ...]
    masks: tuple[MasksMeasured, ...]
    drifts: tuple[DriftMeasured, ...]
    epochs: tuple[EpochMeasured, ...]
    weights: WeightsMeasured | None
    ended: RunFinished | RunStopped | RunFailed | RunInterrupted | None

    @property
    def last_step(self) -> int:
        """The last step that was measured; 0 before the first."""
        return self.losses[-1][0] if self.losses else 0


def measurements(events: Iterable[StoredEvent]) -> Measurements:
    """Sort an event log; it may be that of a run that goes on."""
    started, weights, ended = None, None, None
    losses, accuracies = [], []
    masks, drifts, epochs = [], [], []
    for stored in events:
        match stored.event:
            case StepMeasured(step=step, loss=loss, accuracy=accuracy):
                losses.append((step, loss))
                accuracies.append((step, accuracy))
            case MasksMeasured() as event:
                masks.append(event)
            case DriftMeasured() as event:
                drifts.append(event)
            case EpochMeasured() as event:
                epochs.append(event)
            case WeightsMeasured() as event:
                weights = event
            case RunStarted() as event:
                started = event
            case RunFinished() | RunStopped() | RunFailed() | RunInterrupted() as event:
                ended = event
            case _:
                pass
    return Measurements(
        started=started,
        losses=tuple(losses),
        accuracies=tuple(accuracies),
        masks=tuple(masks),
        drifts=tuple(drifts),
        epochs=tuple(epochs),
        weights=weights,
        ended=ended,
    )
