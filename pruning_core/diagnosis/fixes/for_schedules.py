"""Candidates for the fix of each finding, the smallest change first.

Not every candidate is a fix: `examination.find_fix` makes the candidates and examines each of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from pruning_core.diagnosis.course import Course
from pruning_core.diagnosis.fixes.reshaping import (
    choose_divisor,
    end_at_update,
    frequency_for_ten_updates,
    limit_sparsity,
    move_steps,
    remove_keyframe_falls,
    scale_to_end_at,
    window_end,
)
from pruning_core.schedules import (
    ConstantSparsity,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    Segment,
)

USUAL_FREQUENCY = 100
"""tfmot's default."""
USUAL_POWER = 3.0
"""tfmot's default."""
ARTICLE_BEGIN_DIVISOR = 5
"""The article's training begins to prune after 1/5 of its steps."""

Candidate = Callable[[], Schedule]
"""Makes a schedule, or raises ScheduleError if its parameters would be invalid."""


def end_curve(schedule: Schedule, *limits: int) -> Iterator[Candidate]:
    """The curve ends at the last update up to each limit.

    For each limit, the first candidate keeps the frequency, and the second has more updates.
    """
    for limit in limits:
        more_frequent = min(
            schedule.frequency, frequency_for_ten_updates(schedule.begin_step, limit)
        )
        for frequency in (schedule.frequency, more_frequent):
            yield partial(end_at_update, schedule, limit, frequency)


def last_change_steps(course: Course) -> tuple[int, int]:
    """The last step at which masks may change, and the last such step with time to recover after it."""
    last = window_end(course.schedule, course.total_steps)
    return last, min(last, course.training.last_step_before_recovery)


