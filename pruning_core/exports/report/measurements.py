"""Reads the event log of a run once, and sorts the measurements by kind."""

from collections.abc import Iterable
from dataclasses import dataclass

from pruning_core.errors import EventError
from pruning_core.runs.events.kinds import (
    DriftMeasured,
    EpochMeasured,
    MasksMeasured,
    RunStarted,
    StepMeasured,
    WeightsMeasured,
)
from pruning_core.runs.events.words import unreadable_in_words
from pruning_core.runs.run import StoredEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurements:
    """The events of a run by kind, in order.

    Attributes:
        started: The latest start of the training, or None.
        losses: Step and loss of each batch. The loss is None if it is not finite.
        accuracies: Step and accuracy of each batch.
        masks: Each update of the masks.
        drifts: Each measurement of drift.
        epochs: Each epoch that ended.
        weights: The latest histograms and pictures, or None.
        unreadable: A sentence for each damaged or unknown event. These events are left out.
    """

    started: RunStarted | None
    losses: tuple[tuple[int, float | None], ...]
    accuracies: tuple[tuple[int, float | None], ...]
    masks: tuple[MasksMeasured, ...]
    drifts: tuple[DriftMeasured, ...]
    epochs: tuple[EpochMeasured, ...]
    weights: WeightsMeasured | None
    unreadable: tuple[str, ...]

    @property
    def last_step(self) -> int:
        """The last step that was measured; 0 before the first."""
        return self.losses[-1][0] if self.losses else 0


def measurements(events: Iterable[StoredEvent], *, n_pruned: int) -> Measurements:
    """Sort an event log by kind. The run may still train.

    Args:
        events: The log.
        n_pruned: How many kernels the run prunes.
    """
    started, weights = None, None
    losses, accuracies = [], []
    masks, drifts, epochs, unreadable = [], [], [], []
    for stored in events:
        try:
            event = stored.event_of(n_pruned=n_pruned)
        except EventError as error:
            unreadable.append(unreadable_in_words(stored.number, error))
            continue
        match event:
            case StepMeasured(step=step, loss=loss, accuracy=accuracy):
                losses.append((step, loss))
                accuracies.append((step, accuracy))
            case MasksMeasured():
                masks.append(event)
            case DriftMeasured():
                drifts.append(event)
            case EpochMeasured():
                epochs.append(event)
            case WeightsMeasured():
                weights = event
            case RunStarted():
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
        unreadable=tuple(unreadable),
    )
