"""Reads SparseML's modifiers from Python or from a recipe. Their times are in epochs."""

import math

from pruning_core.dialects.reading.libraries.numbers import Reading, read_numbers
from pruning_core.dialects.reading.python.values import Answers, Construction
from pruning_core.schedules import PolynomialDecay
from pruning_core.texts import gettext

POWERS = {"linear": 1.0, "cubic": 3.0, "inverse_cubic": 1 / 3}
EVERY_STEP = -1
SMALL = 1e-9
"""Less than the rounding error of a number of epochs times the steps of an epoch."""


def read_sparseml(construction: Construction, answers: Answers) -> Reading:
    """The schedule of a GMPruningModifier, whose times are in epochs."""
    names = ["init_sparsity", "final_sparsity", "start_epoch", "end_epoch", "update_frequency"]
    arguments = {
        name: value
        for name, value in construction.arguments.items()
        if name in {*names, "inter_func"}
    }
    numbers = read_numbers(arguments, required=[*names, "steps_per_epoch"], answers=answers)
    shape = numbers.get("inter_func", "cubic")
    steps_per_epoch = numbers["steps_per_epoch"]
    frequency = numbers["update_frequency"]
    decay = PolynomialDecay(
        initial_sparsity=numbers["init_sparsity"],
        final_sparsity=numbers["final_sparsity"],
        begin_step=round(numbers["start_epoch"] * steps_per_epoch) + 1,
        end_step=round(numbers["end_epoch"] * steps_per_epoch) + 1,
        power=POWERS[shape],
        frequency=1
        if frequency == EVERY_STEP
        else max(1, math.ceil(frequency * steps_per_epoch - SMALL)),
    )
    return decay, gettext("SparseML always updates its masks at end_epoch; tfmot may not.")
