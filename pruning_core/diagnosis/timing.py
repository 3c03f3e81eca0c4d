"""Rules about the times of updates: too late, never, too often, or after the training."""

from pruning_core.diagnosis.course import Course
from pruning_core.diagnosis.finding import Severity
from pruning_core.prediction.summary import percent
from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule
from pruning_core.texts import gettext, grouped, ngettext

MANY_UPDATES = 100

Observation = tuple[Severity, str]
"""The severity of a finding, and the sentence that describes it."""


def begins_after_training(course: Course) -> Observation | None:
    """The window begins after the last step of the training."""
    begin, total = course.schedule.begin_step, course.total_steps
    if begin <= total:
        return None
    return Severity.ERROR, gettext(
        "Pruning begins at step {begin}, but the training ends at step {end}: "
        "nothing is ever pruned.",
        begin=grouped(begin),
        end=grouped(total),
    )


def never_updates(course: Course) -> Observation | None:
    """Pruning begins at step 0, but the first update after it comes too late."""
    schedule, total = course.schedule, course.total_steps
    if course.updates or schedule.begin_step > total:
        return None
    if 0 <= schedule.end_step < total:
        return Severity.ERROR, gettext(
            "Masks never change: the first update would be at step {first}, because a training "
            "counts its steps from 1, but end_step is {end}.",
            first=grouped(schedule.frequency),
            end=grouped(schedule.end_step),
        )
    return Severity.ERROR, ngettext(
        "Masks never change: the first update would be at step {first}, because a training counts "
        "its steps from 1, but the training has {count} step.",
        "Masks never change: the first update would be at step {first}, because a training counts "
        "its steps from 1, but the training has {count} steps.",
        total,
        first=grouped(schedule.frequency),
    )


def first_update_late(course: Course) -> Observation | None:
    """tfmot counts a step before it calls the schedule, so step 0 never happens."""
    first = course.summary.first_update
    if course.schedule.begin_step > 0 or first is None or first == 1:
        return None
    return Severity.NOTE, gettext(
        "The first update comes at step {first} and not at begin_step 0, "
        "because a training counts its steps from 1.",
        first=grouped(first),
    )


def ends_after_training(course: Course) -> Observation | None:
    """The training ends before the curve, so the last part of the curve has no effect."""
    schedule, total = course.schedule, course.total_steps
    end = curve_end(schedule)
    window_ends = 0 <= schedule.end_step <= total
    if end is None or end <= total or window_ends or schedule.begin_step > total:
        return None
    return Severity.WARNING, gettext(
        "The curve ends at step {curve_end}, but the training ends at step {training_end}, when "
        "the curve is at {now}, on its way to {asked}.",
        curve_end=grouped(end),
        training_end=grouped(total),
        now=percent(float(schedule.sparsity([total])[0])),
        asked=percent(schedule.end_sparsity),
    )


def curve_end(schedule: Schedule) -> int | None:
    """The step after which the curve is flat; None if it is flat everywhere.

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
    """Each update sorts the weights of each kernel, but one step later the order has hardly changed."""
    updates = len(course.updates)
    if course.schedule.frequency > 1 or updates <= MANY_UPDATES:
        return None
    return Severity.NOTE, ngettext(
        "A frequency of 1 updates the masks at {count} step, and tfmot sorts every kernel each time.",
        "A frequency of 1 updates the masks at each of {count} steps, "
        "and tfmot sorts every kernel each time.",
        updates,
    )
