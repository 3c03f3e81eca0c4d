"""Rules about the times of updates: too early, too late, never, too often, or after the training."""

from pruning_core.diagnosis.course import Course
from pruning_core.diagnosis.finding import Observation, Severity
from pruning_core.diagnosis.rules.sentences import percentage_points, severity_of_distance
from pruning_core.prediction.summary import percent
from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

MANY_UPDATES = 100
EARLY_PARTS = 20
"""A window that ends in the first 1/20 (5 %) of the training ends early."""
MOST_EPOCHS = 1_000
"""Few trainings have more epochs. If the plan is unknown, a larger end_step was not given in epochs."""


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
    if is_early(schedule, total):
        return Severity.ERROR, gettext(
            "Masks never change: the first update would be at step {first}, but end_step is {end} of "
            "{total} steps: {cause}.",
            first=grouped(schedule.frequency),
            end=grouped(schedule.end_step),
            total=grouped(total),
            cause=cause_of_early_end(course, schedule.end_step),
        )
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
    """The training ends before the curve, so the masks do not reach the target."""
    schedule, summary = course.schedule, course.summary
    end, total = curve_end(schedule), course.total_steps
    window_ends = 0 <= schedule.end_step <= total
    if end is None or end <= total or window_ends or not course.updates or summary.hits_target:
        return None
    missing = summary.target - summary.reached
    below = gettext_noop(
        "The curve ends at step {curve_end}, but the training ends at step {training_end}: the masks "
        "end at {reached}, {distance} below the {asked} that was asked for."
    )
    above = gettext_noop(
        "The curve ends at step {curve_end}, but the training ends at step {training_end}: the masks "
        "end at {reached}, {distance} above the {asked} that was asked for."
    )
    return severity_of_distance(missing), gettext(
        below if missing > 0 else above,
        curve_end=grouped(end),
        training_end=grouped(total),
        reached=percent(summary.reached),
        distance=percentage_points(abs(missing)),
        asked=percent(summary.target),
    )


def window_spent_early(course: Course) -> Observation | None:
    """The last update that may change a mask is in the first 5 % of the training."""
    schedule, total = course.schedule, course.total_steps
    if not course.updates or not is_early(schedule, total):
        return None
    end = last_step_of_window(schedule)
    return Severity.WARNING, gettext(
        "The schedule is over at step {end} of {total}, after {share} of the training: {cause}.",
        end=grouped(end),
        total=grouped(total),
        share=percent(end / total),
        cause=cause_of_early_end(course, end),
    )


def is_early(schedule: Schedule, total_steps: int) -> bool:
    """Whether a window of more than one step ends in the first 5 % of the training."""
    end = last_step_of_window(schedule)
    return schedule.begin_step < end and end * EARLY_PARTS <= total_steps


def last_step_of_window(schedule: Schedule) -> int:
    """The step after which the schedule changes no mask; -1 if the schedule does not end before the training."""
    ends = [schedule.end_step]
    if not isinstance(schedule, ConstantSparsity):
        ends.append(curve_end(schedule) or -1)
    return min((end for end in ends if end >= 0), default=-1)


def cause_of_early_end(course: Course, end: int) -> str:
    """The probable cause of a schedule that ends very early."""
    epochs, steps_per_epoch = course.training.epochs, course.training.steps_per_epoch
    # A plan of one epoch may be a number of steps that was given outright.
    if epochs is None or steps_per_epoch is None or epochs == 1:
        if end <= MOST_EPOCHS:
            return gettext("end_step was probably given in epochs, but tfmot counts steps")
    elif steps_per_epoch > 1 and end <= epochs:
        return gettext(
            "end_step was probably given in epochs, but tfmot counts steps, and epoch {end} ends at step {step}",
            end=grouped(end),
            step=grouped(end * steps_per_epoch),
        )
    return gettext("the steps were probably chosen for a shorter training")


def curve_end(schedule: Schedule) -> int | None:
    """The step after which the curve is flat; None if the whole curve is flat.

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
