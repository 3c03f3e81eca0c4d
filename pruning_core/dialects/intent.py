"""Intent: the numbers of a schedule that every library needs."""

from dataclasses import dataclass

from pruning_core.plan import TrainingPlan
from pruning_core.schedules import ConstantSparsity, PolynomialDecay


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    """One curve in one window, independent of the class of the schedule.

    Attributes:
        schedule: The schedule that is translated.
        total_steps: Length of the training in steps.
        steps_per_epoch: Steps of a pruned layer in one epoch, for libraries that count epochs.
        initial: Sparsity at `begin`.
        final: Sparsity at `end`; equal to `initial` when the schedule is constant.
        begin: First step of the window.
        end: Last step of the window; the last step of the training if the schedule has no end.
        power: Exponent of the decay.
    """

    schedule: ConstantSparsity | PolynomialDecay
    total_steps: int
    steps_per_epoch: int
    initial: float
    final: float
    begin: int
    end: int
    power: float

    @property
    def is_constant(self) -> bool:
        """Whether every update has the same sparsity."""
        return self.initial == self.final

    @property
    def falls(self) -> bool:
        """Whether the sparsity falls, so that pruned weights come back."""
        return self.final < self.initial

    @property
    def first_update(self) -> int:
        """The first step at which a tfmot training updates its masks: never 0."""
        return self.begin if self.begin >= 1 else self.schedule.frequency


def intent_of(schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan) -> Intent:
    """The intent of a schedule in a plan.

    >>> constant = ConstantSparsity(target_sparsity=0.5, begin_step=10)
    >>> intent_of(constant, TrainingPlan(num_examples=100, batch_size=10, epochs=3)).end
    30
    """
    initial, final, power = curve_of(schedule)
    end_if_open = max(plan.total_steps, schedule.begin_step)
    return Intent(
        schedule=schedule,
        total_steps=plan.total_steps,
        steps_per_epoch=plan.calls_per_epoch,
        initial=initial,
        final=final,
        begin=schedule.begin_step,
        end=end_if_open if schedule.end_step < 0 else schedule.end_step,
        power=power,
    )


def curve_of(schedule: ConstantSparsity | PolynomialDecay) -> tuple[float, float, float]:
    """The initial sparsity, the final sparsity and the power."""
    match schedule:
        case ConstantSparsity():
            return schedule.target_sparsity, schedule.target_sparsity, 1.0
        case PolynomialDecay(power=0):  # (1 - p) ** 0 is 1, at the end too
            return schedule.initial_sparsity, schedule.initial_sparsity, 1.0
        case PolynomialDecay():
            return schedule.initial_sparsity, schedule.final_sparsity, schedule.power
