"""A schedule in SparseML's gradual magnitude pruning.

Source: `GMPruningModifier` and its bases in `sparseml/pytorch/sparsification`, `interpolate` in
`sparseml/utils/helpers.py` and `RecipeManagerStepWrapper` in `sparseml/pytorch/optim/manager.py`
of sparseml 1.8.0. Checked against trainings with that version.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.dialects.difference import Shape, describe_differences, find_nearest_shape
from pruning_core.dialects.intent import Intent
from pruning_core.dialects.translation import Translation, Untranslatable
from pruning_core.texts import gettext, gettext_noop

LIBRARY = "SparseML 1.8.0"
STATUS = gettext_noop("Its development ended in June 2025, when its repository was archived.")
NO_KEYFRAMES = gettext_noop(
    "Its GMPruningModifier has one curve between two sparsities, "
    "and two modifiers of the same parameters would undo each other's masks."
)

HALF_A_STEP = 0.5

SHAPES: dict[str, Shape] = {
    "linear": lambda progress: progress,
    "cubic": lambda progress: 1.0 - (1.0 - progress) ** 3,
    "inverse_cubic": lambda progress: 1.0 - (1.0 - progress) ** (1 / 3),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class GmpSchedule:
    """`GMPruningModifier`, updated before each optimizer step.

    s(e) = init + (final - init) * f(p), p = (e - start_epoch) / (end_epoch - start_epoch)

    with f(p) = p, 1 - (1 - p) ** 3 or 1 - (1 - p) ** (1 / 3). The epoch e is a fraction:
    e = (t - 1) / steps_per_epoch at the lab's step t. Masks are computed at the first step of the
    window, then each time `update_frequency` epochs have passed, and at the first step from
    `end_epoch` on. SparseML compares epochs in float64: with a frequency of 100 / 192 epochs, the
    update after step 38 comes at step 139, because 100 steps are slightly less. So the lab writes
    a frequency that is half a step shorter. Then rounding cannot delay an update.

    Attributes:
        init_sparsity: Sparsity at `start_epoch`.
        final_sparsity: Sparsity from `end_epoch` on.
        start_epoch: First epoch of the window.
        end_epoch: Last epoch of the window.
        update_frequency: Epochs from one update to the next.
        inter_func: "linear", "cubic" or "inverse_cubic".
        steps_per_epoch: Steps in one epoch.
    """

    init_sparsity: float
    final_sparsity: float
    start_epoch: float
    end_epoch: float
    update_frequency: float
    inter_func: str
    steps_per_epoch: int

    def sparsity(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """The scheduled sparsity at each step: int64 (n,) -> float64 (n,)."""
        epochs, rest = np.divmod(steps - 1, self.steps_per_epoch)
        steps_since_start = epochs + rest / self.steps_per_epoch - self.start_epoch
        progress = np.clip(steps_since_start / (self.end_epoch - self.start_epoch), 0.0, 1.0)
        rise = self.final_sparsity - self.init_sparsity
        return self.init_sparsity + rise * SHAPES[self.inter_func](progress)

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps at which masks are computed."""
        start, end = self.step_at(self.start_epoch), self.step_at(self.end_epoch)
        frequency = math.ceil(self.update_frequency * self.steps_per_epoch)
        steps = np.arange(start, min(end - 1, total_steps) + 1, frequency, dtype=np.int64)
        return np.append(steps, end) if end <= total_steps else steps

    def step_at(self, epoch: float) -> int:
        """The lab's step at an epoch."""
        return round(epoch * self.steps_per_epoch) + 1


def epoch_of(step: int, steps_per_epoch: int) -> float:
    """SparseML's epoch at the lab's step, computed with SparseML's float64 operations.

    >>> epoch_of(1, 192), epoch_of(1153, 192), epoch_of(1201, 192)
    (0.0, 6.0, 6.25)
    """
    epochs, rest = divmod(step - 1, steps_per_epoch)
    return float(epochs) + float(rest) / float(steps_per_epoch)


def translate(intent: Intent) -> Translation | Untranslatable:
    """The schedule in SparseML: in epochs, and with one of its three curves."""
    if intent.final == 0:
        return Untranslatable(library=LIBRARY, reason=gettext("It refuses a final sparsity of 0."))
    first = max(intent.begin, 1)
    last = max(intent.end, first + 1)
    inter_func, gap = ("linear", None) if intent.is_constant else find_nearest_shape(intent, SHAPES)
    schedule = GmpSchedule(
        init_sparsity=intent.initial,
        final_sparsity=intent.final,
        start_epoch=epoch_of(first, intent.steps_per_epoch),
        end_epoch=epoch_of(last, intent.steps_per_epoch),
        update_frequency=(intent.schedule.frequency - HALF_A_STEP) / intent.steps_per_epoch,
        inter_func=inter_func,
        steps_per_epoch=intent.steps_per_epoch,
    )
    return Translation(
        library=LIBRARY,
        schedule=schedule,
        difference=describe_differences(intent, schedule, [gap]),
        configuration=configuration(schedule, intent.total_steps // intent.steps_per_epoch),
        language="yaml",
    )


def configuration(schedule: GmpSchedule, epochs: int) -> str:
    """The recipe, for `ScheduledModifierManager.from_yaml`."""
    return f"""\
# One epoch is {schedule.steps_per_epoch} optimizer steps; the first step is epoch 0.0.
# The update frequency is half a step short, so that rounding never makes an update late.
modifiers:
  - !EpochRangeModifier
      start_epoch: 0.0
      end_epoch: {decimal_notation(epochs)}

  - !GMPruningModifier
      params: __ALL_PRUNABLE__
      init_sparsity: {decimal_notation(schedule.init_sparsity)}
      final_sparsity: {decimal_notation(schedule.final_sparsity)}
      start_epoch: {decimal_notation(schedule.start_epoch)}
      end_epoch: {decimal_notation(schedule.end_epoch)}
      update_frequency: {decimal_notation(schedule.update_frequency)}
      inter_func: {schedule.inter_func}
      mask_type: unstructured
      leave_enabled: True
"""


def decimal_notation(number: float) -> str:
    """A float in exact decimal notation, because YAML 1.1 would read 1e-06 as a text.

    >>> decimal_notation(1e-06), decimal_notation(30)
    ('0.000001', '30.0')
    """
    return np.format_float_positional(np.float64(number), trim="0")
