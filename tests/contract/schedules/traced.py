"""Computes the values of the installed tfmot in a traced graph, one step after another, as in a training."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tensorflow_model_optimization.sparsity import keras as tfmot

from pruning_core import Schedule


def traced_schedule(
    schedule: Schedule, steps: Iterable[int]
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """`should_prune` and `sparsity` at each step, as tfmot computes them for a schedule of the lab."""
    return traced(schedule.to_tfmot(), steps)


def traced(
    schedule_of_tfmot: tfmot.PruningSchedule, steps: Iterable[int]
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """`should_prune` and `sparsity` of a tfmot schedule at each step."""
    step = tf.Variable(0, dtype=tf.int64)

    @tf.function
    def at_step() -> tuple[tf.Tensor, tf.Tensor]:
        return schedule_of_tfmot(step)

    values = [[part.numpy() for part in at_step()] for _ in set_steps(step, steps)]
    update_flags, sparsity = zip(*values, strict=True)
    return np.array(update_flags), np.array(sparsity)


def traced_kept_weights(
    schedule: Schedule, steps: Iterable[int], n_weights: Sequence[int]
) -> NDArray[np.int64]:
    """The number of weights that tfmot's mask update keeps: a row per step, a column per mask size.

    The update runs in a branch of a conditional, as in the pruning wrapper. It gets sizes instead of
    weights, since a test cannot have 10**8 weights. The function returns a value because the train
    function of `fit` does: TensorFlow's graph optimizer rewrites only functions that return one.
    """
    schedule_of_tfmot = schedule.to_tfmot()
    step = tf.Variable(0, dtype=tf.int64)
    kept = [tf.Variable(0, dtype=tf.int32) for _ in n_weights]

    def update() -> tf.Operation:
        for size, variable in zip(n_weights, kept, strict=True):
            variable.assign(mask_size(schedule_of_tfmot(step)[1], size))
        return tf.no_op()

    @tf.function
    def train_step() -> tf.Tensor:
        tf.cond(step >= 0, update, tf.no_op)
        return tf.identity(step)

    rows = []
    for _ in set_steps(step, steps):
        train_step()
        rows.append([variable.numpy() for variable in kept])
    return np.array(rows, np.int64)


def mask_size(sparsity: tf.Tensor, n_weights: int) -> tf.Tensor:
    """The first lines of tfmot's `Pruning._update_mask`, for any number of weights."""
    return tf.dtypes.cast(
        tf.math.maximum(
            tf.math.round(tf.dtypes.cast(tf.constant(n_weights), tf.float32) * (1 - sparsity)), 1
        ),
        tf.int32,
    )


def set_steps(step: tf.Variable, steps: Iterable[int]) -> Iterator[None]:
    """Set the step variable to one step after another."""
    for number in steps:
        step.assign(number)
        yield
