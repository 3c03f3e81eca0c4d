"""A schedule in Microsoft's NNI.

Source: `AGPPruner`, `LinearPruner` and `LevelPruner` in `nni/compression/pruning` of nni 3.0.
Checked against trainings with that version.
"""

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
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

LIBRARY = "NNI 3.0"
STATUS = gettext_noop("Microsoft archived its repository in September 2024: nobody maintains it.")
NO_KEYFRAMES = gettext_noop(
    "Its pruners have only two curves from 0 to the target: AGP and linear."
)

SHAPES: dict[str, Shape] = {
    "AGPPruner": lambda progress: 1.0 - (1.0 - progress) ** 3,
    "LinearPruner": lambda progress: progress,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NniSchedule:
    """`AGPPruner` or `LinearPruner`, started after a number of dense training steps.

    s = final * (1 - (1 - k / N) ** 3) or final * k / N, at k = 1..N = total_times

    after k * interval_steps optimizer steps with the pruner.

    Attributes:
        pruner: "AGPPruner" or "LinearPruner".
        final: Sparsity after the last update.
        dense_steps: Steps before `compress` is called, because NNI has no begin step.
        interval_steps: Steps between two updates.
        total_times: Number of updates.
    """

    pruner: str
    final: float
    dense_steps: int
    interval_steps: int
    total_times: int

    @property
    def last_update(self) -> int:
        """The step of the last update."""
        return self.dense_steps + self.total_times * self.interval_steps

    def sparsity(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """The scheduled sparsity at each step, a staircase: int64 (n,) -> float64 (n,)."""
        times = np.clip((steps - self.dense_steps) // self.interval_steps, 0, self.total_times)
        return self.final * SHAPES[self.pruner](times / self.total_times)

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps at which masks are computed."""
        first = self.dense_steps + self.interval_steps
        last = min(self.last_update, total_steps)
        return np.arange(first, last + 1, self.interval_steps, dtype=np.int64)


def translate(intent: Intent) -> Translation | Untranslatable:
    """The schedule in NNI: a number of updates and an interval, without a begin step."""
    if intent.falls:
        return Untranslatable(
            library=LIBRARY,
            reason=gettext("Its pruners start from 0 and rise, so the sparsity cannot fall."),
        )
    schedule, notes = (
        one_update_schedule(intent) if intent.is_constant else gradual_schedule(intent)
    )
    if schedule.last_update > intent.total_steps:
        return Untranslatable(
            library=LIBRARY,
            reason=ngettext(
                "Its compress() refuses a training that ends before the last update: the last "
                "update would be at step {last}, but the training has {count} step.",
                "Its compress() refuses a training that ends before the last update: the last "
                "update would be at step {last}, but the training has {count} steps.",
                intent.total_steps,
                last=grouped(schedule.last_update),
            ),
        )
    return Translation(
        library=LIBRARY,
        schedule=schedule,
        difference=describe_differences(intent, schedule, notes),
        configuration=configuration(schedule, intent.total_steps),
        language="python",
    )


def one_update_schedule(intent: Intent) -> tuple[NniSchedule, list[str | None]]:
    """A constant sparsity: one update, because further updates would raise the sparsity."""
    schedule = NniSchedule(
        pruner="LinearPruner",
        final=intent.final,
        dense_steps=0,
        interval_steps=intent.first_update,
        total_times=1,
    )
    return schedule, [gettext("it chooses its masks once and then keeps them")]


def gradual_schedule(intent: Intent) -> tuple[NniSchedule, list[str | None]]:
    """A rising sparsity: the pruner whose curve is closest."""
    length = intent.end - intent.begin
    interval = min(intent.schedule.frequency, length)
    pruner, gap = find_nearest_shape(intent, SHAPES)
    schedule = NniSchedule(
        pruner=pruner,
        final=intent.final,
        dense_steps=intent.begin,
        interval_steps=interval,
        total_times=length // interval,
    )
    return schedule, [start_note(intent), gap]


def configuration(schedule: NniSchedule, total_steps: int) -> str:
    """Python code that makes the pruner and runs it."""
    dense = (
        f"# Train {schedule.dense_steps} steps before this: NNI prunes from its first step on.\n"
        if schedule.dense_steps
        else ""
    )
    return f"""\
from nni.compression import TorchEvaluator
from nni.compression.pruning import {", ".join(sorted((schedule.pruner, "LevelPruner")))}

{dense}config_list = [{{"op_types": ["Linear", "Conv2d"], "sparse_ratio": {schedule.final!r}}}]
evaluator = TorchEvaluator(training_func, optimizer, training_step)  # optimizer by nni.trace
pruner = {schedule.pruner}(
    LevelPruner(model, config_list, evaluator),
    interval_steps={schedule.interval_steps},
    total_times={schedule.total_times},
)
_, masks = pruner.compress(max_steps={total_steps - schedule.dense_steps}, max_epochs=None)
"""
