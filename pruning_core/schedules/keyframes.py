"""KeyframeSchedule: a curve through points that the user chooses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pruning_core.checks import check_whole, quoted, store_checked
from pruning_core.errors import ScheduleError
from pruning_core.schedules import window
from pruning_core.schedules.polynomial import flushed
from pruning_core.texts import gettext

if TYPE_CHECKING:
    from tensorflow_model_optimization.sparsity import keras as tfmot

MOST_KEYFRAMES = 64


class Segment(StrEnum):
    """How the curve runs from one keyframe to the next."""

    LINEAR = "linear"
    SMOOTH = "smooth"
    HOLD = "hold"


COEFFICIENTS: dict[Segment, tuple[float, float, float]] = {
    Segment.LINEAR: (1, 0, 0),
    Segment.SMOOTH: (0, 3, -2),
    Segment.HOLD: (0, 0, 0),
}
"""a, b and c of p * (a + p * (b + p * c)): the fraction of a segment's rise at its progress p."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keyframe:
    """A point of the curve, and how the curve continues from there.

    Attributes:
        step: The step of the point, at least 0.
        sparsity: The scheduled sparsity at this step, in [0, 1).
        segment: How the curve runs to the next keyframe; after the last, it stays level.

    Raises:
        ScheduleError: If a value is out of range.
    """

    step: int
    sparsity: float
    segment: Segment = Segment.LINEAR

    def __post_init__(self) -> None:
        try:
            step = check_whole("keyframes' step", self.step, least=0, error=ScheduleError)
            sparsity = window.check_sparsity("keyframes' sparsity", self.sparsity)
        except ScheduleError as refused:
            raise ScheduleError("keyframes", str(refused)) from refused
        if self.segment not in list(Segment):
            raise ScheduleError(
                "keyframes",
                gettext(
                    "keyframes' segment must be one of {segments}, got {value}",
                    segments=", ".join(Segment),
                    value=quoted(self.segment),
                ),
            )
        store_checked(self, step=step, sparsity=sparsity, segment=Segment(self.segment))


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyframeSchedule(window.Windowed):
    """A curve through points: straight, smooth or level between one point and the next.

    s(t) = y_i + (y_(i+1) - y_i) * p * (a + p * (b + p * c)),
    p = min(1, max(0, t - x_i) * (1 / (x_(i+1) - x_i)))

    in float32, where i is the last keyframe at or before step t; a, b, c are (1, 0, 0) for a
    linear segment, (0, 3, -2) for a smooth one and (0, 0, 0) for one that holds. Before the first
    keyframe the curve has the first sparsity, after the last keyframe the last.

    Attributes:
        keyframes: 1 to 64 keyframes, or lists `[step, sparsity, segment]`, with increasing steps.
        begin_step: First step at which masks may change, at least 0.
        end_step: Last step at which masks may change; -1 means until training ends.
        frequency: Number of steps from one update of the masks to the next, at least 1.

    Raises:
        ScheduleError: If a value is out of range, or the steps do not increase.

    >>> schedule = KeyframeSchedule(keyframes=[[0, 0.0], [100, 0.5, "hold"], [200, 0.75]], begin_step=0)
    >>> schedule.sparsity([50, 100, 199, 200])
    array([0.25, 0.5 , 0.5 , 0.75], dtype=float32)
    """

    keyframes: Sequence[Keyframe]
    begin_step: int
    end_step: int = window.UNTIL_TRAINING_ENDS
    frequency: int = 100

    def __post_init__(self) -> None:
        steps = window.check_window(
            begin_step=self.begin_step, end_step=self.end_step, frequency=self.frequency
        )
        store_checked(self, keyframes=check_keyframes(self.keyframes), **steps)

    @property
    def asked_sparsity(self) -> float:
        """The sparsity that this schedule is meant to end at."""
        return self.keyframes[-1].sparsity

    def sparsity(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The scheduled sparsity at each step: int array (n,) -> float32 array (n,)."""
        at = window.step_array(steps)
        starts = np.array([point.step for point in self.keyframes], np.int64)
        levels = flushed(np.array([point.sparsity for point in self.keyframes], np.float32))
        rises = flushed(np.append(np.diff(levels), np.float32(0)))
        rates = np.float32(1) / np.append(np.diff(starts), 1).astype(np.float32)
        shapes = np.array([COEFFICIENTS[point.segment] for point in self.keyframes], np.float32)
        passed = np.maximum(np.searchsorted(starts, at, side="right") - 1, 0)
        since = np.maximum(at - starts[passed], 0).astype(np.float32)
        progress = np.minimum(np.float32(1), since * rates[passed])
        a, b, c = shapes[passed].T
        share = progress * (a + progress * (b + progress * c))
        return flushed(levels[passed] + flushed(rises[passed] * share))

    def kept_fraction(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The fraction of weights that an update at each step keeps: 1 - s(t), float32 (n,)."""
        return np.float32(1) - self.sparsity(steps)

    def get_config(self) -> dict[str, Any]:
        """The form of tfmot's schedules: `{"class_name": ..., "config": {...}}`.

        >>> KeyframeSchedule(keyframes=[[9, 0.5]], begin_step=9).get_config()["config"]["keyframes"]
        [[9, 0.5, 'linear']]
        """
        points = [[point.step, point.sparsity, str(point.segment)] for point in self.keyframes]
        parameters = {
            "keyframes": points,
            "begin_step": self.begin_step,
            "end_step": self.end_step,
            "frequency": self.frequency,
        }
        return {"class_name": "KeyframeSchedule", "config": parameters}

    def to_tfmot(self) -> "tfmot.PruningSchedule":
        """The same schedule as a tfmot object that trains, saves and loads; imports TensorFlow."""
        from pruning_core.schedules.traced_keyframes import (
            KeyframeSchedule as TracedKeyframeSchedule,
        )

        return TracedKeyframeSchedule(**self.get_config()["config"])


def check_keyframes(keyframes: object) -> tuple[Keyframe, ...]:
    """The keyframes as a tuple of `Keyframe`.

    Raises:
        ScheduleError: If there are none or too many, or their steps do not increase.
    """
    if isinstance(keyframes, str) or not isinstance(keyframes, Iterable):
        raise ScheduleError(
            "keyframes",
            gettext(
                "keyframes must be a list of [step, sparsity, segment], got {value}",
                value=quoted(keyframes),
            ),
        )
    points = tuple(map(as_keyframe, keyframes))
    if not 1 <= len(points) <= MOST_KEYFRAMES:
        raise ScheduleError(
            "keyframes",
            gettext(
                "keyframes must be 1 to {most} points, got {number}",
                most=MOST_KEYFRAMES,
                number=len(points),
            ),
        )
    for before, after in pairwise(points):
        if after.step <= before.step:
            raise ScheduleError(
                "keyframes",
                gettext(
                    "keyframes' steps must increase, got {after} after {before}: "
                    "sort them and keep one for each step",
                    after=after.step,
                    before=before.step,
                ),
            )
    return points


def as_keyframe(point: Any) -> Keyframe:  # noqa: ANN401  (any JSON value)
    """The keyframe of a list `[step, sparsity]` or `[step, sparsity, segment]`."""
    match point:
        case Keyframe():
            return point
        case [step, sparsity]:
            return Keyframe(step=step, sparsity=sparsity)
        case [step, sparsity, segment]:
            return Keyframe(step=step, sparsity=sparsity, segment=segment)
        case _:
            raise ScheduleError(
                "keyframes",
                gettext(
                    "each keyframe is written [step, sparsity, segment], got {value}",
                    value=quoted(point),
                ),
            )
