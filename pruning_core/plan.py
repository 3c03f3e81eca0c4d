"""TrainingPlan: how examples, batches and epochs become steps."""

import math
from dataclasses import dataclass

from pruning_core.checks import check_number, check_whole, keep, shown
from pruning_core.errors import PlanError


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingPlan:
    """How long a training is, counted as Keras counts it.

    steps_per_epoch = ceil(floor(num_examples * (1 - validation_split)) / batch_size)

    Source: `fit(validation_split=...)` of tf-keras 2.21.

    Attributes:
        num_examples: Examples that are given to `fit`, validation included.
        batch_size: Examples in one step.
        epochs: Passes over the training examples.
        validation_split: Fraction of the examples, from their end, that is kept for validation, in [0, 1).

    Raises:
        PlanError: When no training could follow the plan.

    >>> TrainingPlan(num_examples=60000, batch_size=250, epochs=30, validation_split=0.2).total_steps
    5760
    """

    num_examples: int
    batch_size: int
    epochs: int
    validation_split: float = 0.0

    def __post_init__(self) -> None:
        counts = {
            field: check_whole(field, getattr(self, field), least=1, error=PlanError)
            for field in ("num_examples", "batch_size", "epochs")
        }
        split = check_number("validation_split", self.validation_split, error=PlanError)
        if not 0.0 <= split < 1.0:
            raise PlanError(
                "validation_split",
                f"validation_split must be at least 0 and below 1, got {shown(split)}",
            )
        if self.training_examples == 0:
            raise PlanError(
                "validation_split",
                f"validation_split={split} leaves none of the {self.num_examples} examples to train on: "
                "lower it or take more examples",
            )
        if split > 0 and self.validation_examples == 0:
            raise PlanError(
                "validation_split",
                f"validation_split={split} of {self.num_examples} examples is not one example: "
                "raise it, take more examples, or set it to 0",
            )
        keep(self, validation_split=split, **counts)

    @property
    def training_examples(self) -> int:
        """Examples that are trained on in an epoch."""
        return math.floor(self.num_examples * (1.0 - self.validation_split))

    @property
    def validation_examples(self) -> int:
        """Examples that each epoch is validated on."""
        return self.num_examples - self.training_examples

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps in one epoch; the last batch may be smaller."""
        return -(-self.training_examples // self.batch_size)

    @property
    def total_steps(self) -> int:
        """Optimizer steps in the whole training."""
        return self.steps_per_epoch * self.epochs

    def examples_in_step(self, step: int) -> int:
        """The size of the batch of a step, counted from 1.

        >>> TrainingPlan(num_examples=25, batch_size=10, epochs=1).examples_in_step(3)
        5
        """
        last_of_epoch = step % self.steps_per_epoch == 0
        rest = self.training_examples - (self.steps_per_epoch - 1) * self.batch_size
        return rest if last_of_epoch else self.batch_size