def begin_earlier(course: Course) -> Iterator[Candidate]:
    """The window is scaled to fit into the training. A window without an end begins where the article's does."""
    schedule, total = replace_power_zero(course.schedule), course.total_steps
    if isinstance(schedule, ConstantSparsity) and schedule.end_step < 0:
        yield partial(replace, schedule, begin_step=max(1, total // ARTICLE_BEGIN_DIVISOR))
        return
    for limit in (course.training.last_step_before_recovery, total):
        yield partial(scale_to_end_at, schedule, limit)


def update_more_often(course: Course) -> Iterator[Candidate]:
    """The frequency is lowered until several updates fit into the window."""
    schedule, total = replace_power_zero(course.schedule), course.total_steps
    open_schedule = replace(schedule, end_step=-1) if schedule.end_step == 0 else schedule
    last = window_end(open_schedule, total)
    for limit in (min(last, course.training.last_step_before_recovery), last):
        yield partial(end_at_update, open_schedule, limit, frequency_for_ten_updates(0, limit))


def begin_at_an_update(course: Course) -> Iterator[Candidate]:
    """All steps are moved by 1, or the window begins at step 1 or at the first real update."""
    schedule = course.schedule
    yield partial(move_steps, schedule, lambda step: step + 1, schedule.frequency)
    yield partial(replace, schedule, begin_step=1)
    yield partial(replace, schedule, begin_step=schedule.frequency)


def end_within_training(course: Course) -> Iterator[Candidate]:
    """The curve ends before the training."""
    yield from end_curve(
        course.schedule, course.total_steps, course.training.last_step_before_recovery
    )


def reach_target(course: Course) -> Iterator[Candidate]:
    """The last update is at the end of the curve."""
    schedule = replace_power_zero(course.schedule)
    if isinstance(schedule, KeyframeSchedule) and schedule.end_step >= 0:
        yield partial(replace, schedule, end_step=-1)
    yield partial(replace, schedule)
    last, last_with_recovery = last_change_steps(course)
    yield from end_curve(schedule, last, last_with_recovery, last - schedule.frequency)


def set_usual_power(course: Course) -> Iterator[Candidate]:
    """The power is tfmot's default."""
    schedule = replace_power_zero(course.schedule)
    yield partial(replace, schedule)
    yield from end_curve(schedule, *last_change_steps(course))


def replace_power_zero(schedule: Schedule) -> Schedule:
    """The schedule. A decay of power 0 gets tfmot's default power, because no change of its steps can help."""
    match schedule:
        case PolynomialDecay(power=0):
            return replace(schedule, power=USUAL_POWER)
        case _:
            return schedule


def remove_falls(course: Course) -> Iterator[Candidate]:
    """A decay is reversed. Keyframes stay level instead of falling."""
    match course.schedule:
        case ConstantSparsity():
            return
        case PolynomialDecay(initial_sparsity=initial, final_sparsity=final) as decay:
            yield partial(replace, decay, initial_sparsity=final, final_sparsity=initial)
        case KeyframeSchedule(keyframes=keyframes) as curve:
            yield partial(replace, curve, keyframes=remove_keyframe_falls(keyframes))


def make_gradual(course: Course) -> Iterator[Candidate]:
    """The rise is gradual: it starts from 0, has more updates, or follows a cubic curve."""
    schedule = course.schedule
    last, last_with_recovery = last_change_steps(course)
    match schedule:
        case ConstantSparsity():
            pass
        case PolynomialDecay():
            dense = replace(schedule, initial_sparsity=0.0)
            yield partial(replace, dense)
            for decay in (schedule, dense, replace(schedule, power=USUAL_POWER)):
                yield from end_curve(decay, last, last_with_recovery)
        case KeyframeSchedule():
            straight = [replace(point, segment=Segment.LINEAR) for point in schedule.keyframes]
            for curve in (schedule, replace(schedule, keyframes=straight)):
                yield from end_curve(curve, last, last_with_recovery)
    for limit in (last_with_recovery, last):
        yield partial(cubic_decay, schedule, limit, schedule.frequency)
        yield partial(
            cubic_decay, schedule, limit, frequency_for_ten_updates(schedule.begin_step, limit)
        )


def cubic_decay(schedule: Schedule, limit: int, frequency: int) -> Schedule:
    """A cubic decay from 0 to the schedule's last sparsity. It ends at the last update up to `limit`."""
    decay = PolynomialDecay(
        initial_sparsity=0.0,
        final_sparsity=schedule.end_sparsity,
        begin_step=schedule.begin_step,
        end_step=limit,
        power=USUAL_POWER,
    )
    return end_at_update(decay, limit, min(schedule.frequency, frequency))


def finish_earlier(course: Course) -> Iterator[Candidate]:
    """The last change has 5 % of the training after it: a curve ends earlier, a constant schedule begins earlier."""
    schedule = course.schedule
    _last, last_with_recovery = last_change_steps(course)
    if isinstance(schedule, ConstantSparsity):
        yield partial(replace, schedule, begin_step=min(schedule.begin_step, last_with_recovery))
    yield from end_curve(schedule, last_with_recovery)
    yield partial(scale_to_end_at, schedule, last_with_recovery)


def keep_two_weights(course: Course) -> Iterator[Candidate]:
    """The sparsity is limited so that the smallest kernel with one weight left keeps two weights."""
    sizes = [kernel.n_weights for kernel in course.kernels_with_one_weight()]
    smallest = min(sizes, default=0)
    if smallest > 2:  # noqa: PLR2004 (a kernel of two weights would not be pruned at all)
        decimals = 10 ** len(str(smallest))
        yield partial(
            limit_sparsity, course.schedule, (decimals - -(-2 * decimals // smallest)) / decimals
        )


def update_less_often(course: Course) -> Iterator[Candidate]:
    """The frequency is lower. At least ten updates remain, one every 100 steps or more often.

    The end of the schedule stays the same if possible.
    """
    schedule = course.schedule
    last, last_with_recovery = last_change_steps(course)
    end = schedule.end_step if schedule.end_step >= 0 else last
    max_frequency = min(USUAL_FREQUENCY, len(course.updates) // 10)
    yield partial(
        replace, schedule, frequency=choose_divisor(end - schedule.begin_step, max_frequency)
    )
    for limit in (last, last_with_recovery):
        yield partial(
            end_at_update,
            schedule,
            limit,
            choose_divisor(limit - schedule.begin_step, max_frequency),
        )
