"""A schedule in JaxPruner.

Source: `sparsity_schedules.py` and `base_updater.py` of google-research/jaxpruner at commit
14f9762 (2024); it is not on PyPI. Checked against the schedules of that commit, run with NumPy
instead of JAX.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.dialects.difference import describe_differences, start_note
from pruning_core.dialects.intent import Intent
from pruning_core.dialects.translation import Translation, Untranslatable
from pruning_core.texts import gettext, gettext_noop

LIBRARY = "JaxPruner (14f9762)"
STATUS = gettext_noop(
    "It has not changed since 2024, and it is not on PyPI. It calls jax.tree_map, "
    "which JAX 0.6 removed in April 2025: the code gives this name back."
)
NO_KEYFRAMES = gettext_noop(
    "Its PolynomialSchedule has one curve, from 0 to the target: "
    "a curve through points needs a PeriodicSchedule subclass of your own."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class JaxPrunerSchedule:
    """`PolynomialSchedule`, or `PeriodicSchedule` if there is no power.

    s(c) = target * (1 - (1 - p) ** power), p = clip((c + 1 - start) / (end - start), 0, 1)

    where c is the number of optimizer steps so far, so c + 1 is the lab's step. Masks are computed
    if c mod update_freq = 0 and start <= c <= end. JaxPruner divides c, not c - start, by
    the frequency. So masks are computed at the start only if it is a multiple of the frequency.

    Attributes:
        target: Sparsity at the end, in [0, 1).
        update_freq: Number of steps between two updates.
        update_start_step: First c of the window.
        update_end_step: Last c of the window.
        power: Exponent, or None for the target at every update.
    """

    target: float
    update_freq: int
    update_start_step: int
    update_end_step: int
    power: float | None

    def sparsity(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """The scheduled sparsity at each step: int64 (n,) -> float64 (n,)."""
        if self.power is None:
            return np.full(steps.shape, self.target)
        length = self.update_end_step - self.update_start_step
        progress = np.clip(steps - self.update_start_step, 0, length) / length
        return self.target * (1.0 - (1.0 - progress) ** self.power)

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps at which masks are computed."""
        first = -(-self.update_start_step // self.update_freq) * self.update_freq
        last = min(self.update_end_step, total_steps - 1)
        return np.arange(first, last + 1, self.update_freq, dtype=np.int64) + 1


def translate(intent: Intent) -> Translation | Untranslatable:
    """The schedule in JaxPruner: the same numbers, with steps counted from 0."""
    if intent.falls:
        return Untranslatable(
            library=LIBRARY,
            reason=gettext(
                "Its PolynomialSchedule starts from 0 and rises, so the sparsity cannot fall."
            ),
        )
    schedule = JaxPrunerSchedule(
        target=intent.final,
        update_freq=intent.schedule.frequency,
        update_start_step=intent.begin,
        update_end_step=intent.end,
        power=None if intent.is_constant else intent.power,
    )
    return Translation(
        library=LIBRARY,
        schedule=schedule,
        difference=describe_differences(
            intent, schedule, [None if intent.is_constant else start_note(intent)]
        ),
        configuration=configuration(schedule),
        language="python",
    )


def configuration(schedule: JaxPrunerSchedule) -> str:
    """Python code that makes the pruner."""
    name = "PeriodicSchedule" if schedule.power is None else "PolynomialSchedule"
    power = "" if schedule.power is None else f"        power={schedule.power!r},\n"
    return f"""\
# pip install git+https://github.com/google-research/jaxpruner
import functools

import jax

jax.tree_map = jax.tree_util.tree_map  # JaxPruner calls this name, which JAX 0.6 removed

import jaxpruner
from jaxpruner import sparsity_distributions

pruner = jaxpruner.MagnitudePruning(
    sparsity_distribution_fn=functools.partial(
        sparsity_distributions.uniform, sparsity={schedule.target!r}
    ),
    scheduler=jaxpruner.{name}(
        update_freq={schedule.update_freq},
        update_start_step={schedule.update_start_step},
        update_end_step={schedule.update_end_step},
{power}    ),
)
optimizer = pruner.wrap_optax(optimizer)  # your optax optimizer

# After each optimizer step:
# params = pruner.post_gradient_update(params, optimizer_state)
"""
