"""TrainingPlan: converts examples, batches and epochs into steps, and steps into epochs."""

import math
from dataclasses import dataclass, field

from pruning_core.checks import check_number, check_whole, store_checked
from pruning_core.errors import PlanError
from pruning_core.parameter import Derived, Real, Reuse, Whole, parameters_of, row
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

MAX_EXAMPLES = 10**9
MAX_TOTAL_STEPS = 2**31 - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingPlan:
    """The length of a training, counted as Keras counts it.

    steps_per_epoch = ceil(floor(num_examples * (1 - validation_split)) / batch_size), unless it is given
    calls_per_epoch = steps_per_epoch * calls_per_step
    total_steps = calls_per_epoch * epochs

    The unit of `total_steps` is the step of a pruned layer: one call of the layer in training mode.
    In a plain `fit`, such a step is an optimizer step. `pruning_core.plan.step_rules` lists the others.
    A batch that is larger than the data is one step.

    Source: `fit(validation_split=..., steps_per_epoch=...)` of tf-keras 2.21.

    Attributes:
        num_examples: Examples that are passed to `fit`, including the validation examples.
        batch_size: Examples in one optimizer step.
        epochs: Passes over the training examples.
        validation_split: Fraction of the examples that are used for validation, in [0, 1). Keras uses the last ones.
        calls_per_step: Training-mode calls of a pruned layer in one optimizer step.
        steps_per_epoch: Optimizer steps in one epoch. The last batch may be smaller. If it is not given, or None,
            the examples determine it.

    Raises:
        PlanError: If a number is out of range, or no example is left for training or for validation.

    >>> TrainingPlan(num_examples=60000, batch_size=250, epochs=30, validation_split=0.2).total_steps
    5760
    >>> TrainingPlan(num_examples=60000, batch_size=250, epochs=30, calls_per_step=4).total_steps
    28800
    """

    num_examples: int = field(
        metadata=row(
            values=Whole(
                least=1,
                most=MAX_EXAMPLES,
                hint=gettext_noop("for more examples, give steps_per_epoch"),
            ),
            title=gettext_noop("Examples"),
            help=gettext_noop("Examples given to training, the validation split included."),
            reuse=Reuse.SET_ANEW,
            step=1_000,
            flag="--examples",
            command_help=gettext_noop("all that the data set has, unless given"),
            always_written=True,
        )
    )
    batch_size: int = field(
        metadata=row(
            values=Whole(least=1),
            title=gettext_noop("Batch size"),
            help=gettext_noop("Examples in one step."),
            reuse=Reuse.SET_ANEW,
            step=10,
            initial=250,
            always_written=True,
        )
    )
    epochs: int = field(
        metadata=row(
            values=Whole(least=1),
            title=gettext_noop("Epochs"),
            help=gettext_noop("Passes over the training examples."),
            reuse=Reuse.SET_ANEW,
            initial=2,
            always_written=True,
        )
    )
    validation_split: float = field(
        default=0.0,
        metadata=row(
            values=Real(least=0.0, most=1.0, below_most=True),
            title=gettext_noop("Validation split"),
            help=gettext_noop("The fraction of the examples that is kept for validation."),
            reuse=Reuse.SET_ANEW,
            step=0.05,
            initial=0.2,
            always_written=True,
        ),
    )
    calls_per_step: int = field(
        default=1,
        metadata=row(
            values=Whole(least=1, most=MAX_TOTAL_STEPS),
            title=gettext_noop("Calls in one optimizer step"),
            help=gettext_noop("How often an optimizer step calls a pruned layer in training mode."),
            reuse=Reuse.SET_ANEW,
            only_planned=True,
        ),
    )
    steps_per_epoch: int = field(
        default=Derived(0),
        metadata=row(
            values=Whole(least=1, most=MAX_TOTAL_STEPS),
            title=gettext_noop("Steps in one epoch"),
            help=gettext_noop("Optimizer steps in one epoch, as steps_per_epoch of fit."),
            reuse=Reuse.SET_ANEW,
            initial=100,
            only_planned=True,
        ),
    )

    def __post_init__(self) -> None:
        given: int | None = self.steps_per_epoch
        is_given = given is not None and not isinstance(given, Derived)
        checked = {
            parameter.name: parameter.check(getattr(self, parameter.name), error=PlanError)
            for parameter in parameters_of(type(self))
            if parameter.name != "steps_per_epoch" or is_given
        }
        store_checked(self, **checked)
        self._check_split()
        derived = Derived(-(-self.training_examples // self.batch_size))
        if not is_given or given == derived:
            store_checked(self, steps_per_epoch=derived)
        self._check_length()

    def _check_split(self) -> None:
        split = self.validation_split
        if self.training_examples == 0:
            raise PlanError(
                "validation_split",
                ngettext(
                    "validation_split={split} leaves no training example of {count} example: "
                    "lower it or use more examples",
                    "validation_split={split} leaves no training example of {count} examples: "
                    "lower it or use more examples",
                    self.num_examples,
                    split=split,
                ),
            )
        if split > 0 and self.validation_examples == 0:
            raise PlanError(
                "validation_split",
                ngettext(
                    "validation_split={split} of {count} example is less than one example: "
                    "raise it, use more examples, or set it to 0",
                    "validation_split={split} of {count} examples is less than one example: "
                    "raise it, use more examples, or set it to 0",
                    self.num_examples,
                    split=split,
                ),
            )

    def _check_length(self) -> None:
        if self.total_steps > MAX_TOTAL_STEPS:
            raise PlanError(
                "epochs",
                gettext(
                    "a plan must have at most {most} steps, got {number}: lower epochs, calls_per_step "
                    "or steps_per_epoch, or raise batch_size",
                    most=grouped(MAX_TOTAL_STEPS),
                    number=grouped(self.total_steps),
                ),
            )

    @classmethod
    def of_steps(cls, total_steps: int) -> "TrainingPlan":
        """The plan of a training of which only the number of steps is known: one epoch.

        Raises:
            PlanError: If it is not a whole number from 1 to 2**31 - 1.

        >>> TrainingPlan.of_steps(150_000).total_steps
        150000
        """
        steps = check_whole(
            "total_steps", total_steps, least=1, most=MAX_TOTAL_STEPS, error=PlanError
        )
        return cls(num_examples=1, batch_size=1, epochs=1, steps_per_epoch=steps)

    @property
    def training_examples(self) -> int:
        """Examples used for training in each epoch."""
        return math.floor(self.num_examples * (1.0 - self.validation_split))

    @property
    def validation_examples(self) -> int:
        """Examples used for validation after each epoch."""
        return self.num_examples - self.training_examples

    @property
    def calls_per_epoch(self) -> int:
        """Steps of a pruned layer in one epoch: its calls in training mode."""
        return self.steps_per_epoch * self.calls_per_step

    @property
    def optimizer_steps(self) -> int:
        """How often the optimizer changes the weights in the whole training."""
        return self.steps_per_epoch * self.epochs

    @property
    def total_steps(self) -> int:
        """Steps of a pruned layer in the whole training."""
        return self.calls_per_epoch * self.epochs

    def step_at(self, *, epoch: float | None = None, fraction: float | None = None) -> int:
        """The step at which a number of epochs, or a fraction of the training, has passed.

        step = floor(epoch * calls_per_epoch + 1/2), or floor(fraction * total_steps + 1/2)

        Args:
            epoch: The number of epochs that have passed, from 0 to `epochs`; 24 is the end of epoch 24.
            fraction: The fraction of the training that has passed, from 0 to 1.

        Raises:
            PlanError: If the step is not within the training, or not exactly one of both is given.

        >>> plan = TrainingPlan(num_examples=1000, batch_size=10, epochs=30)
        >>> plan.step_at(epoch=24), plan.step_at(fraction=0.8)
        (2400, 2400)
        """
        match epoch, fraction:
            case (None, part) if part is not None:
                return steps_in_parts("fraction", part, most=1, each=self.total_steps)
            case (part, None) if part is not None:
                return steps_in_parts("epoch", part, most=self.epochs, each=self.calls_per_epoch)
            case _:
                raise PlanError("epoch", gettext("step_at needs either epoch or fraction"))

    def epoch_of(self, step: int) -> float:
        """The number of epochs that have passed after a step: the inverse of `step_at(epoch=...)`.

        >>> TrainingPlan(num_examples=1000, batch_size=10, epochs=30).epoch_of(2450)
        24.5
        """
        return check_whole("step", step, least=0, error=PlanError) / self.calls_per_epoch

    def examples_in_step(self, step: int) -> int:
        """The number of examples in the batch of an optimizer step; steps are counted from 1.

        >>> TrainingPlan(num_examples=25, batch_size=10, epochs=1).examples_in_step(3)
        5
        """
        is_last_of_epoch = step % self.steps_per_epoch == 0
        last_batch_size = self.training_examples - (self.steps_per_epoch - 1) * self.batch_size
        return last_batch_size if is_last_of_epoch else self.batch_size


def steps_in_parts(field: str, number: float, *, most: int, each: int) -> int:
    """The steps in a number of parts of `each` steps, rounded; halves are rounded up.

    Raises:
        PlanError: If the number is below 0 or above `most`.
    """
    parts = check_number(field, number, error=PlanError)
    if not 0 <= parts <= most:
        raise PlanError(
            field,
            gettext(
                "{field} must be from 0 to {most} in this training, got {value}",
                field=field,
                most=grouped(most),
                value=format(parts, "g"),
            ),
        )
    return math.floor(parts * each + 0.5)
