"""Describes a schedule in a few numbers and in a sentence: the updates, the target and the reached sparsity."""

from dataclasses import dataclass

import numpy as np

from pruning_core.prediction.masks import ROUNDING, sparsity_after, update_range
from pruning_core.prediction.ties import may_keep_all_after
from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

TARGET_TOLERANCE = 1e-4
"""Masks that end less than 0.01 points from the target reach the target: numbers on screen have two decimals."""
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleSummary:
    """The effect of a schedule in a training of `total_steps`.

    Attributes:
        total_steps: Length of the training in steps.
        updates: Number of updates, at which the masks change.
        first_update: First step at which the masks change, or None.
        last_update: Last step at which the masks change, or None.
        target: The sparsity at the end of the schedule.
        reached: The sparsity of the masks at the end of the training, which the last update sets.
        may_keep_all: Whether the last update may keep all weights instead, because too many are exactly zero.
    """

    total_steps: int
    updates: int
    first_update: int | None
    last_update: int | None
    target: float
    reached: float
    may_keep_all: bool = False

    @property
    def hits_target(self) -> bool:
        """Whether the reached sparsity is less than 0.01 points from the target."""
        return abs(self.reached - self.target) < TARGET_TOLERANCE


def summarise(schedule: Schedule, total_steps: int, *, zeros: float = 0.0) -> ScheduleSummary:
    """The numbers of a schedule in a training. Before the training, a fraction `zeros` of the weights is exactly zero.

    >>> decay = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.875, begin_step=38, end_step=192)
    >>> summary = summarise(decay, 192)
    >>> summary.updates, summary.last_update, round(summary.reached, 3)
    (2, 138, 0.837)
    """
    updates = update_range(schedule, total_steps)
    last = np.array(updates[-1:], np.int64)
    reached = float(sparsity_after(schedule, last)[0]) if updates else 0.0
    return ScheduleSummary(
        total_steps=total_steps,
        updates=len(updates),
        first_update=updates[0] if updates else None,
        last_update=updates[-1] if updates else None,
        target=schedule.end_sparsity,
        reached=reached,
        may_keep_all=may_keep_all_after(schedule, total_steps, zeros=zeros),
    )


def schedule_sentence(schedule: Schedule, summary: ScheduleSummary) -> str:
    """One or two sentences about the updates of the masks.

    >>> constant = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> print(schedule_sentence(constant, summarise(constant, 250)).replace(NO_BREAK_SPACE, " "))
    The masks are updated 2 times, every 100 steps from step 100 to step 200. They end at 50 %, as was asked for.
    """
    if summary.first_update is None or summary.last_update is None:
        return ngettext(
            "The masks are never updated in this {count} step: "
            "the model stays dense, and {asked} was asked for.",
            "The masks are never updated in these {count} steps: "
            "the model stays dense, and {asked} was asked for.",
            summary.total_steps,
            asked=percent(summary.target),
        )
    when = ngettext(
        "The masks are updated once, at step {first}.",
        "The masks are updated {count} times, {how_often} from step {first} to step {last}.",
        summary.updates,
        how_often=frequency_in_words(schedule.frequency),
        first=grouped(summary.first_update),
        last=grouped(summary.last_update),
    )
    end = end_sentence(summary, summary.last_update)
    if summary.may_keep_all:
        end += " " + gettext("Or they keep all weights, where too many are exactly zero.")
    return f"{when} {end}"


