"""A schedule in PyTorch's own sparsifier, torch.ao.pruning.

Source: `scheduler/cubic_scheduler.py`, `lambda_scheduler.py`, `base_scheduler.py` and
`sparsifier/base_sparsifier.py` in `torch/ao/pruning` of torch 2.14.1. Checked against
trainings with that version.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.dialects.difference import describe_differences
from pruning_core.dialects.intent import Intent
from pruning_core.dialects.translation import Translation
from pruning_core.texts import gettext, gettext_noop

LIBRARY = "torch.ao.pruning (torch 2.14.1)"
STATUS = gettext_noop(
    "torch 2.14.1 still has it. Its successor torchao removed its sparsity schedulers in August 2026."
)
NO_KEYFRAMES = gettext_noop(
    "Its CubicSL has one curve between two sparsities: "
    "you would have to write a curve through points as the sl_lambda of a LambdaSL."
)
CUBIC = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class TorchSchedule:
    """`CubicSL`, or `LambdaSL` for other powers; its `step()` is called after every optimizer step.

    s(e) = sf + (si - sf) * (1 - (e - init_t) / (delta_t * total_t)) ** power, clamped

    where e is the number of `scheduler.step()` calls so far; s(e) is 0 before `init_t`.
    `sparsifier.step()` is called before `scheduler.step()`, so the mask of the lab's step t has
    sparsity s(t - 1). To correct this, `init_t` is `begin_step - 1`. `delta_t` only scales the
    window: every `sparsifier.step()` computes masks.

    Attributes:
        initial: Sparsity at `init_t`.
        final: Sparsity from `init_t + length` on.
        init_t: First call with a sparsity above 0; -1 if the window begins with step 0.
        length: `delta_t * total_t`.
        power: Exponent.
    """

    initial: float
    final: float
    init_t: int
    length: int
    power: float

    def sparsity(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """The scheduled sparsity at each step: int64 (n,) -> float64 (n,)."""
        steps_since_start = steps - 1 - self.init_t
        progress = np.clip(steps_since_start / self.length, 0.0, 1.0)
        levels = self.final + (self.initial - self.final) * (1.0 - progress) ** self.power
        return np.where(steps_since_start < 0, 0.0, levels)

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps at which masks are computed, from the first pruning on."""
        return np.arange(max(self.init_t + 1, 1), total_steps + 1, dtype=np.int64)


def translate(intent: Intent) -> Translation:
    """The schedule in torch.ao: CubicSL if it has the curve, otherwise LambdaSL."""
    schedule = TorchSchedule(
        initial=intent.initial,
        final=intent.final,
        init_t=intent.begin - 1,
        length=max(intent.end - intent.begin, 1),
        power=intent.power,
    )
    cubic = intent.is_constant or (intent.power == CUBIC and not intent.falls)
    note = gettext(
        "it updates masks at every step, also after the end, since each call of step() computes masks"
    )
    return Translation(
        library=LIBRARY,
        schedule=schedule,
        difference=describe_differences(intent, schedule, [note]),
        configuration=(cubic_configuration if cubic else lambda_configuration)(schedule),
        language="python",
    )


LOOP = """
# After each optimizer.step():
# sparsifier.step()
# scheduler.step()
"""


def cubic_configuration(schedule: TorchSchedule) -> str:
    """Python code that makes the sparsifier and a CubicSL."""
    return f"""\
from torch.ao.pruning import CubicSL, WeightNormSparsifier

sparsifier = WeightNormSparsifier(sparsity_level={schedule.final!r}, sparse_block_shape=(1, 1))
sparsifier.prepare(model, config=None)  # every Linear layer
scheduler = CubicSL(
    sparsifier,
    init_sl={schedule.initial!r},
    init_t={schedule.init_t},  # it counts from 0
    delta_t=1,
    total_t={schedule.length},
    initially_zero=True,
)
{LOOP}"""


def lambda_configuration(schedule: TorchSchedule) -> str:
    """Python code that makes the sparsifier and a LambdaSL."""
    rise = schedule.final - schedule.initial
    return f"""\
from torch.ao.pruning import LambdaSL, WeightNormSparsifier


def sparsity_level(epoch):  # it counts the calls of scheduler.step(), from 0
    if epoch < {schedule.init_t}:
        return 0.0
    progress = min((epoch - {schedule.init_t}) / {schedule.length}, 1.0)
    return {schedule.final!r} - {rise!r} * (1.0 - progress) ** {schedule.power!r}


# LambdaSL multiplies: a level of 1 makes the product the sparsity itself.
sparsifier = WeightNormSparsifier(sparsity_level=1.0, sparse_block_shape=(1, 1))
sparsifier.prepare(model, config=None)  # every Linear layer
scheduler = LambdaSL(sparsifier, sl_lambda=sparsity_level)
{LOOP}"""
