"""Rules about facts beside the schedule: early stopping, the learning rate, zeros, the size of kernels."""

from bisect import bisect_left
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pruning_core.diagnosis.course import Course
from pruning_core.diagnosis.finding import Observation, Severity
from pruning_core.diagnosis.rules.sentences import percentage_points
from pruning_core.diagnosis.rules.timing import curve_end
from pruning_core.diagnosis.training_facts import Rates
from pruning_core.prediction.idle import count_idle_updates
from pruning_core.prediction.masks import applied_at, sparsity_after
from pruning_core.prediction.summary import percent
from pruning_core.prediction.ties import tied_updates
from pruning_core.schedules import ConstantSparsity
from pruning_core.texts import gettext, grouped

ONE_POINT = 0.01
"""A smaller difference in sparsity is not reported."""
LOW_RATE = 0.01
"""A learning rate below 1 % of its peak is nearly zero."""
MAX_SAMPLES = 1_000
FEW_UPDATES = 20


def stops_early(course: Course) -> Observation | None:
    """Early stopping may end the training while the sparsity still rises."""
    stop, target = course.training.earliest_stop, course.summary.target
    if stop is None or stop >= course.total_steps or not course.updates:
        return None
    steps = np.array([stop], np.int64)
    held = float(applied_at(course.schedule, steps, total_steps=course.total_steps)[0])
    # A schedule that does not rise after the stop misses its target for another reason.
    if min(target, course.summary.reached) - held < ONE_POINT:
        return None
    return Severity.WARNING, gettext(
        "If the training stops at step {stop}, the masks hold {held} instead of {asked}, and {left} of "
        "the weights are left.",
        stop=grouped(stop),
        held=percent(held),
        asked=percent(target),
        left=percent(1 - held),
    )


def learning_rate_low(course: Course) -> Observation | None:
    """Updates remove weights while the learning rate is nearly zero, so the network can hardly recover.

    Source: D. H. Le, B.-S. Hua 2021, Network pruning that matters: a case study on retraining
    variants, arXiv:2105.03193.
    """
    rates = course.training.learning_rate
    if rates is None or not course.updates:
        return None
    last_high = last_step_with_high_rate(rates, course.total_steps)
    late = course.updates[bisect_left(course.updates, last_high + 1) :]
    steps = late.start + spread(len(late)) * late.step
    before = np.array([late.start - late.step], np.int64)
    has_earlier_update = late.start > course.updates.start
    start = sparsity_after(course.schedule, before) if has_earlier_update else course.training.zeros
    levels = np.append(start, sparsity_after(course.schedule, steps))
    rise = float(np.maximum(np.diff(levels), 0).sum())
    if rise < ONE_POINT:
        return None
    return Severity.WARNING, gettext(
        "The learning rate is below {low} of its peak from step {first} on, and the sparsity still "
        "rises by {distance} after it: with such small steps the network hardly recovers.",
        low=percent(LOW_RATE),
        first=grouped(last_high + 1),
        distance=percentage_points(rise),
    )


def last_step_with_high_rate(rates: Rates, total_steps: int) -> int:
    """The last step whose learning rate is 1 % of its peak or more.

    The rate is read at 1,000 evenly spaced steps. Then bisection searches between two neighbours of these steps.

    >>> last_step_with_high_rate(lambda steps: np.where(steps <= 700, 0.1, 1e-6), 100_000)
    700
    """
    steps = 1 + spread(total_steps)
    values = np.asarray(rates(steps), np.float64)
    low = float(values.max(initial=0.0)) * LOW_RATE
    high = np.flatnonzero(values >= low)
    if high.size == 0 or high[-1] == steps.size - 1:
        return total_steps
    between = range(int(steps[high[-1]]), int(steps[high[-1] + 1]))
    is_low = partial(has_low_rate, rates, low)
    return between[bisect_left(between, True, lo=1, key=is_low) - 1]  # noqa: FBT003 (bisect compares keys)


def has_low_rate(rates: Rates, low: float, step: int) -> bool:
    """Whether the learning rate at a step is below `low`."""
    return bool(np.asarray(rates(np.array([step], np.int64)))[0] < low)


def spread(count: int) -> NDArray[np.int64]:
    """The indices 0..count - 1; at most 1,000 evenly spaced indices, among them the first and the last."""
    return np.linspace(0, max(0, count - 1), min(count, MAX_SAMPLES)).astype(np.int64)


def zeros_before_training(course: Course) -> Observation | None:
    """The network has more zeros than the first updates ask for, so these updates may keep all weights."""
    zeros = course.training.zeros
    tied = tied_updates(course.schedule, course.updates, zeros=zeros) if zeros > 0 else ()
    if not tied or tied[0].start != course.updates.start:
        return None
    return Severity.WARNING, gettext(
        "The network holds {zeros} zeros before the training, but the updates up to step {last} ask for fewer: "
        "each keeps as many weights as it asks for, or all of them if too many are exactly zero.",
        zeros=percent(zeros),
        last=grouped(tied[0][-1]),
    )


def updates_change_nothing(course: Course) -> Observation | None:
    """Most updates of a curve keep as many weights as before, in every kernel.

    The updates of a constant schedule are not counted, because their purpose is to choose the weights again.
    """
    end = curve_end(course.schedule)
    if isinstance(course.schedule, ConstantSparsity) or end is None:
        return None
    n_updates = len(
        range(course.updates.start, min(course.updates.stop, end + 1), course.updates.step)
    )
    idle = count_idle_updates(course.schedule, course.total_steps, course.kernels, last=end)
    if idle is None or n_updates <= FEW_UPDATES or 2 * idle <= n_updates:
        return None
    return Severity.NOTE, gettext(
        "{idle} of {updates} updates change no count: every kernel keeps as many weights as before.",
        idle=grouped(idle),
        updates=grouped(n_updates),
    )
