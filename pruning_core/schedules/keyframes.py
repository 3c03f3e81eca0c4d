"""KeyframeSchedule: a curve through points that the user chooses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pruning_core.checks import store_checked
from pruning_core.schedules import window
from pruning_core.schedules.keyframe import Keyframe, Segment, check_keyframes
from pruning_core.schedules.polynomial import flush_subnormals

if TYPE_CHECKING:
    from tensorflow_model_optimization.sparsity import keras as tfmot

COEFFICIENTS: dict[Segment, tuple[float, float, float]] = {
    Segment.LINEAR: (1, 0, 0),
    Segment.SMOOTH: (0, 3, -2),
    Segment.HOLD: (0, 0, 0),
}
"""a, b and c of p * (a + p * (b + p * c)): the fraction of a segment's rise at its progress p."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyframeSchedule(window.ScheduleWithWindow):
    """A curve through points: straight, smooth or level between one point and the next.

    s(t) = y_i + (y_(i+1) - y_i) * p * (a + p * (b + p * c)),
    p = min(1, max(0, t - x_i) * (1 / (x_(i+1) - x_i)))

    in float32, where i is the last keyframe at or before step t; a, b, c are (1, 0, 0) for a
    linear segment, (0, 3, -2) for a smooth one and (0, 0, 0) for a level one. Before the first
    keyframe, s(t) is the sparsity of the first one; after the last keyframe, that of the last one.

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
    def end_sparsity(self) -> float:
        """The sparsity at the end of this schedule."""
        return self.keyframes[-1].sparsity

    def sparsity(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The scheduled sparsity at each step: int array (n,) -> float32 array (n,)."""
        step_numbers = window.step_array(steps)
        starts = np.array([point.step for point in self.keyframes], np.int64)
        levels = flush_subnormals(
            np.array([point.sparsity for point in self.keyframes], np.float32)
        )
        rises = flush_subnormals(np.append(np.diff(levels), np.float32(0)))
        rates = np.float32(1) / np.append(np.diff(starts), 1).astype(np.float32)
        shapes = np.array([COEFFICIENTS[point.segment] for point in self.keyframes], np.float32)
        last_keyframe = np.maximum(np.searchsorted(starts, step_numbers, side="right") - 1, 0)
        steps_since = np.maximum(step_numbers - starts[last_keyframe], 0).astype(np.float32)
        progress = np.minimum(np.float32(1), steps_since * rates[last_keyframe])
        a, b, c = shapes[last_keyframe].T
        share = progress * (a + progress * (b + progress * c))
        return flush_subnormals(
            levels[last_keyframe] + flush_subnormals(rises[last_keyframe] * share)
        )

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
        """The same schedule as a tfmot object, which can train, be saved and be loaded. Imports TensorFlow."""
        from pruning_core.schedules.traced_keyframes import (
            KeyframeSchedule as TracedKeyframeSchedule,
        )

        return TracedKeyframeSchedule(**self.get_config()["config"])
