"""What a visitor works on: a few schedules, one of them selected, and a training."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pruning_core.errors import RunConfigError
from pruning_core.kernels import Kernel
from pruning_core.networks import NETWORKS
from pruning_core.plan import TrainingPlan
from pruning_core.runs.config import USUAL, RunConfig
from pruning_core.runs.layers import LayerSchedule
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
    "fashion_mnist": {"num_examples": 60_000, "batch_size": 250, "epochs": 2},
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
        training: Data set, examples, batch size, epochs, validation split, seed, network,
            optimizer, learning rate and momentum, as typed: no training may be able to follow them.
        layers: The layers of the network that do not follow the selected schedule: each by the
            place of the schedule that it follows, or None where it is not pruned.
    """

    schedules: tuple[NamedSchedule, ...]
    selected: int = 0
    training: Values = field(default_factory=dict)
    layers: Mapping[str, int | None] = field(default_factory=dict)

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

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """The kernels of the chosen network."""
        return NETWORKS[str(self.training["network"])].kernels

    @property
    def run(self) -> RunConfig:
        """The run that the selected schedule, the layers and the training describe.

        Raises:
            FieldError: When it cannot be trained; its `field` is the control's name.
        """
        of: Mapping[str, Any] = self.training
        return RunConfig(
            schedule=self.schedule,
            plan=self.plan,
            seed=of["seed"],
            dataset=of["dataset"],
            network=of["network"],
            optimizer=of["optimizer"],
            learning_rate=of["learning_rate"],
            momentum=of["momentum"],
            layers=tuple(self._layer_schedules()),
        )

    def _layer_schedules(self) -> Iterator[LayerSchedule]:
        for layer, place in self.layers.items():
            if place is not None and place >= len(self.schedules):
                raise RunConfigError(
                    "layers",
                    f"the layer {layer} is to follow schedule {place + 1}, but there are only "
                    f"{len(self.schedules)}: choose another one for it",
                )
            schedule = None if place is None else self.schedules[place].schedule
            yield LayerSchedule(layer=layer, schedule=schedule)


def defaults(dataset: str) -> LabState:
    """The state before anyone has touched anything."""
    decay = PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.875, begin_step=64, end_step=304, frequency=20
    )
    fixed: dict[str, Value] = {"validation_split": 0.2, "seed": 0}
    training = fixed | USUAL | short_training(dataset)
    return LabState(schedules=(NamedSchedule(name=name_of(0), schedule=decay),), training=training)


def state_of(run: RunConfig, base: LabState) -> LabState:
    """The state that describes a run; a dense baseline keeps the schedules of `base`.

    >>> usual = defaults("digits")
    >>> state_of(usual.run, usual) == usual
    True
    """
    of_run: dict[str, Value] = {name: getattr(run, name) for name in ("dataset", "seed", *USUAL)}
    training = {**base.training, **asdict(run.plan), **of_run}
    if run.schedule is None:
        return LabState(schedules=base.schedules, selected=base.selected, training=training)
    own = {named.layer: named.schedule for named in run.layers}
    pruned = [schedule for schedule in own.values() if schedule is not None]
    different: list[Schedule] = list(dict.fromkeys([run.schedule, *pruned]))
    return LabState(
        schedules=tuple(
            NamedSchedule(name=name_of(place), schedule=schedule)
            for place, schedule in enumerate(different)
        ),
        training=training,
        layers={
            layer: None if schedule is None else different.index(schedule)
            for layer, schedule in own.items()
        },
    )


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
