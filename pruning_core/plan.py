"""TrainingPlan: converts examples, batches and epochs into steps."""

import math
from dataclasses import dataclass, field

from pruning_core.checks import store_checked
from pruning_core.errors import PlanError
from pruning_core.parameter import Real, Reuse, Whole, parameters_of, row
from pruning_core.texts import gettext_noop, ngettext


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingPlan:
    """The length of a training, counted as Keras counts it.

    steps_per_epoch = ceil(floor(num_examples * (1 - validation_split)) / batch_size)

    Source: `fit(validation_split=...)` of tf-keras 2.21.

    Attributes:
        num_examples: Examples that are passed to `fit`, including the validation examples.
        batch_size: Examples in one step.
        epochs: Passes over the training examples.
        validation_split: Fraction of the examples that are used for validation, in [0, 1). Keras uses the last ones.

    Raises:
        PlanError: If a number is out of range, or no example is left for training or for validation.

    >>> TrainingPlan(num_examples=60000, batch_size=250, epochs=30, validation_split=0.2).total_steps
    5760
    """

    num_examples: int = field(
        metadata=row(
            values=Whole(least=1),
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

    def __post_init__(self) -> None:
        checked = {
            parameter.name: parameter.check(getattr(self, parameter.name), error=PlanError)
            for parameter in parameters_of(type(self))
        }
        store_checked(self, **checked)
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

    @property
    def training_examples(self) -> int:
        """Examples used for training in each epoch."""
        return math.floor(self.num_examples * (1.0 - self.validation_split))

    @property
    def validation_examples(self) -> int:
        """Examples used for validation after each epoch."""
        return self.num_examples - self.training_examples

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps in one epoch. The last batch may be smaller."""
        return -(-self.training_examples // self.batch_size)

    @property
    def total_steps(self) -> int:
        """Optimizer steps in the whole training."""
        return self.steps_per_epoch * self.epochs

    def examples_in_step(self, step: int) -> int:
        """The number of examples in the batch of a step; steps are counted from 1.

        >>> TrainingPlan(num_examples=25, batch_size=10, epochs=1).examples_in_step(3)
        5
        """
        is_last_of_epoch = step % self.steps_per_epoch == 0
        last_batch_size = self.training_examples - (self.steps_per_epoch - 1) * self.batch_size
        return last_batch_size if is_last_of_epoch else self.batch_size
