"""A schedule in Apple's Core AI Optimization, coreai-opt.

Source: `sparsity_schedule.py`, `magnitude_pruner.py` and `prune.py` in `coreai_opt/pruning` of
coreai-opt 0.4.0. Checked against trainings with that version.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.dialects.difference import describe_differences
from pruning_core.dialects.intent import Intent
from pruning_core.dialects.translation import Translation
from pruning_core.texts import gettext, gettext_noop

LIBRARY = "Core AI Optimization (coreai-opt 0.4.0)"
STATUS = gettext_noop("Apple maintains it: coreai-opt 0.4.0 is from November 2026.")
NO_KEYFRAMES = gettext_noop(
    "Its PolynomialDecaySchedule has one curve between two sparsities: "
    "a curve through points needs a SparsityScheduleBase subclass of your own."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CoreaiSchedule:
    """`PolynomialDecaySchedule`; its `step()` is called before every training step.

    s(t) = target + (initial - target) * (1 - i / max(n_updates - 1, 1)) ** power,
    i = (t - begin_step) // update_frequency, n_updates = (total_iters - 1) // update_frequency + 1

    where t is the number of `step()` calls so far; s(t) is the initial sparsity before `begin_step`,
    and the target from `begin_step + total_iters` on. Masks are computed when the sparsity changes,
    and once by `prepare`. So the lab calls `prepare` just before the first step of the window if the
    initial sparsity is not 0. The last update in the window has the target: with
    `total_iters = end_step - begin_step + 1`, a window of whole periods has tfmot's updates.

    Attributes:
        target_sparsity: Sparsity after the last update, in [0, 1).
        initial_sparsity: Sparsity before the first update, also before `begin_step`.
        dense_steps: Training steps before `prepare` is called.
        begin_step: First step of the window, counted from `prepare`.
        total_iters: Length of the window in steps.
        power: Exponent, above 0.
        update_frequency: Steps between two updates.
    """

    target_sparsity: float
    initial_sparsity: float
    dense_steps: int
    begin_step: int
    total_iters: int
    power: float
    update_frequency: int

    def sparsity(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """The sparsity of the masks at each step, a staircase: int64 (n,) -> float64 (n,)."""
        n_updates = (self.total_iters - 1) // self.update_frequency + 1
        since_begin = steps - self.dense_steps - self.begin_step
        index = np.clip(since_begin // self.update_frequency, 0, n_updates - 1)
        remaining = (1.0 - index / max(n_updates - 1, 1)) ** self.power
        levels = self.target_sparsity + (self.initial_sparsity - self.target_sparsity) * remaining
        levels = np.where(since_begin < 0, self.initial_sparsity, levels)
        levels = np.where(since_begin >= self.total_iters, self.target_sparsity, levels)
        return np.where(steps <= self.dense_steps, 0.0, levels)

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps at which masks change; the first one has the masks of `prepare`."""
        begin = self.dense_steps + self.begin_step
        end = begin + self.total_iters
        due = np.arange(begin, min(end, total_steps + 1), self.update_frequency, dtype=np.int64)
        steps = np.unique(np.append(due, [self.dense_steps + 1, end]).astype(np.int64))
        steps = steps[(steps > self.dense_steps) & (steps <= total_steps)]
        before = np.where(steps == self.dense_steps + 1, 0.0, self.sparsity(steps - 1))
        changes: NDArray[np.int64] = steps[self.sparsity(steps) != before]
        return changes


@dataclass(frozen=True, kw_only=True, slots=True)
class CoreaiConstant:
    """`ConstantSparsitySchedule`: dense before `begin_step`, and then one mask with the target.

    Attributes:
        target_sparsity: Sparsity from `begin_step` on, in [0, 1).
        begin_step: The step at which the mask is computed, at least 1.
    """

    target_sparsity: float
    begin_step: int

    def sparsity(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """The sparsity of the masks at each step: int64 (n,) -> float64 (n,)."""
        return np.where(steps >= self.begin_step, self.target_sparsity, 0.0)

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps at which masks change."""
        is_due = self.begin_step <= total_steps and self.target_sparsity > 0
        return np.array([self.begin_step] if is_due else [], np.int64)


def translate(intent: Intent) -> Translation:
    """The schedule in coreai-opt: the same numbers, with the length of the window in steps."""
    schedule: CoreaiSchedule | CoreaiConstant
    if intent.is_constant:
        schedule = CoreaiConstant(target_sparsity=intent.final, begin_step=intent.first_update)
        note = gettext("it chooses its masks once and then keeps them")
    else:
        schedule, note = gradual_schedule(intent), None
    return Translation(
        library=LIBRARY,
        schedule=schedule,
        difference=describe_differences(intent, schedule, [note]),
        configuration=configuration(schedule),
        language="python",
    )


def gradual_schedule(intent: Intent) -> CoreaiSchedule:
    """`PolynomialDecaySchedule`, with tfmot's updates if the window has whole periods."""
    window, frequency = max(intent.end - intent.begin, 1), intent.schedule.frequency
    dense_steps = max(intent.begin - 1, 0) if intent.initial > 0 else 0
    return CoreaiSchedule(
        target_sparsity=intent.final,
        initial_sparsity=intent.initial,
        dense_steps=dense_steps,
        begin_step=intent.begin - dense_steps,
        total_iters=window + 1 if window % frequency == 0 else window,
        power=intent.power,
        update_frequency=frequency,
    )


def configuration(schedule: CoreaiSchedule | CoreaiConstant) -> str:
    """Python code that makes the pruner and prepares the model."""
    name, arguments, dense = "ConstantSparsitySchedule", f"begin_step={schedule.begin_step}", ""
    if isinstance(schedule, CoreaiSchedule):
        name, dense = "PolynomialDecaySchedule", dense_training(schedule.dense_steps)
        arguments = f"""
        begin_step={schedule.begin_step},
        total_iters={schedule.total_iters},
        power={schedule.power!r},
        initial_sparsity={schedule.initial_sparsity!r},
        update_frequency={schedule.update_frequency},
    """
    return f"""\
# pip install coreai-opt==0.4.0
from coreai_opt.pruning import (
    MagnitudePruner,
    MagnitudePrunerConfig,
    ModuleMagnitudePrunerConfig,
    PruningSpec,
)
from coreai_opt.pruning.config import {name}

module_config = ModuleMagnitudePrunerConfig(
    op_state_spec={{"weight": PruningSpec(target_sparsity={schedule.target_sparsity!r})}},
    sparsity_schedule={name}({arguments}),
)
{dense}pruner = MagnitudePruner(model, MagnitudePrunerConfig(global_config=module_config))
model = pruner.prepare(example_inputs)  # a tuple with the inputs of one batch

# Before each training step:
# pruner.step()
"""


def dense_training(dense_steps: int) -> str:
    """The comment about the training steps before `prepare`, or ""."""
    return f"# Train {dense_steps} steps before this: prepare() prunes.\n" if dense_steps else ""