def end_sentence(summary: ScheduleSummary, last_update: int) -> str:
    """A sentence that compares the reached sparsity with the target."""
    if summary.hits_target:
        exactly = gettext_noop("They end at {asked}, as was asked for.")
        nearly = gettext_noop("They end less than 0.01 points from the {asked} that was asked for.")
        is_exact = abs(summary.reached - summary.target) < ROUNDING
        return gettext(exactly if is_exact else nearly, asked=percent(summary.target))
    below = gettext_noop(
        "They end at {reached}, {number} points below the {asked} that was asked for: "
        "nothing changes after step {last}."
    )
    above = gettext_noop(
        "They end at {reached}, {number} points above the {asked} that was asked for: "
        "nothing changes after step {last}."
    )
    return gettext(
        below if summary.reached < summary.target else above,
        reached=percent(summary.reached),
        number=format(abs(summary.target - summary.reached) * 100, ".2g"),
        asked=percent(summary.target),
        last=grouped(last_update),
    )


def title(schedule: Schedule | None) -> str:
    """A short description of a schedule, for lists of runs.

    >>> constant = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> print(title(constant).replace(NO_BREAK_SPACE, " "))
    ConstantSparsity 50 %, every 100 steps from step 0
    """
    if schedule is None:
        return gettext("Dense baseline")
    how_often, begin = frequency_in_words(schedule.frequency), grouped(schedule.begin_step)
    match schedule:
        case ConstantSparsity():
            return constant_title(schedule)
        case PolynomialDecay():
            return gettext(
                "PolynomialDecay {initial} to {final}, power {power}, "
                "{how_often} from step {begin} to {end}",
                initial=percent(schedule.initial_sparsity),
                final=percent(schedule.final_sparsity),
                power=format(schedule.power, "g"),
                how_often=how_often,
                begin=begin,
                end=grouped(schedule.end_step),
            )
        case KeyframeSchedule():
            return ngettext(
                "KeyframeSchedule of {count} point to {final}, {how_often} from step {begin}",
                "KeyframeSchedule of {count} points to {final}, {how_often} from step {begin}",
                len(schedule.keyframes),
                final=percent(schedule.end_sparsity),
                how_often=how_often,
                begin=begin,
            )


def constant_title(schedule: ConstantSparsity) -> str:
    """A short description of a constant schedule."""
    without_end = gettext_noop("ConstantSparsity {target}, {how_often} from step {begin}")
    with_end = gettext_noop("ConstantSparsity {target}, {how_often} from step {begin} to {end}")
    return gettext(
        without_end if schedule.end_step < 0 else with_end,
        target=percent(schedule.target_sparsity),
        how_often=frequency_in_words(schedule.frequency),
        begin=grouped(schedule.begin_step),
        end=grouped(schedule.end_step),
    )


def frequency_in_words(frequency: int) -> str:
    """The frequency of the updates, in words.

    >>> frequency_in_words(1), frequency_in_words(100)
    ('every step', 'every 100 steps')
    """
    return ngettext("every step", "every {count} steps", frequency)


def percent(sparsity: float) -> str:
    """A fraction as a percentage with at most two decimals, not rounded to 0 % or 100 %.

    >>> [percent(sparsity).replace(NO_BREAK_SPACE, " ") for sparsity in (0.875, 0.5, 0.83728)]
    ['87.5 %', '50 %', '83.73 %']
    >>> [percent(sparsity).replace(NO_BREAK_SPACE, " ") for sparsity in (0.0, 1e-7, 0.99999)]
    ['0 %', 'less than 0.01 %', 'more than 99.99 %']
    """
    rounded = f"{sparsity * 100:.2f}".rstrip("0").rstrip(".")
    match rounded:
        case "0" if sparsity > 0:
            return gettext("less than 0.01\u00a0%")
        case "100" if sparsity < 1:
            return gettext("more than 99.99\u00a0%")
        case _:
            return gettext("{number}\u00a0%", number=rounded)


def percent_with_decimals(fraction: float, decimals: int = 2) -> str:
    """A fraction as a percentage with a fixed number of decimals, so that numbers below each other are aligned.

    >>> percent_with_decimals(0.9916).replace(NO_BREAK_SPACE, " ")
    '99.16 %'
    """
    return gettext("{number}\u00a0%", number=f"{100 * fraction:.{decimals}f}")
