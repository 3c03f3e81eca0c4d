"""A schedule in Intel's Neural Compressor.

Source: `schedulers.py`, `pruners/base.py` and `pruners/basic.py` in
`neural_compressor/compression/pruner` of neural-compressor 3.7.1, the last release with pruning.
Checked against trainings with that version.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.dialects.difference import (
    Shape,
    describe_differences,
    find_nearest_shape,
    start_note,
)
from pruning_core.dialects.intent import Intent
from pruning_core.dialects.translation import Translation, Untranslatable
from pruning_core.texts import gettext, gettext_noop

LIBRARY = "Intel Neural Compressor 3.7.1"
STATUS = gettext_noop(
    "Its pruning was removed in March 2026: 3.7.1 is the last release that has it."
)
NO_KEYFRAMES = gettext_noop(
    "It has only four curves from 0 to the target: exp, linear, cos and cube."
)
CLASSIFIER = gettext_noop("it leaves the last Linear layer, the classifier, dense")
CUBIC = 3
DEFAULT_MAX_SPARSITY = 0.98
"""Neural Compressor's default `max_sparsity_ratio_per_op`, which limits the target."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IntelSchedule:
    """`WeightPruningConfig`: the iterative scheduler, or the one-shot scheduler if start equals end.

    exp:    s = 1 - (1 - target) ** (k / N)
    linear: s = target * k / N
    cos:    s = target * (1 - cos(k / N * pi / 2))
    cube:   s = target * (k / N) ** 3

    at the update k = 0..N, N = (end - start) // frequency. Update k comes after
    start + k * frequency optimizer steps, at the lab's step start + k * frequency + 1. If N is 0,
    the only update has the target. "cube" starts slowly, the opposite of Zhu & Gupta.

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
        """The scheduled sparsity at each step, a staircase: int64 (n,) -> float64 (n,)."""
        times = (self.end_step - self.start_step) // self.pruning_frequency
        if times == 0:
            return np.full(steps.shape, self.target_sparsity)
        update_index = np.clip((steps - 1 - self.start_step) // self.pruning_frequency, 0, times)
        shape = shapes(self.target_sparsity)[self.sparsity_decay_type]
        return self.target_sparsity * shape(update_index / times)

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps at which masks are computed."""
        last = min(self.end_step, total_steps - 1)
        return np.arange(self.start_step, last + 1, self.pruning_frequency, dtype=np.int64) + 1


def shapes(target: float) -> dict[str, Shape]:
    """The four curves; the exp curve depends on the target."""

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
    """The schedule in Neural Compressor, with the closest of its four curves."""
    if intent.falls:
        return Untranslatable(
            library=LIBRARY,
            reason=gettext(
                "It stops when masks are sparser than the target, so the sparsity cannot fall."
            ),
        )
    schedule, notes = (
        one_update_schedule(intent) if intent.is_constant else gradual_schedule(intent)
    )
    return Translation(
        library=LIBRARY,
        schedule=schedule,
        difference=describe_differences(intent, schedule, notes),
        configuration=configuration(schedule),
        language="python",
    )


def one_update_schedule(intent: Intent) -> tuple[IntelSchedule, list[str | None]]:
    """A constant sparsity: the one-shot scheduler, at tfmot's first update."""
    schedule = IntelSchedule(
        target_sparsity=intent.final,
        start_step=intent.first_update - 1,
        end_step=intent.first_update - 1,
        pruning_frequency=intent.schedule.frequency,
        sparsity_decay_type="linear",
    )
    return schedule, [
        gettext("it chooses its masks once and then keeps them"),
        gettext(CLASSIFIER),
    ]


def gradual_schedule(intent: Intent) -> tuple[IntelSchedule, list[str | None]]:
    """A rising sparsity: the nearest of the four curves, with steps counted from 0."""
    decay, gap = find_nearest_shape(intent, shapes(intent.final))
    start = max(intent.begin - 1, 0)
    schedule = IntelSchedule(
        target_sparsity=intent.final,
        start_step=start,
        end_step=max(intent.end - 1, start),
        pruning_frequency=intent.schedule.frequency,
        sparsity_decay_type=decay,
    )
    opposite = gettext("its cube is the opposite curve, slow at the start")
    return schedule, [
        start_note(intent),
        gap,
        opposite if intent.power == CUBIC else None,
        gettext(CLASSIFIER),
    ]


def configuration(schedule: IntelSchedule) -> str:
    """Python code that makes the configuration and prepares the training."""
    return f"""\
# pip install neural-compressor==3.7.1: later releases have no pruning
from neural_compressor.config import WeightPruningConfig
from neural_compressor.training import prepare_compression

config = WeightPruningConfig(
    target_sparsity={schedule.target_sparsity!r},
    max_sparsity_ratio_per_op={max(DEFAULT_MAX_SPARSITY, schedule.target_sparsity)!r},
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
