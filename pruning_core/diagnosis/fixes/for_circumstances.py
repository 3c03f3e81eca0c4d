"""Candidates for the fixes of early windows, early stops, low learning rates, earlier zeros and idle updates."""

from collections.abc import Iterator
from functools import partial

from pruning_core.diagnosis.course import Course
from pruning_core.diagnosis.fixes.for_schedules import Candidate, end_curve
from pruning_core.diagnosis.fixes.reshaping import (
    ENOUGH_UPDATES,
    end_at_update,
    move_steps,
    raise_sparsity,
    scale_to_end_at,
    window_end,
)
from pruning_core.diagnosis.rules.circumstances import last_step_with_high_rate
from pruning_core.diagnosis.rules.timing import last_step_of_window


def spread_over_training(course: Course) -> Iterator[Candidate]:
    """All steps and the frequency are multiplied by the steps per epoch, or scaled to the training."""
    schedule, training = course.schedule, course.training
    steps_per_epoch, epochs = training.steps_per_epoch, training.epochs
    if steps_per_epoch and epochs and last_step_of_window(schedule) <= epochs:
        for frequency in (schedule.frequency * steps_per_epoch, schedule.frequency):
            yield partial(
                move_steps,
                schedule,
                lambda step: min(step * steps_per_epoch, training.total_steps),
                frequency,
            )
    yield partial(scale_to_end_at, schedule, training.last_step_before_recovery)


def reach_target_before_stop(course: Course) -> Iterator[Candidate]:
    """The curve ends before the first step at which the training may stop."""
    stop = min(course.training.earliest_stop or course.total_steps, course.total_steps)
    limit = min(stop, window_end(course.schedule, course.total_steps))
    yield from end_curve(course.schedule, limit)
    yield partial(scale_to_end_at, course.schedule, limit)


def finish_while_rate_is_high(course: Course) -> Iterator[Candidate]:
    """The last change is made while the learning rate is at least 1 % of its peak."""
    rates = course.training.learning_rate
    if rates is None:
        return
    limit = min(
        last_step_with_high_rate(rates, course.total_steps),
        course.training.last_step_before_recovery,
        window_end(course.schedule, course.total_steps),
    )
    yield from end_curve(course.schedule, limit)
    yield partial(scale_to_end_at, course.schedule, limit)


def begin_at_zeros(course: Course) -> Iterator[Candidate]:
    """No update asks for fewer zeros than the network has before the training."""
    yield partial(raise_sparsity, course.schedule, course.training.zeros)


def update_half_as_often(course: Course) -> Iterator[Candidate]:
    """The frequency is doubled repeatedly, as long as at least ten updates remain."""
    schedule = course.schedule
    limit = window_end(schedule, course.total_steps)
    frequency = schedule.frequency * 2
    while len(course.updates) * schedule.frequency >= frequency * ENOUGH_UPDATES:
        yield partial(end_at_update, schedule, limit, frequency)
        frequency *= 2
