"""Candidates for the fix of each finding, the smallest change first.

Whoever asks makes the candidates and examines them: not every one is a fix.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from pruning_core.diagnosis.course import Course, recovery_start
from pruning_core.diagnosis.reshaping import (
    capped,
    dividing,
    ending_at,
    few_updates,
    mapped,
    rising,
    scaled_into,
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
ARTICLE_BEGINS = 5
"""The article's training begins to prune after 1/5 of its steps."""

Candidate = Callable[[], Schedule]
"""Makes a schedule, or raises ScheduleError if its parameters would be invalid."""


def ended(schedule: Schedule, *limits: int) -> Iterator[Candidate]:
    """The curve ends at the last update up to each limit: at its frequency, then with more updates."""
    for limit in limits:
        often = min(schedule.frequency, few_updates(schedule.begin_step, limit))
        for frequency in (schedule.frequency, often):
            yield partial(ending_at, schedule, limit, frequency)


def limits_of(course: Course) -> tuple[int, int]:
    """The last step at which masks may change, and the last one with time to recover after it."""
    last = window_end(course.schedule, course.total_steps)
    return last, min(last, recovery_start(course.total_steps))


def begun_earlier(course: Course) -> Iterator[Candidate]:
    """The window is scaled into the training; one without an end begins where the article does."""
    schedule, total = moving(course.schedule), course.total_steps
    if isinstance(schedule, ConstantSparsity) and schedule.end_step < 0:
        yield partial(replace, schedule, begin_step=max(1, total // ARTICLE_BEGINS))
        return
    for limit in (recovery_start(total), total):
        yield partial(scaled_into, schedule, limit)


def updated(course: Course) -> Iterator[Candidate]:
    """The frequency is lowered until several updates fit into the window."""
    schedule, total = moving(course.schedule), course.total_steps
    open_schedule = replace(schedule, end_step=-1) if schedule.end_step == 0 else schedule
    last = window_end(open_schedule, total)
    for limit in (min(last, recovery_start(total)), last):
        yield partial(ending_at, open_schedule, limit, few_updates(0, limit))


def begun_at_an_update(course: Course) -> Iterator[Candidate]:
    """All steps are one later; or the window begins at step 1, or at the first real update."""
    schedule = course.schedule
    yield partial(mapped, schedule, lambda step: step + 1, schedule.frequency)
    yield partial(replace, schedule, begin_step=1)
    yield partial(replace, schedule, begin_step=schedule.frequency)


def within_training(course: Course) -> Iterator[Candidate]:
    """The curve ends before the training."""
    yield from ended(course.schedule, course.total_steps, recovery_start(course.total_steps))


def reaching(course: Course) -> Iterator[Candidate]:
    """The curve has reached its end at the last update."""
    schedule = moving(course.schedule)
    if isinstance(schedule, KeyframeSchedule) and schedule.end_step >= 0:
        yield partial(replace, schedule, end_step=-1)
    yield partial(replace, schedule)
    last, rested = limits_of(course)
    yield from ended(schedule, last, rested, last - schedule.frequency)


def with_a_power(course: Course) -> Iterator[Candidate]:
    """The power is tfmot's default."""
    schedule = moving(course.schedule)
    yield partial(replace, schedule)
    yield from ended(schedule, *limits_of(course))


def moving(schedule: Schedule) -> Schedule:
    """The schedule; a decay of power 0 gets tfmot's power, since it is flat whatever its steps are."""
    match schedule:
        case PolynomialDecay(power=0):
            return replace(schedule, power=USUAL_POWER)
        case _:
            return schedule


def without_falls(course: Course) -> Iterator[Candidate]:
    """A decay is reversed; keyframes stay level instead of falling."""
    match course.schedule:
        case ConstantSparsity():
            return
        case PolynomialDecay(initial_sparsity=initial, final_sparsity=final) as decay:
            yield partial(replace, decay, initial_sparsity=final, final_sparsity=initial)
        case KeyframeSchedule(keyframes=keyframes) as curve:
            yield partial(replace, curve, keyframes=rising(keyframes))


def eased(course: Course) -> Iterator[Candidate]:
    """The rise is made gradual: from a dense start, with more updates, or along a cubic curve."""
    schedule = course.schedule
    last, rested = limits_of(course)
    match schedule:
        case ConstantSparsity():
            pass
        case PolynomialDecay():
            dense = replace(schedule, initial_sparsity=0.0)
            yield partial(replace, dense)
            for decay in (schedule, dense, replace(schedule, power=USUAL_POWER)):
                yield from ended(decay, last, rested)
        case KeyframeSchedule():
            straight = [replace(point, segment=Segment.LINEAR) for point in schedule.keyframes]
            for curve in (schedule, replace(schedule, keyframes=straight)):
                yield from ended(curve, last, rested)
    for limit in (rested, last):
        yield partial(cubic, schedule, limit, schedule.frequency)
        yield partial(cubic, schedule, limit, few_updates(schedule.begin_step, limit))


def cubic(schedule: Schedule, limit: int, frequency: int) -> Schedule:
    """A cubic decay from dense to the asked sparsity, which ends at the last update up to `limit`."""
    decay = PolynomialDecay(
        initial_sparsity=0.0,
        final_sparsity=schedule.asked_sparsity,
        begin_step=schedule.begin_step,
        end_step=limit,
        power=USUAL_POWER,
    )
    return ending_at(decay, limit, min(schedule.frequency, frequency))


def done_earlier(course: Course) -> Iterator[Candidate]:
    """The curve ends, or a constant schedule begins, with 5 % of the training after it."""
    schedule = course.schedule
    _last, rested = limits_of(course)
    if isinstance(schedule, ConstantSparsity):
        yield partial(replace, schedule, begin_step=min(schedule.begin_step, rested))
    yield from ended(schedule, rested)
    yield partial(scaled_into, schedule, rested)


def with_a_second_weight(course: Course) -> Iterator[Candidate]:
    """The sparsity is limited so that the smallest emptied kernel keeps two weights."""
    sizes = [kernel.n_weights for kernel in course.kernels if course.fewest_kept(kernel) == 1]
    smallest = min((size for size in sizes if size > 1), default=0)
    if smallest > 2:  # noqa: PLR2004 (a kernel of two weights would not be pruned at all)
        decimals = 10 ** len(str(smallest))
        yield partial(capped, course.schedule, (decimals - -(-2 * decimals // smallest)) / decimals)


def less_often(course: Course) -> Iterator[Candidate]:
    """Ten updates or more remain, at least every hundred steps; the end stays where possible."""
    schedule = course.schedule
    last, rested = limits_of(course)
    end = schedule.end_step if schedule.end_step >= 0 else last
    most = min(USUAL_FREQUENCY, len(course.updates) // 10)
    yield partial(replace, schedule, frequency=dividing(end - schedule.begin_step, most))
    for limit in (last, rested):
        yield partial(ending_at, schedule, limit, dividing(limit - schedule.begin_step, most))
