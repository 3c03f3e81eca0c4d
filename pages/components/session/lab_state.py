"""What a visitor works on: a few schedules, one of them selected, and a training."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pruning_core.errors import RunConfigError
from pruning_core.kernels import Kernel
from pruning_core.networks import NETWORKS
from pruning_core.plan import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.parameters import Values, initial_values, plan_of, run_of, values_of
from pruning_core.schedules import PolynomialDecay, Schedule
from pruning_core.texts import gettext, ngettext

MAX_SCHEDULES = 6
MAX_NAME_LENGTH = 40
NOT_IN_A_NAME = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""Control characters, and characters that change the direction of text; the editor removes the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedSchedule:
    """A schedule with the name that the visitor gave it."""

    name: str
    schedule: Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class LabState:
    """Everything that a link carries.

    Attributes:
        schedules: One to six, each of them valid.
        selected: The index of the schedule that the visitor edits and trains.
        training: The value of each parameter in the core's table, as typed. The values may be
            invalid: `run` checks them.
        layers: Only the layers that do not use the selected schedule. Each value is the index of the
            layer's schedule, or None if the layer is not pruned.
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
            PlanError: If the plan is invalid; its `field` is the parameter's name.
        """
        return plan_of(self.training)

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """The kernels of the chosen network."""
        return NETWORKS[str(self.training["network"])].kernels

    @property
    def run(self) -> RunConfig:
        """The run that the selected schedule, the layers and the training make.

        Raises:
            FieldError: If a value is invalid; its `field` is the parameter's name.
        """
        layers = tuple(self._layer_schedules())
        return run_of(self.training, schedule=self.schedule, layers=layers)

    def _layer_schedules(self) -> Iterator[LayerSchedule]:
        for layer, index in self.layers.items():
            if index is not None and index >= len(self.schedules):
                raise RunConfigError(
                    "layers",
                    ngettext(
                        "the layer {layer} has schedule {number}, but there is only {count} schedule: "
                        "choose another one for it",
                        "the layer {layer} has schedule {number}, but there are only {count} "
                        "schedules: choose another one for it",
                        len(self.schedules),
                        layer=layer,
                        number=index + 1,
                    ),
                )
            schedule = None if index is None else self.schedules[index].schedule
            yield LayerSchedule(layer=layer, schedule=schedule)


def defaults(dataset: str) -> LabState:
    """The state at the start of a visit."""
    decay = PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.875, begin_step=64, end_step=304, frequency=20
    )
    named = NamedSchedule(name=default_name(0), schedule=decay)
    return LabState(schedules=(named,), training=initial_values(dataset))


def state_of(run: RunConfig, base: LabState) -> LabState:
    """The state from which a run can be started again; for a dense baseline, with the schedules of `base`.

    >>> usual = defaults("digits")
    >>> state_of(usual.run, usual) == usual
    True
    """
    training = values_of(run)
    if run.schedule is None:
        return LabState(schedules=base.schedules, selected=base.selected, training=training)
    own = {named.layer: named.schedule for named in run.layers}
    pruned = [schedule for schedule in own.values() if schedule is not None]
    different: list[Schedule] = list(dict.fromkeys([run.schedule, *pruned]))
    return LabState(
        schedules=tuple(
            NamedSchedule(name=default_name(index), schedule=schedule)
            for index, schedule in enumerate(different)
        ),
        training=training,
        layers={
            layer: None if schedule is None else different.index(schedule)
            for layer, schedule in own.items()
        },
    )


def move_layers(before: LabState, schedules: tuple[NamedSchedule, ...]) -> dict[str, int | None]:
    """The schedule of each layer, as an index into the new schedules.

    A layer whose schedule was removed uses the selected one again: it is left out.
    """
    if len(schedules) == len(before.schedules):  # edited or renamed: the indices stay valid
        return dict(before.layers)
    indices = {named.name: index for index, named in enumerate(schedules)}
    if len(indices) < len(schedules):  # two have one name: the removed one is unknown
        return {
            layer: index
            for layer, index in before.layers.items()
            if index is None or index < len(schedules)
        }
    moved: dict[str, int | None] = {}
    for layer, index in before.layers.items():
        if index is None:
            moved[layer] = None
        elif (found := indices.get(before.schedules[index].name)) is not None:
            moved[layer] = found
    return moved


def default_name(index: int) -> str:
    """The name of a schedule that the visitor has not named.

    >>> default_name(0), default_name(5)
    ('A', 'F')
    """
    return chr(ord("A") + index)


def check_name(text: str) -> str:
    """The name without spaces around it, if it has no control characters and fits into a legend.

    Raises:
        ValueError: If the name is invalid; the message states the rule.
    """
    if NOT_IN_A_NAME.search(text) or not 1 <= len(text.strip()) <= MAX_NAME_LENGTH:
        raise ValueError(
            gettext(
                "a name of 1 to {most} characters, none of them a control character",
                most=MAX_NAME_LENGTH,
            )
        )
    return text.strip()
