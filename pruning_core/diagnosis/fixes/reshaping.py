"""Changes whole schedules: moves or scales them, ends them at an update, removes falls."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate

from pruning_core.prediction.key_updates import bend_steps
from pruning_core.schedules import (
    ConstantSparsity,
    Keyframe,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
)
from pruning_core.schedules.changed_sparsities import change_sparsities

ENOUGH_UPDATES = 10
"""Enough updates for a gradual rise: the first of ten updates of a cubic decay makes 27 % of the rise."""
MAX_DIVISORS_TRIED = 1_000


def window_end(schedule: Schedule, total_steps: int) -> int:
    """The last step of the training at which masks may change."""
    end = schedule.end_step
    return total_steps if end < 0 else min(end, total_steps)


def end_at_update(schedule: Schedule, limit: int, frequency: int) -> Schedule:
    """The schedule with another frequency, whose curve ends at the last update up to `limit`.

    Raises:
        ScheduleError: If no update after `begin_step` comes before the limit.

    >>> decay = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.5, begin_step=38, end_step=192)
    >>> end_at_update(decay, 192, 100).end_step
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
            points = scale_keyframes(schedule.keyframes, begin, last)
            return replace(schedule, frequency=frequency, keyframes=points)


def scale_keyframes(keyframes: Sequence[Keyframe], begin: int, last: int) -> list[Keyframe]:
    """The keyframes, scaled so that the last one is at step `last`. Those up to `begin` do not move."""
    end = keyframes[-1].step
    if end <= last:
        return list(keyframes)
    return [
        point
        if point.step <= begin
        else replace(point, step=begin + (point.step - begin) * (last - begin) // (end - begin))
        for point in keyframes
    ]


def frequency_for_ten_updates(begin: int, limit: int) -> int:
    """A frequency with about ten updates between two steps; with more if such a frequency divides the span.

    >>> frequency_for_ten_updates(100, 900), frequency_for_ten_updates(38, 192), frequency_for_ten_updates(5, 7)
    (80, 14, 1)
    """
    return choose_divisor(limit - begin, (limit - begin) // ENOUGH_UPDATES)


def choose_divisor(span: int, max_frequency: int) -> int:
    """The largest divisor of the span from half of `max_frequency` to `max_frequency`.

    If there is no such divisor, `max_frequency`.

    >>> choose_divisor(500, 30), choose_divisor(499, 30)
    (25, 30)
    """
    least = max(1, max_frequency // 2, max_frequency - MAX_DIVISORS_TRIED)
    return next(
        (n for n in range(max_frequency, least, -1) if span % n == 0), max(1, max_frequency)
    )


def move_steps(schedule: Schedule, move: Callable[[int], int], frequency: int) -> Schedule:
    """The schedule with another frequency and with all steps moved. It begins at step 1 or later.

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


def scale_to_end_at(schedule: Schedule, limit: int) -> Schedule:
    """The schedule, scaled to end at step `limit`. It gets more updates if only one would fit.

    Raises:
        ScheduleError: If the schedule does not fit before the limit.

    >>> far = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.5, begin_step=400, end_step=800)
    >>> near = scale_to_end_at(far, 80)
    >>> near.begin_step, near.end_step, near.frequency
    (40, 80, 10)
    """
    extent = max(1, schedule.begin_step, schedule.end_step, *bend_steps(schedule))
    begin = max(1, schedule.begin_step * limit // extent)
    frequency = max(1, schedule.frequency * limit // extent)
    if frequency > limit - begin:
        frequency = frequency_for_ten_updates(begin, limit)
    scaled = move_steps(schedule, lambda step: step * limit // extent, frequency)
    return end_at_update(scaled, limit, frequency)


def remove_keyframe_falls(keyframes: Sequence[Keyframe]) -> list[Keyframe]:
    """The keyframes without a fall: no sparsity is above the last one or below an earlier one.

    >>> points = [Keyframe(step=0, sparsity=0.2), Keyframe(step=5, sparsity=0.9), Keyframe(step=9, sparsity=0.5)]
    >>> [point.sparsity for point in remove_keyframe_falls(points)]
    [0.2, 0.5, 0.5]
    """
    target = keyframes[-1].sparsity
    levels = accumulate((min(point.sparsity, target) for point in keyframes), max)
    return [replace(point, sparsity=level) for point, level in zip(keyframes, levels, strict=True)]


def limit_sparsity(schedule: Schedule, max_sparsity: float) -> Schedule:
    """The schedule with no sparsity above `max_sparsity`."""
    return change_sparsities(schedule, lambda sparsity: min(max_sparsity, sparsity))


def raise_sparsity(schedule: Schedule, min_sparsity: float) -> Schedule:
    """The schedule with no sparsity below `min_sparsity`."""
    return change_sparsities(schedule, lambda sparsity: max(min_sparsity, sparsity))
