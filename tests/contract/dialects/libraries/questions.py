"""The schedules, plans and configurations that the libraries are run with."""

import hashlib
from typing import Any

import numpy as np

from pruning_core import ConstantSparsity, PolynomialDecay, Schedule, TrainingPlan
from pruning_core.dialects import DIALECTS, Translation, translate_for

SCHEDULES = 40
CONSTANT = 0.25
"""The share of constant schedules."""
POWERS = (0.3, 1 / 3, 0.5, 1, 1.5, 2, 3, 3, 3, 4, 7)
INSTALLABLE = tuple(name for name in DIALECTS if name != "jaxpruner")
"""JaxPruner is not on PyPI: `pip index versions jaxpruner` finds no matching distribution."""


def plans_and_schedules() -> list[tuple[TrainingPlan, Schedule]]:
    """Random short plans with random schedules. Every call returns the same plans and schedules."""
    generator = np.random.default_rng(0)
    return [
        (plan := some_plan(generator), some_schedule(generator, plan)) for _ in range(SCHEDULES)
    ]


def some_plan(generator: np.random.Generator) -> TrainingPlan:
    """A training of at most 80 steps."""
    return TrainingPlan(
        num_examples=int(generator.integers(2, 41)),
        batch_size=int(generator.integers(1, 4)),
        epochs=int(generator.integers(1, 3)),
    )


def some_schedule(generator: np.random.Generator, plan: TrainingPlan) -> Schedule:
    """A constant or polynomial schedule that begins within the plan and may end after it."""
    total = plan.total_steps
    begin = int(generator.choice([0, generator.integers(total + 1)]))
    frequency = int(generator.integers(1, 16))
    target = round(float(generator.uniform(0.05, 0.97)), 3)
    if generator.random() < CONSTANT:
        return ConstantSparsity(target_sparsity=target, begin_step=begin, frequency=frequency)
    return PolynomialDecay(
        initial_sparsity=round(float(generator.choice([0.0, generator.random()])), 3),
        final_sparsity=target,
        begin_step=begin,
        end_step=begin + int(generator.integers(1, total + 20)),
        power=float(generator.choice(POWERS)),
        frequency=frequency,
    )


def question(name: str, plan: TrainingPlan, schedule: Schedule) -> dict[str, Any] | None:
    """The run of a library with a schedule; None if the schedule has no translation."""
    translation = translate_for(name, schedule, plan)
    if not isinstance(translation, Translation):
        return None
    return {
        "library": name,
        "configuration": translation.configuration,
        "total_steps": plan.total_steps,
        "steps_per_epoch": plan.steps_per_epoch,
        "dense_steps": getattr(
            translation.schedule, "dense_steps", 0
        ),  # configurations have it only in a comment
    }


def digest(configuration: str) -> str:
    """The hash of a configuration without its comments."""
    lines = [line.partition("#")[0].rstrip() for line in configuration.splitlines()]
    return hashlib.sha256("\n".join(filter(None, lines)).encode()).hexdigest()[:16]
