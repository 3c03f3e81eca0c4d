"""A schedule that stores its numbers in variables of the graph. So one traced graph works for all schedules."""

from typing import Any

import numpy as np
import tensorflow as tf
import tensorflow_model_optimization as tfmot
from numpy.typing import NDArray

from pruning_core.prediction.masks import update_range, update_steps
from pruning_core.schedules import Schedule

MAX_UPDATES = 5_000


class TracedSchedule(tfmot.sparsity.keras.PruningSchedule):
    """A schedule that reads the sparsity of each update from a table.

    tfmot's own schedule computes the table in a traced graph, one step at a time, as in a training.
    So the masks are exactly equal to those of a network that was built with tfmot's schedule.
    """

    def __init__(self) -> None:
        self._update_range = tf.Variable([0, -1, 1], dtype=tf.int64)
        self._first_update = tf.Variable(1, dtype=tf.int64)
        self._table = tf.Variable([0.0], shape=[None], dtype=tf.float32)

    def set_schedule(self, schedule: Schedule, total_steps: int) -> None:
        """Compute the table of a schedule, for a training of `total_steps`. `fits_in_table` must be true for both."""
        updates = update_steps(schedule, total_steps)
        self._update_range.assign([schedule.begin_step, schedule.end_step, schedule.frequency])
        self._first_update.assign(updates[0] if updates.size else schedule.begin_step)
        self._table.assign(sparsity_at(schedule, updates) if updates.size else [0.0])

    def __call__(self, step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Whether masks change at a step (bool scalar), and the sparsity at this step (float32 scalar)."""
        begin, end, frequency = tf.unstack(self._update_range)
        step = tf.cast(step, tf.int64)
        is_due = self._should_prune_in_step(step, begin, end, frequency)
        last = tf.size(self._table, tf.int64) - 1
        index = tf.clip_by_value((step - self._first_update) // frequency, 0, last)
        return is_due, tf.gather(self._table, index)

    def get_config(self) -> dict[str, Any]:
        """A config without parameters, because the numbers are variables."""
        return {"class_name": type(self).__name__, "config": {}}


def fits_in_table(schedule: Schedule, total_steps: int) -> bool:
    """Whether the table is large enough for the updates of a schedule."""
    return len(update_range(schedule, total_steps)) <= MAX_UPDATES


def sparsity_at(schedule: Schedule, steps: NDArray[np.int64]) -> NDArray[np.float32]:
    """The sparsity of tfmot's own schedule at each step, in a traced graph: float32 array (n,)."""
    tfmot_schedule = schedule.to_tfmot()

    @tf.function(input_signature=[tf.TensorSpec([None], tf.int64)])
    def compute_sparsity(steps: tf.Tensor) -> tf.Tensor:
        return tf.map_fn(
            lambda step: tfmot_schedule(step)[1], steps, fn_output_signature=tf.float32
        )

    table: NDArray[np.float32] = compute_sparsity(tf.constant(steps, tf.int64)).numpy()
    return table
