"""The readout: a few numbers of a whole training, with which schedules are compared."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pruning_core.kernels import Kernel
from pruning_core.prediction.masks import kept_weights, sparsity_after, update_steps
from pruning_core.schedules import Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class Readout:
    """Numbers with which schedules are compared.

    Attributes:
        mean_applied: Mean of the applied sparsity over all steps.
        largest_jump: The largest rise of the sparsity at one update, as a fraction; 0 without updates.
        kept: The number of weights that each kernel keeps at the end of the training.
    """

    mean_applied: float
    largest_jump: float
    kept: tuple[int, ...]


def read_out(schedule: Schedule, total_steps: int, kernels: Sequence[Kernel] = ()) -> Readout:
    """The readout of a schedule in a training of `total_steps`, at least 1.

    Raises:
        PlanError: If `total_steps` is not a valid number of steps.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=51, end_step=51)
    >>> read_out(half, 100, [Kernel(layer="dense", shape=(10, 3))])
    Readout(mean_applied=0.25, largest_jump=0.5, kept=(15,))
    """
    updates = update_steps(schedule, total_steps)
    levels = sparsity_after(schedule, updates).astype(np.float64)
    lengths = np.diff(updates, append=total_steps + 1)
    jumps = np.diff(levels, prepend=0.0)
    last = int(updates[-1]) if updates.size else None
    return Readout(
        mean_applied=float(levels @ lengths) / max(1, total_steps),
        largest_jump=max(0.0, float(jumps.max())) if updates.size else 0.0,
        kept=tuple(
            kernel.n_weights if last is None else kept_weights(schedule, last, kernel.n_weights)
            for kernel in kernels
        ),
    )
