"""A step on the command line: a number of steps, a percentage of the training, or a number of epochs."""

import argparse
import re
from dataclasses import dataclass

from pruning_core.errors import PlanError
from pruning_core.plan import TrainingPlan

PERCENTAGE = re.compile(r"(\d+(?:\.\d*)?|\.\d+) ?%")
EPOCHS = re.compile(
    r"(?:epochs?|ep\.?) ?(\d+(?:\.\d*)?|\.\d+)|(\d+(?:\.\d*)?|\.\d+) ?(?:epochs?|ep\.?)", re.I
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PartOfTraining:
    """A step that depends on the length of the training.

    Attributes:
        fraction: The fraction of the training, or None.
        epoch: The number of epochs, or None.
    """

    fraction: float | None = None
    epoch: float | None = None

    def step_in(self, plan: TrainingPlan, *, flag: str, knows_epochs: bool) -> int:
        """The step in a training.

        Raises:
            PlanError: If the step is not within the training, or the epochs are not known.
        """
        if self.epoch is not None and not knows_epochs:
            raise PlanError(
                "epochs",
                f"{flag} in epochs needs the epochs of the training: give --examples, --batch-size and "
                "--epochs, or --steps-per-epoch and --epochs, instead of --total-steps",
            )
        try:
            return plan.step_at(epoch=self.epoch, fraction=self.fraction)
        except PlanError as error:
            raise PlanError(error.field, f"{flag}: {error}") from None


def read_step(text: str) -> int | PartOfTraining:
    """The step in the text of a flag.

    Raises:
        ArgumentTypeError: If the text means no step.

    >>> read_step("4608"), read_step("80%"), read_step("epoch 24")
    (4608, PartOfTraining(fraction=0.8, epoch=None), PartOfTraining(fraction=None, epoch=24.0))
    """
    typed = text.strip()
    if match := PERCENTAGE.fullmatch(typed):
        return PartOfTraining(fraction=float(match[1]) / 100)
    if match := EPOCHS.fullmatch(typed):
        return PartOfTraining(epoch=float(match[1] or match[2]))
    try:
        return int(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f'must be a number of steps such as 4608, or 80%, or "24 epochs", got {text!r}'
        ) from None
