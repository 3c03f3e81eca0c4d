"""Curves of a run for a screen: neighbouring steps share a bucket, which keeps the mean and both extremes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pruning_core.comparison.curves.points import Point
from pruning_core.plan import TrainingPlan

MAX_BUCKETS = 512
"""The number of buckets of a curve. A chart is about this number of pixels wide."""
SIGNIFICANT_DIGITS = 6
"""Digits of the numbers for a browser. A screen shows fewer digits."""
STEP_MEASURES = ("accuracy", "loss", "learning_rate")
EPOCH_MEASURES = ("validation_accuracy", "validation_loss")


@dataclass(slots=True)
class Spread:
    """The mean and the extremes of some numbers. Without numbers, all three are None."""

    count: int = 0
    total: float = 0.0
    low: float | None = None
    high: float | None = None

    def add(self, value: float | None) -> None:
        """Add a number. None is ignored: it was not measured, or it is not finite."""
        if value is None:
            return
        self.count += 1
        self.total += value
        if self.low is None or value < self.low:
            self.low = value
        if self.high is None or value > self.high:
            self.high = value

    @property
    def mean(self) -> float | None:
        """The mean. Without the limits, rounding could move it outside the extremes."""
        if self.low is None or self.high is None:
            return None
        return min(max(self.total / self.count, self.low), self.high)


@dataclass(slots=True)
class Bucket:
    """Neighbouring steps or epochs of a run.

    Attributes:
        number: The number of the bucket, from 0.
        step: The last step in the bucket.
        seconds: The training time at this step.
        sparsity: The measured sparsity at this step.
        spreads: The measurements by name.
    """

    number: int
    step: int
    seconds: float
    sparsity: float
    spreads: dict[str, Spread]


@dataclass(slots=True)
class BucketTable:
    """The buckets of the steps or of the epochs of a run.

    Attributes:
        size: The number of steps or epochs in a bucket.
        measures: The names of the measurements.
        buckets: The buckets, in order.
    """

    size: int
    measures: Sequence[str]
    buckets: list[Bucket] = field(default_factory=list)

    def add(self, index: int, point: Point) -> None:
        """Add a point. `index` is the index of its step or epoch, from 0. Earlier buckets do not change."""
        number = index // self.size
        if not self.buckets or number > self.buckets[-1].number:
            spreads = {measure: Spread() for measure in self.measures}
            bucket = Bucket(number, point.step, point.seconds, point.sparsity, spreads)
            self.buckets.append(bucket)
        latest = self.buckets[-1]
        if number < latest.number:
            return
        latest.step, latest.seconds, latest.sparsity = point.step, point.seconds, point.sparsity
        for measure, spread in latest.spreads.items():
            spread.add(getattr(point, measure))

    def columns(self) -> dict[str, Any]:
        """The table as columns of JSON values. A measurement that no bucket has is left out.

        Each measurement is a list of means. If a bucket may have several values, the lists
        `<measure>_low` and `<measure>_high` are the extremes.
        """
        columns: dict[str, Any] = {
            "step": [bucket.step for bucket in self.buckets],
            "seconds": [shorten(bucket.seconds) for bucket in self.buckets],
            "sparsity": [shorten(bucket.sparsity) for bucket in self.buckets],
        }
        for measure in self.measures:
            spreads = [bucket.spreads[measure] for bucket in self.buckets]
            if not any(spread.count for spread in spreads):
                continue
            columns[measure] = [shorten(spread.mean) for spread in spreads]
            if self.size > 1:
                columns[f"{measure}_low"] = [shorten(spread.low) for spread in spreads]
                columns[f"{measure}_high"] = [shorten(spread.high) for spread in spreads]
        return columns


class Curves:
    """The curves of one run. They grow with the run.

    Buckets depend only on the plan. So drawn buckets do not change while a run grows, and the runs of a
    group have the same buckets.
    """

    def __init__(self, plan: TrainingPlan) -> None:
        self.steps = BucketTable(bucket_size(plan.total_steps), STEP_MEASURES)
        self.epochs = BucketTable(bucket_size(plan.epochs), EPOCH_MEASURES)
        self._n_epochs = 0

    def add(self, points: Iterable[Point]) -> None:
        """Add the next points of the run."""
        for point in points:
            if point.is_epoch:
                self.epochs.add(self._n_epochs, point)
                self._n_epochs += 1
            elif point.is_step:
                self.steps.add(max(0, point.step - 1), point)
            elif self.steps.buckets and self.steps.buckets[-1].step == point.step:
                self.steps.buckets[-1].sparsity = point.sparsity

    def columns(self) -> dict[str, Any]:
        """Both tables as JSON values."""
        return {"steps": self.steps.columns(), "epochs": self.epochs.columns()}


def bucket_size(total: int, most: int = MAX_BUCKETS) -> int:
    """The number of steps or epochs in a bucket: the smallest power of two with at most `most` buckets.

    >>> bucket_size(512), bucket_size(5760)
    (1, 16)
    """
    return int(2 ** max(0, math.ceil(math.log2(total / most))))


def shorten(number: float | None) -> float | None:
    """The number with the digits that a browser needs.

    >>> shorten(0.123456789)
    0.123457
    """
    return None if number is None else float(f"{number:.{SIGNIFICANT_DIGITS}g}")
