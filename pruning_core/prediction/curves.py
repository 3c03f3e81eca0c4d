"""The steps at which a scheduled curve is drawn: enough for an exact curve, and few to send."""

import numpy as np
from numpy.typing import NDArray

from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule

MAX_POINTS = 1_000


def curve_steps(schedule: Schedule, total_steps: int) -> NDArray[np.int64]:
    """The steps at which the scheduled curve is drawn: evenly spaced steps, and the corners of the curve.

    Returns:
        int64 array of shape (n,), increasing, within 0..total_steps; n is at most about 1,600.

    >>> curve_steps(ConstantSparsity(target_sparsity=0.5, begin_step=2), 4)
    array([0, 1, 2, 3, 4])
    """
    spread = np.linspace(0, total_steps, MAX_POINTS).astype(np.int64)
    steps = np.unique(np.concatenate([spread, corners(schedule)]))
    return steps[steps <= total_steps]


def corners(schedule: Schedule) -> NDArray[np.int64]:
    """The steps at which a curve bends; for a decay, many steps of its window."""
    match schedule:
        case PolynomialDecay():
            span = np.linspace(schedule.begin_step, schedule.end_step, MAX_POINTS // 2)
            return span.astype(np.int64)
        case KeyframeSchedule():
            at = np.array([point.step for point in schedule.keyframes], np.int64)
            return np.concatenate([at, np.maximum(at - 1, 0)])
        case ConstantSparsity():
            return np.array([schedule.begin_step], np.int64)
