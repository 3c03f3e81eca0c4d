"""The schedule in a few numbers: its updates, and the sparsity that is asked for and reached."""

from dataclasses import dataclass

import numpy as np

from pruning_core.prediction.masks import sparsity_after, update_range
from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule

ROUNDING = 1e-6
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleSummary:
    """What a schedule does within a training of `total_steps`.

    Attributes:
        total_steps: Length of the training in steps.
        updates: How often the masks change.
        first_update: First step at which they change, or None.
        last_update: Last step at which they change, or None.
        asked: The sparsity that the schedule is meant to end at.
        reached: What the masks hold when the training ends, as scheduled at the last update.
    """

    total_steps: int
    updates: int
    first_update: int | None
    last_update: int | None
    asked: float
    reached: float

    @property
    def hits_target(self) -> bool:
        """Whether what is reached is what was asked for, up to float32 rounding."""
        return abs(self.reached - self.asked) < ROUNDING


def summarise(schedule: Schedule, total_steps: int) -> ScheduleSummary:
    """The numbers of a schedule within a training.

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
        asked=schedule.asked_sparsity,
        reached=reached,
    )


def schedule_sentence(schedule: Schedule, summary: ScheduleSummary) -> str:
    """What the masks will do, in a sentence or two of plain English.

    >>> constant = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> print(schedule_sentence(constant, summarise(constant, 250)).replace(NO_BREAK_SPACE, " "))
    The masks are updated 2 times, every 100 steps from step 100 to step 200. They end at 50 %, as was asked for.
    """
    asked = percent(summary.asked)
    if summary.first_update is None or summary.last_update is None:
        return (
            f"The masks are never updated in these {summary.total_steps:,} steps: "
            f"the model stays dense, and {asked} was asked for."
        )
    if summary.updates == 1:
        when = f"The masks are updated once, at step {summary.first_update:,}."
    else:
        when = (
            f"The masks are updated {summary.updates:,} times, {every(schedule.frequency)} "
            f"from step {summary.first_update:,} to step {summary.last_update:,}."
        )
    if summary.hits_target:
        return f"{when} They end at {asked}, as was asked for."
    points = abs(summary.asked - summary.reached) * 100
    side = "below" if summary.reached < summary.asked else "above"
    return (
        f"{when} They end at {percent(summary.reached)}, {points:.2g} points {side} the {asked} "
        f"that was asked for: nothing changes after step {summary.last_update:,}."
    )


def title(schedule: Schedule | None) -> str:
    """A schedule in a few words, as a list of runs shows it.

    >>> constant = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> print(title(constant).replace(NO_BREAK_SPACE, " "))
    ConstantSparsity 50 %, every 100 steps from step 0
    """
    match schedule:
        case None:
            return "Dense baseline"
        case ConstantSparsity():
            end = "" if schedule.end_step < 0 else f" to {schedule.end_step:,}"
            return (
                f"ConstantSparsity {percent(schedule.target_sparsity)}, "
                f"{every(schedule.frequency)} from step {schedule.begin_step:,}{end}"
            )
        case PolynomialDecay():
            return (
                f"PolynomialDecay {percent(schedule.initial_sparsity)} to "
                f"{percent(schedule.final_sparsity)}, power {schedule.power:g}, "
                f"{every(schedule.frequency)} from step {schedule.begin_step:,} to {schedule.end_step:,}"
            )
        case KeyframeSchedule():
            return (
                f"KeyframeSchedule of {len(schedule.keyframes)} points to "
                f"{percent(schedule.asked_sparsity)}, {every(schedule.frequency)} "
                f"from step {schedule.begin_step:,}"
            )


def every(frequency: int) -> str:
    """How often, in words.

    >>> every(1), every(100)
    ('every step', 'every 100 steps')
    """
    return "every step" if frequency == 1 else f"every {frequency:,} steps"


def percent(sparsity: float) -> str:
    """A fraction as a percentage with at most two decimals, never rounded to nothing or to all.

    >>> [percent(sparsity).replace(NO_BREAK_SPACE, " ") for sparsity in (0.875, 0.5, 0.83728)]
    ['87.5 %', '50 %', '83.73 %']
    >>> [percent(sparsity).replace(NO_BREAK_SPACE, " ") for sparsity in (0.0, 1e-7, 0.99999)]
    ['0 %', 'less than 0.01 %', 'more than 99.99 %']
    """
    rounded = f"{sparsity * 100:.2f}".rstrip("0").rstrip(".")
    match rounded:
        case "0" if sparsity > 0:
            rounded = "less than 0.01"
        case "100" if sparsity < 1:
            rounded = "more than 99.99"
        case _:
            pass
    return f"{rounded}{NO_BREAK_SPACE}%"
