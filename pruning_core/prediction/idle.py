"""Idle updates: updates after which every kernel keeps as many weights as before."""

from collections.abc import Sequence

import numpy as np

from pruning_core.kernels import Kernel
from pruning_core.prediction.masks import kept_at, update_range, update_steps
from pruning_core.schedules import Schedule

MAX_UPDATES_COUNTED = 100_000


def count_idle_updates(
    schedule: Schedule, total_steps: int, kernels: Sequence[Kernel], *, last: int | None = None
) -> int | None:
    """The number of updates after which every kernel keeps as many weights as before.

    Such an update takes the same time as any other update. The masks may still keep other weights.

    Args:
        schedule: The schedule.
        total_steps: Length of the training in steps, at least 0.
        kernels: The kernels that are pruned.
        last: Count only the updates up to this step.

    Returns:
        The number of idle updates; None if there are more than 100,000 updates, or no kernels.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=100)
    >>> count_idle_updates(half, 1000, [Kernel(layer="dense", shape=(10, 3))])
    9
    """
    end = total_steps if last is None else min(last, total_steps)
    if not kernels or len(update_range(schedule, end)) > MAX_UPDATES_COUNTED:
        return None
    fractions = schedule.kept_fraction(update_steps(schedule, end))
    before = np.concatenate([np.ones(min(1, fractions.size), np.float32), fractions[:-1]])
    # An update with the same fraction as before changes nothing. Only the others are compared, kernel by kernel.
    may_change = fractions != before
    n_idle = int(np.count_nonzero(~may_change))
    fractions, before = fractions[may_change], before[may_change]
    for n_weights in sorted({kernel.n_weights for kernel in kernels}, reverse=True):
        is_equal = kept_at(fractions, n_weights) == kept_at(before, n_weights)
        fractions, before = fractions[is_equal], before[is_equal]
    return n_idle + int(fractions.size)
