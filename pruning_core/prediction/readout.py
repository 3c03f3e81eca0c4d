"""The readout: a few numbers about a whole training, for the comparison of schedules."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.kernels import Kernel
from pruning_core.prediction.curves import corners
from pruning_core.prediction.idle import count_idle_updates
from pruning_core.prediction.masks import kept_weights, sparsity_after, update_range
from pruning_core.prediction.ties import may_keep_all_at_end
from pruning_core.schedules import Schedule

MAX_UPDATES = 1_000_000
"""With more updates, the mean and the largest jump are computed from about this number of updates."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Readout:
    """Numbers for the comparison of schedules.

    Attributes:
        mean_applied: Mean of the applied sparsity over all steps.
        largest_jump: The largest rise of the sparsity at one update, as a fraction; 0 without updates.
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
    steps = selected_updates(schedule, updates)
    levels = sparsity_after(schedule, steps).astype(np.float64)
    before = sparsity_after(schedule, np.maximum(steps - updates.step, updates.start))
    jumps = levels - np.where(steps == updates.start, 0.0, before)
    lengths = np.diff(steps, append=total_steps + 1)
    return Readout(
        mean_applied=float(levels @ lengths) / total_steps,
        largest_jump=max(0.0, float(jumps.max())),
        kept=tuple(kept_weights(schedule, updates[-1], kernel.n_weights) for kernel in kernels),
        may_keep_all=may_keep_all_at_end(
            schedule, updates, [kernel.n_weights for kernel in kernels], zeros=zeros
        ),
        idle_updates=count_idle_updates(schedule, total_steps, kernels),
    )


def selected_updates(schedule: Schedule, updates: range) -> NDArray[np.int64]:
    """All update steps; of more than `MAX_UPDATES`, only evenly spaced updates and the updates at corners.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0, frequency=1)
    >>> selected_updates(half, range(1, 10**9)).size
    1000000
    """
    n_updates = len(updates)
    indices = np.linspace(0, n_updates - 1, min(n_updates, MAX_UPDATES)).round().astype(np.int64)
    if n_updates > MAX_UPDATES:
        at_corners = -((updates.start - corners(schedule)) // updates.step)
        # `np.union1d` hashes its values, which takes seconds here.
        indices = np.sort(np.append(indices, np.clip(at_corners, 0, n_updates - 1)))
        indices = indices[np.diff(indices, prepend=-1) > 0]
    return updates.start + indices * updates.step
