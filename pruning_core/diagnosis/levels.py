"""Which schedules make masks hold something else than their user has in mind."""

import numpy as np

from pruning_core.diagnosis.course import Course, recovery_start
from pruning_core.diagnosis.finding import Severity
from pruning_core.diagnosis.timing import Observation
from pruning_core.prediction.summary import ROUNDING, percent
from pruning_core.schedules import PolynomialDecay

FAR_FROM_TARGET = 0.2
LARGE_JUMP = 0.5
LATE_RISE = 0.01
"""A rise by less in the last 5 % of a training is the flat tail of a decay: nothing to recover."""
MOST_KERNELS_NAMED = 3


def target_missed(course: Course) -> Observation | None:
    """The last update comes before the curve is where it was meant to end."""
    summary = course.summary
    if summary.hits_target or summary.last_update is None:
        return None
    missing = summary.asked - summary.reached
    side = "below" if missing > 0 else "above"
    severity = Severity.ERROR if abs(missing) > FAR_FROM_TARGET else Severity.WARNING
    return severity, (
        f"The masks end at {percent(summary.reached)}, {points(abs(missing))} {side} the "
        f"{percent(summary.asked)} that was asked for, because nothing changes after "
        f"step {summary.last_update:,}."
    )


def power_zero(course: Course) -> Observation | None:
    """0 ** 0 is 1: the curve stays where it begins, even at its end."""
    match course.schedule:
        case PolynomialDecay(power=0, initial_sparsity=initial, final_sparsity=final) if (
            initial != final
        ):
            return Severity.WARNING, (
                f"A power of 0 holds the initial_sparsity of {percent(initial)} at every step, "
                f"so the final_sparsity of {percent(final)} never comes."
            )
        case _:
            return None


def sparsity_falls(course: Course) -> Observation | None:
    """Weights that were pruned come back: not with their old values, but near zero."""
    falls = np.maximum.accumulate(course.held) - course.held
    if falls.max(initial=0) <= ROUNDING:
        return None
    lowest = int(np.argmax(falls))
    highest = int(np.argmax(course.held[: lowest + 1]))
    return Severity.WARNING, (
        f"The sparsity falls from {percent(float(course.held[highest]))} at step "
        f"{course.steps[highest]:,} to {percent(float(course.held[lowest]))} at step "
        f"{course.steps[lowest]:,}: weights that were pruned come back."
    )


def large_jump(course: Course) -> Observation | None:
    """One update takes more than half of all weights at once."""
    rises = np.where(course.are_adjacent, course.rises, 0)
    if rises.max(initial=0) <= LARGE_JUMP + ROUNDING:
        return None
    steepest = int(np.argmax(rises))
    after = float(course.held[steepest])
    return Severity.WARNING, (
        f"The update at step {course.steps[steepest]:,} raises the sparsity by "
        f"{points(float(rises[steepest]))} at once, to {percent(after)}."
    )


def no_recovery(course: Course) -> Observation | None:
    """Too little training is left for the weights that stay to make up for those that went.

    Raised when masks rise by a point or more at updates that have less than 5 % of the training
    after them. The flat end of a cubic decay up to the last step is fine.
    """
    last = course.last_change()
    late = course.steps > recovery_start(course.total_steps)
    rise = float(np.maximum(course.rises, 0)[late].sum())
    if last is None or rise < LATE_RISE - ROUNDING:
        return None
    return Severity.WARNING, (
        f"The masks rise by {points(rise)} in the last 5 % of the training, and "
        f"{course.total_steps - last:,} of {course.total_steps:,} steps are left to recover "
        f"after the last change at step {last:,}."
    )


def one_weight_left(course: Course) -> Observation | None:
    """A kernel's mask is down to the one weight that tfmot always keeps."""
    stripped = [
        f"{kernel.layer} (of {kernel.n_weights:,})"
        for kernel in course.kernels
        if kernel.n_weights > 1 and course.least_kept(kernel) == 1
    ]
    if not stripped:
        return None
    return Severity.WARNING, (
        f"A single weight is left in {listed(stripped)}: tfmot keeps at least one in each kernel."
    )


def listed(names: list[str]) -> str:
    """The names as a sentence lists them, and how many more there are.

    >>> listed(["a", "b"]), listed(["a", "b", "c", "d", "e"])
    ('a and b', 'a, b, c and 2 more')
    """
    more = len(names) - MOST_KERNELS_NAMED
    parts = names if more <= 0 else [*names[:MOST_KERNELS_NAMED], f"{more:,} more"]
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def points(difference: float) -> str:
    """A difference of two fractions in percentage points, with at most two decimals.

    >>> points(0.875), points(0.01), points(0.00001)
    ('87.5 points', '1 point', 'less than 0.01 points')
    """
    rounded = f"{difference * 100:.2f}".rstrip("0").rstrip(".")
    match rounded:
        case "0":
            return "less than 0.01 points"
        case "1":
            return "1 point"
        case _:
            return f"{rounded} points"
