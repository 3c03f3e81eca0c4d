"""The measurements of a run, sorted by kind: one pass over its event log."""

from collections.abc import Iterable
from dataclasses import dataclass

from pruning_core.runs.events import (
    DriftMeasured,
    EpochMeasured,
    MasksMeasured,
    RunStarted,
    StepMeasured,
    WeightsMeasured,
)
from pruning_core.runs.run import StoredEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurements:
    """The events of a run by kind, in order.

    Attributes:
        started: The latest start of the training; None before it.
        losses: Step and loss of each batch; the loss is None where it is not finite.
        accuracies: Step and accuracy of each batch.
        masks: Each update of the masks.
        drifts: Each measurement of drift.
        epochs: Each epoch that ended.
        weights: The latest histograms and pictures, or None.
    """

    started: RunStarted | None
    losses: tuple[tuple[int, float | None], ...]
    accuracies: tuple[tuple[int, float | None], ...]
    masks: tuple[MasksMeasured, ...]
    drifts: tuple[DriftMeasured, ...]
    epochs: tuple[EpochMeasured, ...]
    weights: WeightsMeasured | None

    @property
    def last_step(self) -> int:
        """The last step that was measured; 0 before the first."""
        return self.losses[-1][0] if self.losses else 0


def measurements(events: Iterable[StoredEvent]) -> Measurements:
    """Sort an event log; the run may still go on."""
    started, weights = None, None
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
    )
