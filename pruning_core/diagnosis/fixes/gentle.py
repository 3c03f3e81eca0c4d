"""Gentle schedules: rising curves from the zeros of a network to a target, which leave time to recover."""

from collections.abc import Iterator
from functools import partial

from pruning_core.diagnosis.fixes.for_schedules import Candidate
from pruning_core.diagnosis.fixes.reshaping import ENOUGH_UPDATES
from pruning_core.diagnosis.rules.circumstances import FEW_UPDATES, last_step_with_high_rate
from pruning_core.diagnosis.training_facts import TrainingFacts
from pruning_core.schedules import ConstantSparsity, PolynomialDecay

FIFTHS, END_FIFTHS = 5, 4
"""Pruning begins after 1/5 of the steps, as in the article, and ends after 4/5."""
USUAL_FREQUENCY, LARGEST_FREQUENCY = 100, 1_000
"""Zhu and Gupta 2017 prune every 100 to 1,000 steps; tfmot's default is 100."""
MOST_UPDATES = 40
"""More updates hardly change the curve."""
POWERS = (3.0, 1.0)
"""Cubic, as Zhu and Gupta; a straight line if so few updates fit that the first would take too much."""


def last_useful_step(training: TrainingFacts) -> int:
    """The last step at which masks should change: time to recover is left, and no rule finds a problem."""
    limits = [training.last_step_before_recovery]
    if training.earliest_stop is not None:
        limits.append(training.earliest_stop)
    if training.learning_rate is not None:
        limits.append(last_step_with_high_rate(training.learning_rate, training.total_steps))
    return min(limits)


def gentle_schedules(target: float, training: TrainingFacts) -> Iterator[Candidate]:
    """Schedules that reach the target: first the usual schedule, then schedules for very short trainings."""
    rise = partial(
        PolynomialDecay, initial_sparsity=min(training.zeros, target), final_sparsity=target
    )
    for begin, end, power, frequency in gentle_windows(training):
        last_update = begin + (end - begin) // frequency * frequency
        yield partial(
            rise, begin_step=begin, end_step=last_update, power=power, frequency=frequency
        )
    yield partial(ConstantSparsity, target_sparsity=target, begin_step=1, end_step=1, frequency=1)


def gentle_windows(training: TrainingFacts) -> Iterator[tuple[int, int, float, int]]:
    """Begin, end, power and frequency of each gentle schedule."""
    last = last_useful_step(training)
    usual_end = min(last, END_FIFTHS * training.total_steps // FIFTHS)
    windows = [
        (max(1, usual_end // END_FIFTHS), usual_end),
        (max(1, last // END_FIFTHS), last),
        (1, last),
    ]
    for frequency_of in (frequency_between, frequency_of_few_updates):
        for begin, end in windows:
            for power in POWERS:
                yield begin, end, power, frequency_of(begin, end)
    for begin in (1, 0):
        yield begin, last, 1.0, 1


def frequency_between(begin: int, end: int) -> int:
    """A frequency with ten to forty updates, in steps of 100 to 1,000 if so many steps fit.

    >>> frequency_between(1152, 4608), frequency_between(10, 40), frequency_between(0, 10**9)
    (100, 3, 1000)
    """
    span = max(1, end - begin)
    least = min(USUAL_FREQUENCY, span // ENOUGH_UPDATES)
    return max(1, min(LARGEST_FREQUENCY, max(least, span // MOST_UPDATES)))


def frequency_of_few_updates(begin: int, end: int) -> int:
    """A frequency with at most twenty updates. In a very long training, more updates would change no count.

    >>> frequency_of_few_updates(0, 10**9)
    52631579
    """
    return max(1, -((begin - end) // (FEW_UPDATES - 1)))
