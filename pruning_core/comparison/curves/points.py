"""Reads the event log of a run as points: measurements at a step, with the time and the sparsity at this step."""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.event_json import KINDS
from pruning_core.runs.events.kinds import (
    EpochMeasured,
    MasksMeasured,
    RunStarted,
    StepMeasured,
)
from pruning_core.runs.run import StoredEvent
from pruning_core.store.event_log import MAX_SECONDS_PER_HEARTBEAT

STEP, MASKS, EPOCH = KINDS[StepMeasured], KINDS[MasksMeasured], KINDS[EpochMeasured]
STARTED = KINDS[RunStarted]
KINDS_OF_POINTS = frozenset({STEP, MASKS, EPOCH, STARTED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """Measurements at a step. A measurement is None if the event does not have it, or if it is not finite.

    Attributes:
        kind: The kind of the event: a step, an update of the masks, or the end of an epoch.
        step: The step.
        seconds: The training time until the event was stored. It does not contain pauses.
        sparsity: The measured sparsity of all kernels together, after the event.
        accuracy: The accuracy of the batch, or the mean over the batches of the epoch.
        loss: The loss, as `accuracy`.
        learning_rate: The learning rate.
        validation_accuracy: The accuracy on the validation examples at the end of an epoch.
        validation_loss: The loss, as `validation_accuracy`.
    """

    kind: str
    step: int
    seconds: float
    sparsity: float
    accuracy: float | None = None
    loss: float | None = None
    learning_rate: float | None = None
    validation_accuracy: float | None = None
    validation_loss: float | None = None

    @property
    def is_step(self) -> bool:
        """Whether the point is a step."""
        return self.kind == STEP

    @property
    def is_masks(self) -> bool:
        """Whether the point is an update of the masks."""
        return self.kind == MASKS

    @property
    def is_epoch(self) -> bool:
        """Whether the point is the end of an epoch."""
        return self.kind == EPOCH


class PointReader:
    """Reads the events of one run in order. It keeps the time and the sparsity between two calls.

    Attributes:
        last_number: The number of the last event that was read.
        unreadable: How many events were damaged. They are left out.
    """

    def __init__(self, config: RunConfig) -> None:
        self.last_number = 0
        self.unreadable = 0
        self._sizes = [kernel.n_weights for kernel in config.pruned_kernels]
        self._n_weights = sum(kernel.n_weights for kernel in config.kernels)
        self._seconds = 0.0
        self._last_at: float | None = None
        self._sparsity = 0.0

    def read(self, events: Iterable[StoredEvent]) -> Iterator[Point]:
        """The points of the next events."""
        for stored in events:
            self.last_number = stored.number
            try:
                point = self._point_of(stored)
            except (ValueError, TypeError, KeyError, AttributeError):
                self.unreadable += 1
                continue
            if point is not None:
                yield point

    def _point_of(self, stored: StoredEvent) -> Point | None:
        """The point of an event, or None if the event has no measurements for a curve."""
        values: dict[str, Any] = json.loads(stored.body)
        kind = values["kind"]
        if kind not in KINDS_OF_POINTS:
            return None
        if self._last_at is not None:
            passed = stored.at - self._last_at
            self._seconds += min(max(passed, 0.0), MAX_SECONDS_PER_HEARTBEAT)
        self._last_at = stored.at
        if kind == STARTED:
            return None
        if kind == MASKS:
            self._sparsity = self._measured_sparsity(values["kept"])
        return Point(
            kind=kind,
            step=checked_step(values["step"]),
            seconds=self._seconds,
            sparsity=self._sparsity,
            accuracy=finite(values.get("accuracy")),
            loss=finite(values.get("loss")),
            learning_rate=finite(values.get("learning_rate")),
            validation_accuracy=finite(values.get("validation_accuracy")),
            validation_loss=finite(values.get("validation_loss")),
        )

    def _measured_sparsity(self, kept: list[int]) -> float:
        """The sparsity of all kernels together. Kernels without a schedule keep all weights."""
        pruned = sum(size - int(n) for size, n in zip(self._sizes, kept, strict=True))
        return pruned / self._n_weights


def finite(value: float | None) -> float | None:
    """The number, or None if there is none.

    Raises:
        TypeError: If the value is not a number.
        ValueError: If the number is not finite.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not math.isfinite(value):
        raise ValueError("not a finite number")
    return float(value)


def checked_step(value: int) -> int:
    """The step.

    Raises:
        ValueError: If the value is not a whole number of at least 0.
    """
    if type(value) is not int or value < 0:
        raise ValueError("not a step")
    return value
