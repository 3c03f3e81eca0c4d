"""Which schedules have their updates at the wrong steps of a training."""

from pruning_core.diagnosis.course import Course
from pruning_core.diagnosis.finding import Severity
from pruning_core.prediction.summary import percent
from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule

MANY_UPDATES = 100

Observation = tuple[Severity, str]
"""How bad it is, and the sentence that says it."""


def begins_after_training(course: Course) -> Observation | None:
    """The window opens when nobody trains any more."""
    begin, total = course.schedule.begin_step, course.total_steps
    if begin <= total:
        return None
    return Severity.ERROR, (
        f"Pruning begins at step {begin:,}, but the training ends at step {total:,}: "
        "nothing is ever pruned."
    )


def never_updates(course: Course) -> Observation | None:
    """Pruning begins in time, at step 0, and the first turn after it comes too late."""
    schedule, total = course.schedule, course.total_steps
    if course.updates or schedule.begin_step > total:
        return None
    ends = 0 <= schedule.end_step < total
    last = f"end_step is {schedule.end_step:,}" if ends else f"the training has {total:,} steps"
    return Severity.ERROR, (
        f"Masks never change, because the first update comes at step {schedule.frequency:,} "
        f"(one frequency after step 0, which no training sees) and {last}."
    )


def first_update_late(course: Course) -> Observation | None:
    """tfmot counts a step before it asks the schedule, so nothing happens at step 0."""
    first = course.summary.first_update
    if course.schedule.begin_step > 0 or first is None or first == 1:
        return None
    return Severity.NOTE, (
        f"The first update comes at step {first:,} and not at begin_step 0, "
        "because a training counts its steps from 1."
    )


def ends_after_training(course: Course) -> Observation | None:
    """The training ends first, and a part of the curve is never asked for."""
    schedule, total = course.schedule, course.total_steps
    end = curve_end(schedule)
    window_ends = 0 <= schedule.end_step <= total
    if end is None or end <= total or window_ends or schedule.begin_step > total:
        return None
    now = percent(float(schedule.sparsity([total])[0]))
    return Severity.WARNING, (
        f"The curve ends at step {end:,}, but the training ends at step {total:,}, when the curve "
        f"is at {now}, on its way to {percent(schedule.asked_sparsity)}."
    )


def curve_end(schedule: Schedule) -> int | None:
    """The step after which the scheduled sparsity is always the same; None if it always is.

    >>> curve_end(KeyframeSchedule(keyframes=[[5, 0.0], [9, 0.5], [20, 0.5]], begin_step=0))
    9
    """
    match schedule:
        case ConstantSparsity():
            return None
        case PolynomialDecay():
            moves = schedule.initial_sparsity != schedule.final_sparsity and schedule.power > 0
            return schedule.end_step if moves else None
        case KeyframeSchedule():
            points = zip(schedule.keyframes, schedule.keyframes[1:], strict=False)
            changes = [b.step for a, b in points if a.sparsity != b.sparsity]
            return changes[-1] if changes else None


def updates_every_step(course: Course) -> Observation | None:
    """Each update sorts the weights of each kernel, and few of so many change anything."""
    updates = len(course.updates)
    if course.schedule.frequency > 1 or updates <= MANY_UPDATES:
        return None
    return Severity.NOTE, (
        f"A frequency of 1 updates the masks at each of {updates:,} steps, "
        "and tfmot sorts every kernel each time."
    )
