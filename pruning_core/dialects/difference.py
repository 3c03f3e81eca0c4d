"""Where a library's run leaves that of tfmot, told in one sentence."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from pruning_core.dialects.intent import Intent
from pruning_core.dialects.translation import LibrarySchedule
from pruning_core.prediction.masks import update_steps
from pruning_core.prediction.summary import percent, summarise

Shape = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""The share of the rise, 0 to 1, at a progress, 0 to 1."""

SMALLEST_GAP = 5e-5
"""Sparsities closer than this look alike as percentages with two decimals."""
LISTED = 3


def nearest(intent: Intent, shapes: Mapping[str, Shape]) -> tuple[str, str | None]:
    """The name of the shape that stays closest to the decay, and how far off it gets.

    Returns:
        The name, and a clause that says the largest distance, or None where there is none.
    """
    progress = np.linspace(0.0, 1.0, 1001)
    asked = 1.0 - (1.0 - progress) ** intent.power
    gaps = {name: shape(progress) - asked for name, shape in shapes.items()}
    name = min(gaps, key=lambda name: float(np.abs(gaps[name]).max()))
    gap = gaps[name] * (intent.final - intent.initial)
    worst = float(gap[np.abs(gap).argmax()])
    if abs(worst) < SMALLEST_GAP:
        return name, None
    side = "above" if worst > 0 else "below"
    return name, (
        f"its nearest curve, {name}, runs up to {abs(worst) * 100:.2g} points {side} "
        f"power {intent.power:g}"
    )


def start_note(intent: Intent) -> str | None:
    """What to say of an initial sparsity, of a library that has none."""
    if intent.initial == 0:
        return None
    return f"its curve starts from {percent(0.0)}, not from {percent(intent.initial)}"


def differences(intent: Intent, theirs: LibrarySchedule, notes: list[str | None]) -> str:
    """One sentence on where a library's run leaves that of tfmot: curve, updates and end.

    Args:
        intent: What is translated.
        theirs: What the library is configured with.
        notes: Clauses on what else differs; None for nothing.
    """
    total = intent.total_steps
    steps, own = theirs.update_steps(total), update_steps(intent.schedule, total)
    steps, own = (
        steps[first_rise(theirs.sparsity(steps)) :],
        own[first_rise(intent.schedule.sparsity(own)) :],
    )
    clauses = [note for note in notes if note is not None]
    if not np.array_equal(steps, own):
        clauses.append(f"its masks {changes(steps)}, and tfmot's {changes(own)}")
    reached = float(theirs.sparsity(steps[-1:])[0]) if steps.size else 0.0
    expected = summarise(intent.schedule, total).reached
    if abs(reached - expected) >= SMALLEST_GAP:
        clauses.append(f"the training ends at {percent(reached)}, not at {percent(expected)}")
    if not clauses:
        return "It does what tfmot does at every step of this training."
    sentence = "; ".join(clauses)
    return f"{sentence[0].upper()}{sentence[1:]}."


def first_rise(sparsity: NDArray[np.floating]) -> int:
    """The place of the first update that masks anything: those before it keep every weight.

    >>> first_rise(np.array([0.0, 0.0, 0.2])), first_rise(np.array([0.0])), first_rise(np.array([0.5]))
    (2, 0, 0)
    """
    masking = np.flatnonzero(sparsity > 0)
    return int(masking[0]) if masking.size else 0


def changes(steps: NDArray[np.int64]) -> str:
    """When masks change, in words.

    >>> changes(np.arange(1, 901, 100)), changes(np.array([7])), changes(np.array([]))
    ('change 9 times (1, 101, 201, …, 801)', 'change once (7)', 'never change')
    >>> changes(np.arange(5, 100))
    'change at every step from 5 to 99'
    """
    match steps.size:
        case 0:
            return "never change"
        case 1:
            return f"change once ({steps[0]:,})"
        case size if size > LISTED and steps[-1] - steps[0] == size - 1:
            return f"change at every step from {steps[0]:,} to {steps[-1]:,}"
        case size:
            shown = [f"{step:,}" for step in steps[:LISTED]]
            more = ["…"] if size > LISTED + 1 else []
            last = [f"{steps[-1]:,}"] if size > LISTED else []
            return f"change {size:,} times ({', '.join(shown + more + last)})"
