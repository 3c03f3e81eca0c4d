"""How a whole schedule is changed: moved, scaled, ended at an update, or made to never fall."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate

from pruning_core.diagnosis.course import bends
from pruning_core.schedules import (
    ConstantSparsity,
    Keyframe,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
)

FEW_UPDATES = 10
"""Enough updates for a gradual rise: of ten in a cubic decay, the first takes 27 % of the rise."""
MOST_DIVISORS_TRIED = 1_000


def window_end(schedule: Schedule, total_steps: int) -> int:
    """The last step of the training at which masks may change."""
    end = schedule.end_step
    return total_steps if end < 0 else min(end, total_steps)


def ending_at(schedule: Schedule, limit: int, frequency: int) -> Schedule:
    """The schedule with another frequency, whose curve ends at the last update up to `limit`.

    Raises:
        ScheduleError: If no update after `begin_step` comes before the limit.

    >>> decay = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.5, begin_step=38, end_step=192)
    >>> ending_at(decay, 192, 100).end_step
    138
    """
    begin = schedule.begin_step
    last = begin + (limit - begin) // frequency * frequency
    match schedule:
        case ConstantSparsity():
            return replace(schedule, frequency=frequency)
        case PolynomialDecay():
            return replace(schedule, frequency=frequency, end_step=last)
        case KeyframeSchedule():
            points = squeezed(schedule.keyframes, begin, last)
            return replace(schedule, frequency=frequency, keyframes=points)


def squeezed(keyframes: Sequence[Keyframe], begin: int, last: int) -> list[Keyframe]:
    """The keyframes after `begin`, scaled towards it, so that the last one is at step `last`."""
    end = keyframes[-1].step
    if end <= last:
        return list(keyframes)
    return [
        point
        if point.step <= begin
        else replace(point, step=begin + (point.step - begin) * (last - begin) // (end - begin))
        for point in keyframes
    ]


def few_updates(begin: int, limit: int) -> int:
    """A frequency that makes about ten updates between two steps; more, if that divides the span.

    >>> few_updates(100, 900), few_updates(38, 192), few_updates(5, 7)
    (80, 14, 1)
    """
    return dividing(limit - begin, (limit - begin) // FEW_UPDATES)


def dividing(span: int, most: int) -> int:
    """The largest frequency up to `most` that divides the span; `most` itself if that is under half.

    >>> dividing(500, 30), dividing(499, 30)
    (25, 30)
    """
    least = max(1, most // 2, most - MOST_DIVISORS_TRIED)
    return next((n for n in range(most, least, -1) if span % n == 0), max(1, most))


def mapped(schedule: Schedule, move: Callable[[int], int], frequency: int) -> Schedule:
    """The schedule with another frequency and each of its steps moved; it begins at step 1 or later.

    Raises:
        ScheduleError: If two steps that must differ are moved to the same step.
    """
    begin = max(1, move(schedule.begin_step))
    end = schedule.end_step if schedule.end_step < 0 else move(schedule.end_step)
    match schedule:
        case ConstantSparsity() | PolynomialDecay():
            return replace(schedule, begin_step=begin, end_step=end, frequency=frequency)
        case KeyframeSchedule():
            points = [replace(point, step=move(point.step)) for point in schedule.keyframes]
            return replace(
                schedule, keyframes=points, begin_step=begin, end_step=end, frequency=frequency
            )


def scaled_into(schedule: Schedule, limit: int) -> Schedule:
    """The schedule, scaled to end at step `limit`; with more updates if only one would fit.

    Raises:
        ScheduleError: If the schedule does not fit before the limit.

    >>> far = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.5, begin_step=400, end_step=800)
    >>> near = scaled_into(far, 80)
    >>> near.begin_step, near.end_step, near.frequency
    (40, 80, 10)
    """
    extent = max(1, schedule.begin_step, schedule.end_step, *bends(schedule))
    begin = max(1, schedule.begin_step * limit // extent)
    frequency = max(1, schedule.frequency * limit // extent)
    if frequency > limit - begin:
        frequency = few_updates(begin, limit)
    scaled = mapped(schedule, lambda step: step * limit // extent, frequency)
    return ending_at(scaled, limit, frequency)


def rising(keyframes: Sequence[Keyframe]) -> list[Keyframe]:
    """The keyframes without a fall: none is above the last, and none is below an earlier one.

    >>> points = [Keyframe(step=0, sparsity=0.2), Keyframe(step=5, sparsity=0.9), Keyframe(step=9, sparsity=0.5)]
    >>> [point.sparsity for point in rising(points)]
    [0.2, 0.5, 0.5]
    """
    target = keyframes[-1].sparsity
    levels = accumulate((min(point.sparsity, target) for point in keyframes), max)
    return [replace(point, sparsity=level) for point, level in zip(keyframes, levels, strict=True)]


def capped(schedule: Schedule, most: float) -> Schedule:
    """The schedule with no sparsity above `most`."""
    match schedule:
        case ConstantSparsity():
            return replace(schedule, target_sparsity=min(most, schedule.target_sparsity))
        case PolynomialDecay():
            return replace(
                schedule,
                initial_sparsity=min(most, schedule.initial_sparsity),
                final_sparsity=min(most, schedule.final_sparsity),
            )
        case KeyframeSchedule():
            points = [
                replace(point, sparsity=min(most, point.sparsity)) for point in schedule.keyframes
            ]
            return replace(schedule, keyframes=points)
