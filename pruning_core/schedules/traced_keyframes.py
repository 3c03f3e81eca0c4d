"""The TensorFlow version of KeyframeSchedule. Scripts quote this module: it does not import the lab."""

from typing import Any, ClassVar

import tensorflow as tf
import tensorflow_model_optimization as tfmot
import tf_keras as keras


@keras.utils.register_keras_serializable(package="PruningScheduleLab")
class KeyframeSchedule(tfmot.sparsity.keras.PruningSchedule):
    """A curve through points: straight, smooth or level between one point and the next.

    s(t) = y_i + (y_(i+1) - y_i) * p * (a + p * (b + p * c)),
    p = min(1, max(0, t - x_i) * (1 / (x_(i+1) - x_i)))

    in float32, where i is the last keyframe at or before step t; a, b, c are (1, 0, 0) for a
    linear segment, (0, 3, -2) for a smooth one and (0, 0, 0) for a level one. Before the first
    keyframe, s(t) is the sparsity of the first one; after the last keyframe, that of the last one.

    Args:
        keyframes: Lists `[step, sparsity, segment]` with increasing steps and sparsities in [0, 1).
        begin_step: First step at which masks may change.
        end_step: Last step at which masks may change; -1 means until training ends.
        frequency: Number of steps from one update of the masks to the next.

    Raises:
        ValueError: If a value is out of range, or the steps do not increase.

    >>> curve = [[0, 0.0, "linear"], [100, 0.5, "hold"], [200, 0.75, "linear"]]
    >>> schedule = KeyframeSchedule(curve, begin_step=0)
    >>> [float(schedule(tf.constant(step, tf.int64))[1]) for step in (50, 100, 199, 200)]
    [0.25, 0.5, 0.5, 0.75]
    """

    COEFFICIENTS: ClassVar[dict[str, tuple[float, float, float]]] = {
        "linear": (1.0, 0.0, 0.0),
        "smooth": (0.0, 3.0, -2.0),
        "hold": (0.0, 0.0, 0.0),
    }

    def __init__(
        self, keyframes: list[Any], begin_step: int, end_step: int = -1, frequency: int = 100
    ) -> None:
        self.keyframes = [list(keyframe) for keyframe in keyframes]
        self.begin_step = begin_step
        self.end_step = end_step
        self.frequency = frequency
        self._validate_step(begin_step, end_step, frequency, allow_negative_1=True)
        for _step, sparsity, segment in self.keyframes:
            self._validate_sparsity(sparsity, "keyframes' sparsity")
            if segment not in self.COEFFICIENTS:
                raise ValueError(f"a keyframe's segment must be one of {list(self.COEFFICIENTS)}")
        steps = [step for step, _sparsity, _segment in self.keyframes]
        if not steps or steps != sorted(set(steps)):
            raise ValueError("there must be at least one keyframe, and their steps must increase")

    def __call__(self, step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Whether masks change at a step (bool scalar), and the sparsity then (float32 scalar)."""
        steps, sparsities, segments = zip(*self.keyframes, strict=True)
        starts = tf.constant(steps, tf.int64)
        levels = tf.constant(sparsities, tf.float32)
        spans = tf.concat([starts[1:] - starts[:-1], [1]], axis=0)
        shapes = tf.constant([self.COEFFICIENTS[segment] for segment in segments], tf.float32)
        rates = 1.0 / tf.cast(spans, tf.float32)
        rises = tf.concat([levels[1:] - levels[:-1], [0.0]], axis=0)

        step = tf.cast(step, tf.int64)
        passed = tf.maximum(tf.math.count_nonzero(starts <= step) - 1, 0)
        since = tf.cast(tf.maximum(step - tf.gather(starts, passed), 0), tf.float32)
        progress = tf.minimum(1.0, since * tf.gather(rates, passed))
        a, b, c = tf.unstack(tf.gather(shapes, passed))
        share = progress * (a + progress * (b + progress * c))
        level = tf.gather(levels, passed) + tf.gather(rises, passed) * share
        # The graph optimizer would regroup the 1 - (x + y) of a mask update, and so change its last
        # bit. It does not regroup 1 - max(0, x + y).
        sparsity = tf.maximum(0.0, level)
        is_due = self._should_prune_in_step(step, self.begin_step, self.end_step, self.frequency)
        return is_due, sparsity

    def get_config(self) -> dict[str, Any]:
        """The form of tfmot's own schedules: `{"class_name": ..., "config": {...}}`."""
        return {
            "class_name": "KeyframeSchedule",
            "config": {
                "keyframes": self.keyframes,
                "begin_step": self.begin_step,
                "end_step": self.end_step,
                "frequency": self.frequency,
            },
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "KeyframeSchedule":
        """The schedule of a config: either only its parameters, or the result of `get_config`."""
        return cls(**config.get("config", config))


# The pruning wrapper of a saved model looks its schedule up by the class name, without the package.
keras.utils.get_custom_objects()["KeyframeSchedule"] = KeyframeSchedule
