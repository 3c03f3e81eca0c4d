"""Predicts masks before a training: update steps, kept weights and applied sparsity."""

import numpy as np
from numpy.typing import NDArray

from pruning_core.checks import check_whole
from pruning_core.errors import PlanError
from pruning_core.schedules import Schedule

ROUNDING = 1e-6
"""A smaller difference of two sparsities is float32 rounding."""


def update_range(schedule: Schedule, total_steps: int) -> range:
    """The steps in 1..total_steps at which masks change, as a range; see `update_steps`.

    The time to compute it does not depend on the length of the training.

    >>> from pruning_core import ConstantSparsity
    >>> updates = update_range(ConstantSparsity(target_sparsity=0.5, begin_step=0, frequency=1), 10**9)
    >>> updates[0], updates[-1], len(updates)
    (1, 1000000000, 1000000000)
    """
    check_whole("total_steps", total_steps, least=0, error=PlanError)
    first = schedule.begin_step if schedule.begin_step >= 1 else schedule.frequency
    last = total_steps if schedule.end_step < 0 else min(total_steps, schedule.end_step)
    return range(first, last + 1, schedule.frequency)


def update_steps(schedule: Schedule, total_steps: int) -> NDArray[np.int64]:
    """The steps in 1..total_steps at which masks change.

    A training counts its steps from 1 (tfmot's wrapper counts before it calls the schedule), so a
    schedule with `begin_step=0` first updates at `frequency`.

    Args:
        schedule: The schedule.
        total_steps: Length of the training in steps, at least 0.

    Returns:
        int64 array of shape (updates,), increasing.

    >>> from pruning_core import ConstantSparsity
    >>> update_steps(ConstantSparsity(target_sparsity=0.5, begin_step=0), 350)
    array([100, 200, 300])
    """
    updates = update_range(schedule, total_steps)
    return np.arange(updates.start, updates.stop, updates.step, dtype=np.int64)


def kept_at(kept_fraction: NDArray[np.float32], n_weights: int) -> NDArray[np.int64]:
    """The number of weights that a mask of `n_weights` keeps, for each kept fraction.

    k = max(round(n * kept_fraction), 1), in float32; halves are rounded to even.

    Source: `Pruning._update_mask` of tfmot 0.8.1.

    >>> kept_at(np.array([1.0, 0.25, 0.001], np.float32), 10)
    array([10,  2,  1])
    """
    check_whole("n_weights", n_weights, least=1, error=PlanError)
    kept = np.round(np.float32(n_weights) * kept_fraction)
    return np.maximum(kept, np.float32(1)).astype(np.int64)


def kept_weights(schedule: Schedule, step: int, n_weights: int) -> int:
    """The number of weights that a mask of `n_weights` keeps when it is updated at `step`.

    A mask in a training keeps exactly this number. A training is Keras's `fit`, or any
    `tf.function` that returns a value. TensorFlow does not optimize the arithmetic of a function
    that returns nothing, so such a loop may keep one weight more or less. A mask also keeps all weights whose
    magnitude equals the magnitude of the last kept weight. So if fewer than k weights are not zero, the mask keeps
    all weights: `ties.tied_updates` returns the updates at which this may happen.

    >>> from pruning_core import ConstantSparsity
    >>> kept_weights(ConstantSparsity(target_sparsity=0.5, begin_step=0), 100, 288)
    144
    """
    return int(kept_at(schedule.kept_fraction(np.array([step], np.int64)), n_weights)[0])


def mask_sparsity(kept: NDArray[np.int64] | int, n_weights: int) -> NDArray[np.float32]:
    """The sparsity of a mask that keeps `kept` of `n_weights`, rounded once, to float32.

    >>> mask_sparsity(144, 288)
    array(0.5, dtype=float32)
    """
    return np.asarray((n_weights - np.asarray(kept)) / n_weights, np.float32)


def applied_sparsity(
    schedule: Schedule, total_steps: int, n_weights: int | None = None
) -> NDArray[np.float32]:
    """The sparsity of the masks after each of the steps 1..total_steps.

    Before the first update nothing is masked. Between two updates, masks do not change.

    Args:
        schedule: The schedule.
        total_steps: Length of the training in steps, at least 0.
        n_weights: Size of one kernel. If given, the result is exact for this kernel, rounding
            included, but not after the updates of `ties.tied_updates`: after them, the mask may
            keep all weights. If None, the result is the scheduled sparsity at the last update.

    Returns:
        float32 array of shape (total_steps,).

    >>> from pruning_core import ConstantSparsity
    >>> applied_sparsity(ConstantSparsity(target_sparsity=0.5, begin_step=2, frequency=2), 4)
    array([0. , 0.5, 0.5, 0.5], dtype=float32)
    """
    updates = update_steps(schedule, total_steps)
    levels = np.concatenate([np.zeros(1, np.float32), sparsity_after(schedule, updates, n_weights)])
    lengths = np.diff(updates, prepend=1, append=total_steps + 1)
    return np.repeat(levels, lengths)


def applied_at(
    schedule: Schedule,
    steps: NDArray[np.int64],
    *,
    total_steps: int,
    n_weights: int | None = None,
) -> NDArray[np.float32]:
    """The sparsity of the masks after some of the steps 1..total_steps; see `applied_sparsity`.

    Time and memory depend on the number of `steps`, not on the length of the training.

    Args:
        schedule: The schedule.
        steps: Steps in 1..total_steps, int64 of shape (n,).
        total_steps: Length of the training in steps.
        n_weights: Size of one kernel. If given, the result is exact for this kernel.

    Returns:
        float32 array of shape (n,).

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=2)
    >>> applied_at(half, np.array([1, 10**9]), total_steps=10**9)
    array([0. , 0.5], dtype=float32)
    """
    updates = update_range(schedule, total_steps)
    if not updates:
        if n_weights is not None:
            check_whole("n_weights", n_weights, least=1, error=PlanError)
        return np.zeros(steps.size, np.float32)
    indices = np.clip((steps - updates.start) // updates.step, 0, len(updates) - 1)
    levels = sparsity_after(schedule, updates.start + indices * updates.step, n_weights)
    return np.where(steps < updates.start, np.float32(0), levels)


def sparsity_after(
    schedule: Schedule, updates: NDArray[np.int64], n_weights: int | None = None
) -> NDArray[np.float32]:
    """The sparsity of the masks right after each update in `updates`; see `applied_sparsity`."""
    if n_weights is None:
        return schedule.sparsity(updates)
    return mask_sparsity(kept_at(schedule.kept_fraction(updates), n_weights), n_weights)
