"""Rules about the sparsity of masks: it is too low, rises too fast or too late, or falls."""

import numpy as np

from pruning_core.diagnosis.course import Course
from pruning_core.diagnosis.finding import Observation, Severity
from pruning_core.diagnosis.rules.sentences import percentage_points, severity_of_distance
from pruning_core.prediction.masks import ROUNDING
from pruning_core.prediction.summary import percent
from pruning_core.schedules import PolynomialDecay
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

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
    below = gettext_noop(
        "The masks end at {reached}, {distance} below the {asked} that was asked for, "
        "because nothing changes after step {last}."
    )
    above = gettext_noop(
        "The masks end at {reached}, {distance} above the {asked} that was asked for, "
        "because nothing changes after step {last}."
    )
    return severity_of_distance(missing), gettext(
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
            return severity_of_distance(final - initial), gettext(
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
        "The sparsity falls from {highest} at step {before} to {lowest} at step {after}, so pruned "
        "weights come back: the masks then keep {kept} of the weights, or all of them where too many "
        "are exactly zero.",
        highest=percent(float(course.applied[highest])),
        before=grouped(int(course.steps[highest])),
        lowest=percent(float(course.applied[lowest])),
        kept=percent(1 - float(course.applied[lowest])),
        after=grouped(int(course.steps[lowest])),
    )


def large_jump(course: Course) -> Observation | None:
    """One update removes more than half of all weights."""
    rises = np.where(course.are_adjacent, course.rises, 0)
    if rises.max(initial=0) <= LARGE_JUMP + ROUNDING or is_reversed(course):
        return None
    steepest = int(np.argmax(rises))
    return Severity.WARNING, gettext(
        "The update at step {step} raises the sparsity by {distance} at once, to {after}.",
        step=grouped(int(course.steps[steepest])),
        distance=percentage_points(float(rises[steepest])),
        after=percent(float(course.applied[steepest])),
    )


def is_reversed(course: Course) -> bool:
    """Whether a decay falls to half of the weights or more: then its jump and its fall have the same cause."""
    match course.schedule:
        case PolynomialDecay(initial_sparsity=initial, final_sparsity=final):
            return final <= LARGE_JUMP < initial and sparsity_falls(course) is not None
        case _:
            return False


def no_recovery(course: Course) -> Observation | None:
    """Too few steps are left after the last change for the network to recover its accuracy.

    The rule applies if the sparsity rises by a point or more in the last 5 % of the training. A
    cubic decay may end at the last step, because its end is flat.
    """
    last = course.last_change()
    late = course.steps > course.training.last_step_before_recovery
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
        for kernel in course.kernels_with_one_weight()
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
