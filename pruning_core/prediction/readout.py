"""The readout: a few numbers about a whole training, for the comparison of schedules."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.kernels import Kernel
from pruning_core.prediction.idle import count_idle_updates
from pruning_core.prediction.key_updates import monotone_pieces
from pruning_core.prediction.masks import kept_weights, sparsity_after, update_range
from pruning_core.prediction.ties import may_keep_all_at_end
from pruning_core.schedules import Schedule

MAX_UPDATES = 1_000_000
"""Of more updates, the mean and the largest jump are computed from `MAX_SAMPLES` of them."""
MAX_SAMPLES = 300_000
MIN_SAMPLES_OF_PIECE = 3_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Readout:
    """Numbers for the comparison of schedules.

    Attributes:
        mean_applied: Mean of the applied sparsity over all steps. With more than 1,000,000 updates, its error
            is less than 1e-7.
        largest_jump: The largest rise of the sparsity at one update, as a fraction; 0 without updates. With more
            than 1,000,000 updates, its error is less than 1e-6.
        kept: The number of weights that each kernel keeps at the end of the training.
        may_keep_all: Whether each kernel may keep all its weights instead, because too many are exactly zero.
        idle_updates: The number of updates after which every kernel keeps as many weights as before;
            None if this number was not counted.
    """

    mean_applied: float
    largest_jump: float
    kept: tuple[int, ...]
    may_keep_all: tuple[bool, ...]
    idle_updates: int | None


def read_out(
    schedule: Schedule, total_steps: int, kernels: Sequence[Kernel] = (), *, zeros: float = 0.0
) -> Readout:
    """The readout of a schedule in a training of `total_steps`, at least 1.

    Args:
        schedule: The schedule.
        total_steps: Length of the training in steps.
        kernels: The kernels that are pruned.
        zeros: The fraction of weights that are exactly zero before the training.

    Raises:
        PlanError: If `total_steps` is not a valid number of steps.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=51, end_step=51)
    >>> readout = read_out(half, 100, [Kernel(layer="dense", shape=(10, 3))])
    >>> readout.mean_applied, readout.largest_jump, readout.kept, readout.may_keep_all
    (0.25, 0.5, (15,), (False,))
    """
    updates = update_range(schedule, total_steps)
    if not updates:
        return Readout(
            mean_applied=0.0,
            largest_jump=0.0,
            kept=tuple(kernel.n_weights for kernel in kernels),
            may_keep_all=(False,) * len(kernels),
            idle_updates=0,
        )
    samples = selected_updates(schedule, updates)
    levels = sparsity_after(schedule, samples).astype(np.float64)
    before = sparsity_after(schedule, np.maximum(samples - updates.step, updates.start))
    jumps = levels - np.where(samples == updates.start, 0.0, before)
    return Readout(
        mean_applied=sum_over_steps(samples, levels, updates, total_steps) / total_steps,
        largest_jump=max(0.0, float(jumps.max())),
        kept=tuple(kept_weights(schedule, updates[-1], kernel.n_weights) for kernel in kernels),
        may_keep_all=may_keep_all_at_end(
            schedule, updates, [kernel.n_weights for kernel in kernels], zeros=zeros
        ),
        idle_updates=count_idle_updates(schedule, total_steps, kernels),
    )


def sum_over_steps(
    samples: NDArray[np.int64], levels: NDArray[np.float64], updates: range, total_steps: int
) -> float:
    """The sum of the applied sparsity over all steps.

    Between two samples, the levels of the updates are taken from a straight line. If no update is between them, the
    sum is exact.

    Args:
        samples: Some of the updates, among them the first and the last, int64 of shape (n,).
        levels: The sparsity after each sample, float64 of shape (n,).
        updates: All updates.
        total_steps: Length of the training in steps.
    """
    n_updates = np.diff(samples) // updates.step
    rises = np.diff(levels)
    sums = levels[:-1] * n_updates + rises * (n_updates - 1) / 2
    steps_after_last = total_steps + 1 - updates[-1]
    return float(sums.sum()) * updates.step + float(levels[-1]) * steps_after_last


def selected_updates(schedule: Schedule, updates: range) -> NDArray[np.int64]:
    """All update steps; of more than `MAX_UPDATES`, only some.

    The selected updates are dense at both ends of each piece of the curve, where a decay may be steep.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0, frequency=1)
    >>> selected_updates(half, range(1, 10**9)).size < MAX_SAMPLES
    True
    """
    if len(updates) <= MAX_UPDATES:
        return np.arange(updates.start, updates.stop, updates.step, dtype=np.int64)
    pieces = monotone_pieces(schedule, updates)
    n_samples = max(MIN_SAMPLES_OF_PIECE, MAX_SAMPLES // len(pieces))
    return np.concatenate(
        [piece.start + sample_indices(len(piece), n_samples) * piece.step for piece in pieces]
    )


def sample_indices(count: int, n_samples: int) -> NDArray[np.int64]:
    """Some of the indices 0..count - 1: evenly spaced ones, and more the nearer to both ends. At most `n_samples`.

    >>> sample_indices(4, 3_000)
    array([0, 1, 2, 3])
    """
    if count <= n_samples:
        return np.arange(count)
    part = n_samples // 3
    even = np.linspace(0, count - 1, part).round().astype(np.int64)
    near_start = np.geomspace(1, count - 1, part).astype(np.int64)
    indices = np.sort(np.concatenate([even, near_start, count - 1 - near_start]))
    # `np.unique` hashes its values, which takes longer.
    return indices[np.diff(indices, prepend=-1) > 0]
