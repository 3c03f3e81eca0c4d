"""OwnTraining: the length of a visitor's own training, in the numbers that the visitor knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from pruning_core.checks import store_checked
from pruning_core.errors import PlanError
from pruning_core.parameter import (
    METADATA,
    Choice,
    Parameter,
    Reuse,
    Value,
    Whole,
    parameters_of,
    row,
)
from pruning_core.plan import MAX_TOTAL_STEPS, TrainingPlan
from pruning_core.plan.step_rules import STEP_RULES, Repeats
from pruning_core.texts import gettext_noop


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A way to give the length of a training.

    Attributes:
        title: Its name on screen.
        parameters: The names of the numbers that it needs.
    """

    title: str
    parameters: tuple[str, ...]


class Known(StrEnum):
    """The names of `SOURCES`."""

    EXAMPLES = "examples"
    STEPS_PER_EPOCH = "steps_per_epoch"
    TOTAL_STEPS = "total_steps"


SOURCES: dict[str, Source] = {
    Known.EXAMPLES: Source(
        title=gettext_noop("Examples and batch size"),
        parameters=("num_examples", "batch_size", "epochs", "validation_split"),
    ),
    Known.STEPS_PER_EPOCH: Source(
        title=gettext_noop("Steps in one epoch"), parameters=("steps_per_epoch", "epochs")
    ),
    Known.TOTAL_STEPS: Source(title=gettext_noop("Total steps"), parameters=("total_steps",)),
}
"""Each way by the name that links use."""


def plan_row(name: str, **changes: Any) -> dict[str, Parameter]:  # noqa: ANN401  (parts of a row)
    """The metadata of a field: the row of `TrainingPlan` with some changes."""
    rows = {parameter.name: parameter for parameter in parameters_of(TrainingPlan)}
    return {METADATA: replace(rows[name], **changes)}


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTraining:
    """A training of a visitor. The lab plans it, and never trains it.

    Attributes:
        known: The name of a way in `SOURCES`. Only its numbers have an effect.
        num_examples: As in `TrainingPlan`.
        batch_size: As in `TrainingPlan`.
        epochs: As in `TrainingPlan`.
        validation_split: As in `TrainingPlan`.
        steps_per_epoch: Optimizer steps in one epoch.
        total_steps: Optimizer steps in the whole training.
        step_rule: The name of a kind of training in `STEP_RULES`.
        k: The number of calls or of fits, if the kind of training repeats something.

    Raises:
        PlanError: If a value that has an effect is out of range.

    >>> training = OwnTraining(known="total_steps", total_steps=1_000, step_rule="accumulation", k=4)
    >>> training.plan.total_steps
    4000
    """

    known: str = field(
        default=Known.EXAMPLES,
        metadata=row(
            values=Choice(options=SOURCES),
            title=gettext_noop("Enter the length as"),
            label=gettext_noop("Enter the length as"),
            help=gettext_noop("The numbers that give the length of your training."),
            reuse=Reuse.SET_ANEW,
        ),
    )
    num_examples: int = field(default=60_000, metadata=plan_row("num_examples"))
    batch_size: int = field(default=250, metadata=plan_row("batch_size"))
    epochs: int = field(default=30, metadata=plan_row("epochs"))
    validation_split: float = field(default=0.0, metadata=plan_row("validation_split"))
    steps_per_epoch: int = field(default=100, metadata=plan_row("steps_per_epoch"))
    total_steps: int = field(
        default=1_000,
        metadata=row(
            values=Whole(least=1, most=MAX_TOTAL_STEPS),
            title=gettext_noop("Total steps"),
            help=gettext_noop("Optimizer steps in the whole training."),
            reuse=Reuse.SET_ANEW,
            step=1_000,
        ),
    )
    step_rule: str = field(
        default="fit",
        metadata=row(
            values=Choice(options=STEP_RULES),
            title=gettext_noop("What counts as one step"),
            label=gettext_noop("What counts as one step"),
            help=gettext_noop(
                "A pruned layer counts its calls in training mode. Choose how your training calls it."
            ),
            reuse=Reuse.SET_ANEW,
        ),
    )
    k: int = field(
        default=2,
        metadata=row(
            values=Whole(least=1, most=MAX_TOTAL_STEPS),
            title=gettext_noop("k"),
            help=gettext_noop(
                "The number k in the choice above: calls of the model or of the layer, or calls of fit."
            ),
            reuse=Reuse.SET_ANEW,
        ),
    )

    def __post_init__(self) -> None:
        checked = {
            name: parameter.check(getattr(self, name), error=PlanError)
            for name, parameter in OWN_PARAMETERS.items()
            if name in names_with_effect({"known": self.known, "step_rule": self.step_rule})
        }
        store_checked(self, **checked)

    @property
    def plan(self) -> TrainingPlan:
        """The plan that counts the steps of a pruned layer in this training.

        Raises:
            PlanError: If the layer counts no steps, or the training is too long.
        """
        return STEP_RULES[self.step_rule].plan(self._plan_of_one_fit(), self.k)

    def _plan_of_one_fit(self) -> TrainingPlan:
        match Known(self.known):
            case Known.EXAMPLES:
                return TrainingPlan(
                    num_examples=self.num_examples,
                    batch_size=self.batch_size,
                    epochs=self.epochs,
                    validation_split=self.validation_split,
                )
            case Known.STEPS_PER_EPOCH:
                return replace(TrainingPlan.of_steps(self.steps_per_epoch), epochs=self.epochs)
            case Known.TOTAL_STEPS:
                return TrainingPlan.of_steps(self.total_steps)


OWN_PARAMETERS: dict[str, Parameter] = {
    parameter.name: parameter for parameter in parameters_of(OwnTraining)
}
"""Each parameter of an own training by its name, in the order of forms and links."""
OWN_DEFAULTS: dict[str, Value] = {
    name: parameter.default
    for name, parameter in OWN_PARAMETERS.items()
    if parameter.default is not None
}


def names_with_effect(values: Mapping[str, Value]) -> frozenset[str]:
    """The names of the parameters that affect a training with these values of `known` and `step_rule`.

    >>> sorted(names_with_effect({"known": "total_steps", "step_rule": "fit"}))
    ['known', 'step_rule', 'total_steps']
    """
    source, rule = SOURCES.get(str(values["known"])), STEP_RULES.get(str(values["step_rule"]))
    names = {"known", "step_rule", *(source.parameters if source else ())}
    if rule is not None and rule.repeats is not Repeats.NOTHING:
        names.add("k")
    return frozenset(names)


def own_training(values: Mapping[str, Value]) -> OwnTraining:
    """The training with these values. Values that are missing have their default.

    Raises:
        PlanError: If a value is out of range.
    """
    arguments: Mapping[str, Any] = {
        each.name: values[each.name] for each in fields(OwnTraining) if each.name in values
    }
    return OwnTraining(**arguments)
