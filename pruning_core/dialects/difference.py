"""Describes in one sentence how a library's masks differ from tfmot's."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from pruning_core.dialects.intent import Intent
from pruning_core.dialects.translation import LibrarySchedule
from pruning_core.prediction.masks import update_steps
from pruning_core.prediction.summary import percent, summarise
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

Shape = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Computes the fraction of the rise, 0 to 1, at a progress, 0 to 1."""

MIN_VISIBLE_DIFFERENCE = 5e-5
"""Two sparsities with a smaller difference are the same percentage with two decimals."""
MAX_STEPS_LISTED = 3


def find_nearest_shape(intent: Intent, shapes: Mapping[str, Shape]) -> tuple[str, str | None]:
    """The shape that is closest to the decay, and the largest distance between them.

    Returns:
        The name of the shape, and a clause with the distance, or None if they are equal.
    """
    progress = np.linspace(0.0, 1.0, 1001)
    tfmot_curve = 1.0 - (1.0 - progress) ** intent.power
    gaps = {name: shape(progress) - tfmot_curve for name, shape in shapes.items()}
    name = min(gaps, key=lambda name: float(np.abs(gaps[name]).max()))
    gap = gaps[name] * (intent.final - intent.initial)
    largest_gap = float(gap[np.abs(gap).argmax()])
    if abs(largest_gap) < MIN_VISIBLE_DIFFERENCE:
        return name, None
    above = gettext_noop("its nearest curve, {name}, is up to {number} points above power {power}")
    below = gettext_noop("its nearest curve, {name}, is up to {number} points below power {power}")
    return name, gettext(
        above if largest_gap > 0 else below,
        name=name,
        number=format(abs(largest_gap) * 100, ".2g"),
        power=format(intent.power, "g"),
    )


def start_note(intent: Intent) -> str | None:
    """A clause for a library without an initial sparsity; None if the schedule starts from 0."""
    if intent.initial == 0:
        return None
    return gettext(
        "its curve starts from {theirs}, not from {asked}",
        theirs=percent(0.0),
        asked=percent(intent.initial),
    )


def describe_differences(
    intent: Intent, library_schedule: LibrarySchedule, notes: list[str | None]
) -> str:
    """One sentence about the differences between a library's masks and tfmot's.

    Args:
        intent: The schedule that is translated.
        library_schedule: The schedule of the library.
        notes: Clauses about other differences. None is skipped.
    """
    total = intent.total_steps
    steps, tfmot_steps = library_schedule.update_steps(total), update_steps(intent.schedule, total)
    sparsity, tfmot_sparsity = (
        library_schedule.sparsity(steps),
        intent.schedule.sparsity(tfmot_steps),
    )
    first, tfmot_first = first_rise(sparsity), first_rise(tfmot_sparsity)
    steps, tfmot_steps = steps[first:], tfmot_steps[tfmot_first:]
    clauses = [note for note in notes if note is not None]
    if not np.array_equal(steps, tfmot_steps):
        clause = gettext_noop("its masks {theirs}, and tfmot's {own}")
        clauses.append(gettext(clause, theirs=change_clause(steps), own=change_clause(tfmot_steps)))
    reached = float(library_schedule.sparsity(steps[-1:])[0]) if steps.size else 0.0
    expected = summarise(intent.schedule, total).reached
    if abs(reached - expected) >= MIN_VISIBLE_DIFFERENCE:
        clause = gettext_noop("the training ends at {reached}, not at {expected}")
        clauses.append(gettext(clause, reached=percent(reached), expected=percent(expected)))
    if not clauses and steps.size:
        largest_gap = float(np.abs(sparsity[first:] - tfmot_sparsity[tfmot_first:]).max())
        if largest_gap >= MIN_VISIBLE_DIFFERENCE:
            clause = gettext_noop("its sparsity differs from tfmot's by up to {number} points")
            clauses.append(gettext(clause, number=format(largest_gap * 100, ".2g")))
    if not clauses:
        return gettext("It does what tfmot does at every step of this training.")
    sentence = "; ".join(clauses)
    return f"{sentence[0].upper()}{sentence[1:]}."


def first_rise(sparsity: NDArray[np.floating]) -> int:
    """The index of the first update that masks a weight, or 0 if there is none.

    >>> first_rise(np.array([0.0, 0.0, 0.2])), first_rise(np.array([0.0])), first_rise(np.array([0.5]))
    (2, 0, 0)
    """
    masking_updates = np.flatnonzero(sparsity > 0)
    return int(masking_updates[0]) if masking_updates.size else 0


def change_clause(steps: NDArray[np.int64]) -> str:
    """A clause about the steps at which masks change.

    >>> change_clause(np.arange(1, 901, 100)), change_clause(np.array([7])), change_clause(np.array([]))
    ('change 9 times (1, 101, 201, …, 801)', 'change once (7)', 'never change')
    >>> change_clause(np.arange(5, 100))
    'change at every step from 5 to 99'
    """
    n_updates = steps.size
    if n_updates == 0:
        return gettext("never change")
    if n_updates > MAX_STEPS_LISTED and steps[-1] - steps[0] == n_updates - 1:
        return gettext(
            "change at every step from {first} to {last}",
            first=grouped(int(steps[0])),
            last=grouped(int(steps[-1])),
        )
    steps_in_words = [grouped(int(step)) for step in steps[:MAX_STEPS_LISTED]]
    if n_updates > MAX_STEPS_LISTED + 1:
        steps_in_words.append("…")
    if n_updates > MAX_STEPS_LISTED:
        steps_in_words.append(grouped(int(steps[-1])))
    return ngettext(
        "change once ({steps})",
        "change {count} times ({steps})",
        n_updates,
        steps=", ".join(steps_in_words),
    )
