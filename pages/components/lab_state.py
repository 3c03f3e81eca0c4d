"""What a visitor works on: a few schedules, one of them selected, and a training."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pruning_core.plan import TrainingPlan
from pruning_core.schedules import PolynomialDecay, Schedule

Value = str | int | float
Values = Mapping[str, Value]

MOST_SCHEDULES = 6
LONGEST_NAME = 40
NOT_IN_A_NAME = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""Control characters, and those that turn the text around them; the editor leaves out the same."""
SHORT_TRAININGS: dict[str, dict[str, Value]] = {
    "mnist": {"num_examples": 60_000, "batch_size": 250, "epochs": 2},
    "digits": {"num_examples": 1_437, "batch_size": 32, "epochs": 10},
}
"""For each data set a training of under a minute, which the default schedule fits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedSchedule:
    """A schedule with the name that its visitor gave it."""

    name: str
    schedule: Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class LabState:
    """Everything that a link carries.

    Attributes:
        schedules: One to six, every one of them valid.
        selected: The place of the one that is edited and trained.
        training: Data set, examples, batch size, epochs, validation split and seed, as typed: no
            training may be able to follow them.
    """

    schedules: tuple[NamedSchedule, ...]
    selected: int = 0
    training: Values = field(default_factory=dict)

    @property
    def schedule(self) -> Schedule:
        """The selected schedule."""
        return self.schedules[self.selected].schedule

    @property
    def plan(self) -> TrainingPlan:
        """The training plan.

        Raises:
            PlanError: When no training could follow it; its `field` is the control's name.
        """
        of: Mapping[str, Any] = self.training
        return TrainingPlan(
            num_examples=of["num_examples"],
            batch_size=of["batch_size"],
            epochs=of["epochs"],
            validation_split=of["validation_split"],
        )


def defaults(dataset: str) -> LabState:
    """The state before anyone has touched anything."""
    decay = PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.875, begin_step=64, end_step=304, frequency=20
    )
    training = {"validation_split": 0.2, "seed": 0} | short_training(dataset)
    return LabState(schedules=(NamedSchedule(name=name_of(0), schedule=decay),), training=training)


def short_training(dataset: str) -> dict[str, Value]:
    """A short training on a data set."""
    return SHORT_TRAININGS[dataset] | {"dataset": dataset}


def name_of(place: int) -> str:
    """The name that a schedule has before it is given one.

    >>> name_of(0), name_of(5)
    ('A', 'F')
    """
    return chr(ord("A") + place)


def check_name(text: str) -> str:
    """A schedule's name: without control characters, and short enough for a legend.

    Raises:
        ValueError: With what a name must be.
    """
    if NOT_IN_A_NAME.search(text) or not 1 <= len(text.strip()) <= LONGEST_NAME:
        raise ValueError(
            f"a name of 1 to {LONGEST_NAME} characters, none of them a control character"
        )
    return text.strip()
