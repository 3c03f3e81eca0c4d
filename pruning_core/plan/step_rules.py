"""What makes a step: how often different trainings call a pruned layer in training mode."""

from dataclasses import dataclass, replace
from enum import StrEnum

from pruning_core.errors import PlanError
from pruning_core.plan import TrainingPlan
from pruning_core.texts import gettext, gettext_noop


class Repeats(StrEnum):
    """What a training repeats: the meaning of k."""

    NOTHING = "nothing"
    CALLS = "calls"
    """One optimizer step calls the layer k times."""
    FITS = "fits"
    """`fit` is called k times."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepRule:
    """One kind of training, and the steps that a pruned layer counts in it.

    Pass the texts to `gettext`.

    Attributes:
        title: Its name on screen.
        sentence: What makes a step in it.
        repeats: The meaning of k in this training.
        counts: Whether the layer counts steps at all.
    """

    title: str
    sentence: str
    repeats: Repeats = Repeats.NOTHING
    counts: bool = True

    def total_steps(self, plan: TrainingPlan, k: int = 1) -> int:
        """The step of a pruned layer at the end of a training: 0 if it counts none.

        Args:
            plan: The plan of one `fit` that calls each layer once in an optimizer step.
            k: The number of calls or of fits; without effect if the training repeats nothing.

        Raises:
            PlanError: If the training would be too long.

        >>> plan = TrainingPlan(num_examples=10, batch_size=1, epochs=1)
        >>> {name: rule.total_steps(plan, 4) for name, rule in STEP_RULES.items()}
        {'fit': 10, 'accumulation': 40, 'shared_layer': 40, 'fits': 40, 'loop': 10, 'inference': 0}
        """
        return self.plan(plan, k).total_steps if self.counts else 0

    def plan(self, plan: TrainingPlan, k: int = 1) -> TrainingPlan:
        """The plan that counts the steps of this training; the arguments are those of `total_steps`.

        Raises:
            PlanError: If the layer counts no steps, or the training would be too long.
        """
        if not self.counts:
            raise PlanError("step_rule", gettext(self.sentence).rstrip("."))
        match self.repeats:
            case Repeats.NOTHING:
                return plan
            case Repeats.CALLS:
                return replace(plan, calls_per_step=plan.calls_per_step * k)
            case Repeats.FITS:
                return replace(plan, epochs=plan.epochs * k)


STEP_RULES: dict[str, StepRule] = {
    "fit": StepRule(
        title=gettext_noop("One fit"),
        sentence=gettext_noop("Each batch is one step. Validation and evaluation count no steps."),
    ),
    "accumulation": StepRule(
        title=gettext_noop("Gradient accumulation over k calls"),
        sentence=gettext_noop(
            "The model is called k times before the optimizer changes the weights once. Each call is "
            "a step, so the masks count k steps in one optimizer step."
        ),
        repeats=Repeats.CALLS,
    ),
    "shared_layer": StepRule(
        title=gettext_noop("A layer that is called k times in a forward pass"),
        sentence=gettext_noop(
            "A shared layer counts a step at each of its k calls, so its schedule ends k times as "
            "early as that of a layer that is called once."
        ),
        repeats=Repeats.CALLS,
    ),
    "fits": StepRule(
        title=gettext_noop("k calls of fit, one after another"),
        sentence=gettext_noop(
            "A second fit goes on counting where the first one ended: the schedule does not begin "
            "again."
        ),
        repeats=Repeats.FITS,
    ),
    "loop": StepRule(
        title=gettext_noop("A custom loop"),
        sentence=gettext_noop(
            "Each call of the model with training=True is one step. Before the first call, the loop "
            "must call on_train_begin of UpdatePruningStep."
        ),
    ),
    "inference": StepRule(
        title=gettext_noop("Calls with training=False"),
        sentence=gettext_noop(
            "A call with training=False counts no step, so nothing is ever pruned: call the model "
            "with training=True."
        ),
        counts=False,
    ),
}
"""Each kind of training by the name that links and the command line use."""
