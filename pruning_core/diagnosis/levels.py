"""Rules about the sparsity of masks: it is too low, rises too fast or too late, or falls."""

import numpy as np

from pruning_core.diagnosis.course import Course, last_step_before_recovery
from pruning_core.diagnosis.finding import Severity
from pruning_core.diagnosis.timing import Observation
from pruning_core.prediction.summary import ROUNDING, percent
from pruning_core.schedules import PolynomialDecay
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

FAR_FROM_TARGET = 0.2
LARGE_JUMP = 0.5
LATE_RISE = 0.01
"""A smaller rise in the last 5 % of a training is the flat end of a decay, so no recovery is needed."""
MAX_LAYERS_LISTED = 3


def target_missed(course: Course) -> Observation | None:
    """The last update comes before the curve reaches its final sparsity."""
    summary = course.summary
    if summary.hits_target or summary.last_update is None:
        return None
    missing = summary.target - summary.reached
    severity = Severity.ERROR if abs(missing) > FAR_FROM_TARGET else Severity.WARNING
    below = gettext_noop(
        "The masks end at {reached}, {distance} below the {asked} that was asked for, "
        "because nothing changes after step {last}."
    )
    above = gettext_noop(
        "The masks end at {reached}, {distance} above the {asked} that was asked for, "
        "because nothing changes after step {last}."
    )
    return severity, gettext(
        below if missing > 0 else above,
        reached=percent(summary.reached),
        distance=percentage_points(abs(missing)),
        asked=percent(summary.target),
        last=grouped(summary.last_update),
    )


def power_zero(course: Course) -> Observation | None:
    """The curve is flat, even at its end, because 0 ** 0 is 1."""
    match course.schedule:
        case PolynomialDecay(power=0, initial_sparsity=initial, final_sparsity=final) if (
            initial != final
        ):
            return Severity.WARNING, gettext(
                "A power of 0 keeps the sparsity at the initial_sparsity of {initial} at every "
                "step, so the final_sparsity of {final} is never reached.",
                initial=percent(initial),
                final=percent(final),
            )
        case _:
            return None


def sparsity_falls(course: Course) -> Observation | None:
    """Weights that were pruned come back. Their values are near zero, not their old values."""
    falls = np.maximum.accumulate(course.applied) - course.applied
    if falls.max(initial=0) <= ROUNDING:
        return None
    lowest = int(np.argmax(falls))
    highest = int(np.argmax(course.applied[: lowest + 1]))
    return Severity.WARNING, gettext(
        "The sparsity falls from {highest} at step {before} to {lowest} at step {after}: "
        "weights that were pruned come back.",
        highest=percent(float(course.applied[highest])),
        before=grouped(int(course.steps[highest])),
        lowest=percent(float(course.applied[lowest])),
        after=grouped(int(course.steps[lowest])),
    )


def large_jump(course: Course) -> Observation | None:
    """One update removes more than half of all weights."""
    rises = np.where(course.are_adjacent, course.rises, 0)
    if rises.max(initial=0) <= LARGE_JUMP + ROUNDING:
        return None
    steepest = int(np.argmax(rises))
    return Severity.WARNING, gettext(
        "The update at step {step} raises the sparsity by {distance} at once, to {after}.",
        step=grouped(int(course.steps[steepest])),
        distance=percentage_points(float(rises[steepest])),
        after=percent(float(course.applied[steepest])),
    )


def no_recovery(course: Course) -> Observation | None:
    """Too few steps are left after the last change for the network to recover its accuracy.

    The rule applies if the sparsity rises by a point or more in the last 5 % of the training. A
    cubic decay may end at the last step, because its end is flat.
    """
    last = course.last_change()
    late = course.steps > last_step_before_recovery(course.total_steps)
    rise = float(np.maximum(course.rises, 0)[late].sum())
    if last is None or rise < LATE_RISE - ROUNDING:
        return None
    return Severity.WARNING, gettext(
        "The sparsity rises by {distance} in the last 5 % of the training, and {left} of {total} "
        "steps are left to recover after the last change at step {last}.",
        distance=percentage_points(rise),
        left=grouped(course.total_steps - last),
        total=grouped(course.total_steps),
        last=grouped(last),
    )


def one_weight_left(course: Course) -> Observation | None:
    """A kernel has only one weight left. tfmot always keeps one."""
    kernels_with_one_weight = [
        gettext("{layer} (of {weights})", layer=kernel.layer, weights=grouped(kernel.n_weights))
        for kernel in course.kernels
        if kernel.n_weights > 1 and course.min_kept(kernel) == 1
    ]
    if not kernels_with_one_weight:
        return None
    return Severity.WARNING, gettext(
        "A single weight is left in {layers}: tfmot keeps at least one in each kernel.",
        layers=list_in_words(kernels_with_one_weight),
    )


def list_in_words(names: list[str]) -> str:
    """The names as a list in a sentence: at most three, then how many more there are.

    >>> list_in_words(["a", "b"]), list_in_words(["a", "b", "c", "d", "e"])
    ('a and b', 'a, b, c and 2 more')
    """
    more = len(names) - MAX_LAYERS_LISTED
    if more > 0:
        names = [*names[:MAX_LAYERS_LISTED], ngettext("{count} more", "{count} more", more)]
    if len(names) == 1:
        return names[0]
    return gettext("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def percentage_points(difference: float) -> str:
    """A difference of two fractions in percentage points, with at most two decimals.

    >>> percentage_points(0.875), percentage_points(0.01), percentage_points(0.00001)
    ('87.5 points', '1 point', 'less than 0.01 points')
    """
    rounded = f"{difference * 100:.2f}".rstrip("0").rstrip(".")
    match rounded:
        case "0":
            return gettext("less than 0.01 points")
        case "1":
            return gettext("1 point")
        case _:
            return gettext("{number} points", number=rounded)
