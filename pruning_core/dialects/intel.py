"""How Intel's Neural Compressor would run a schedule.

Source: `schedulers.py`, `pruners/base.py` and `pruners/basic.py` in
`neural_compressor/compression/pruner` of neural-compressor 3.7.1, the last release with pruning.
Checked against trainings with that version.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.dialects.difference import Shape, differences, nearest, start_note
from pruning_core.dialects.intent import Intent
from pruning_core.dialects.translation import Translation, Untranslatable

LIBRARY = "Intel Neural Compressor 3.7.1"
NO_KEYFRAMES = (
    "It knows four curves, exp, linear, cos and cube, from 0 to the target and no others."
)
CLASSIFIER = "it leaves the last Linear layer, the classifier, dense"
CUBIC = 3
LARGEST_BY_DEFAULT = 0.98
"""Neural Compressor's `max_sparsity_ratio_per_op`: a target above it is cut off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IntelSchedule:
    """`WeightPruningConfig`: the iterative scheduler, or the one-shot one where start is end.

    exp:    s = 1 - (1 - target) ** (k / N)
    linear: s = target * k / N
    cos:    s = target * (1 - cos(k / N * pi / 2))
    cube:   s = target * (k / N) ** 3

    at the update k = 0..N, N = (end - start) // frequency, which comes when the number g of
    optimizer steps before this one is start + k * frequency: the lab's step less 1. Where N is 0,
    the only update asks for the target. "cube" starts slowly, the opposite of Zhu & Gupta.

    Attributes:
        target_sparsity: Sparsity after the last update, in [0, 1).
        start_step: First step of the window, counted from 0.
        end_step: Last step of the window, counted from 0.
        pruning_frequency: Steps between two updates.
        sparsity_decay_type: "exp", "linear", "cos" or "cube".
    """

    target_sparsity: float
    start_step: int
    end_step: int
    pruning_frequency: int
    sparsity_decay_type: str

    def sparsity(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """The sparsity asked for at each step, a staircase: int64 (n,) -> float64 (n,)."""
        times = (self.end_step - self.start_step) // self.pruning_frequency
        if times == 0:
            return np.full(steps.shape, self.target_sparsity)
        turn = np.clip((steps - 1 - self.start_step) // self.pruning_frequency, 0, times)
        shape = shapes(self.target_sparsity)[self.sparsity_decay_type]
        return self.target_sparsity * shape(turn / times)

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps that masks are computed at."""
        last = min(self.end_step, total_steps - 1)
        return np.arange(self.start_step, last + 1, self.pruning_frequency, dtype=np.int64) + 1


def shapes(target: float) -> dict[str, Shape]:
    """The curves; that of exp depends on the target."""

    def exponential(progress: NDArray[np.float64]) -> NDArray[np.float64]:
        if target == 0:
            return progress
        return np.asarray((1.0 - (1.0 - target) ** progress) / target, np.float64)

    return {
        "exp": exponential,
        "linear": lambda progress: progress,
        "cos": lambda progress: 1.0 - np.cos(progress * (math.pi / 2)),
        "cube": lambda progress: progress**3,
    }


def translate(intent: Intent) -> Translation | Untranslatable:
    """The schedule in Neural Compressor's words: the curve of its four that is closest."""
    if intent.falls:
        return Untranslatable(
            library=LIBRARY,
            reason="It stops as soon as masks hold more than the target: no sparsity can fall.",
        )
    schedule, notes = once(intent) if intent.is_constant else gradual(intent)
    return Translation(
        library=LIBRARY,
        schedule=schedule,
        difference=differences(intent, schedule, notes),
        configuration=configuration(schedule),
        language="python",
    )


def once(intent: Intent) -> tuple[IntelSchedule, list[str | None]]:
    """A constant sparsity: the one-shot scheduler, at the step that tfmot starts with."""
    schedule = IntelSchedule(
        target_sparsity=intent.final,
        start_step=intent.first_update - 1,
        end_step=intent.first_update - 1,
        pruning_frequency=intent.schedule.frequency,
        sparsity_decay_type="linear",
    )
    return schedule, ["it chooses its masks once and then keeps them", CLASSIFIER]


def gradual(intent: Intent) -> tuple[IntelSchedule, list[str | None]]:
    """A rising sparsity: the nearest of the four curves, in counts from 0."""
    decay, gap = nearest(intent, shapes(intent.final))
    start = max(intent.begin - 1, 0)
    schedule = IntelSchedule(
        target_sparsity=intent.final,
        start_step=start,
        end_step=max(intent.end - 1, start),
        pruning_frequency=intent.schedule.frequency,
        sparsity_decay_type=decay,
    )
    opposite = (
        "its cube is the opposite curve, slow at the start" if intent.power == CUBIC else None
    )
    return schedule, [start_note(intent), gap, opposite, CLASSIFIER]


def configuration(schedule: IntelSchedule) -> str:
    """The Python that makes the configuration and prepares the training."""
    return f"""\
# pip install neural-compressor==3.7.1: later releases have no pruning
from neural_compressor.config import WeightPruningConfig
from neural_compressor.training import prepare_compression

config = WeightPruningConfig(
    target_sparsity={schedule.target_sparsity!r},
    max_sparsity_ratio_per_op={max(LARGEST_BY_DEFAULT, schedule.target_sparsity)!r},
    start_step={schedule.start_step},  # it counts from 0
    end_step={schedule.end_step},
    pruning_frequency={schedule.pruning_frequency},
    sparsity_decay_type="{schedule.sparsity_decay_type}",
    pruning_type="magnitude",
    pruning_scope="local",
    pattern="1x1",
    pruning_configs=[{{}}],  # its default is one list for all configurations of a process
)
manager = prepare_compression(model, config)
model = manager.model
manager.callbacks.on_train_begin()

# Around each training step:
# manager.callbacks.on_step_begin(step)
# ...forward, backward...
# manager.callbacks.on_before_optimizer_step()
# optimizer.step()
# manager.callbacks.on_after_optimizer_step()
"""
