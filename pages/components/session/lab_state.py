"""The work of a visitor: a few schedules, one of them selected, and a training."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pages.components.session.layer_plan import LayerPlan, lab_layer_plan
from pruning_core.diagnosis import KnownFacts
from pruning_core.errors import RunConfigError
from pruning_core.kernels import Kernel
from pruning_core.networks import NETWORKS
from pruning_core.networks.layer_schedules import end_at
from pruning_core.plan import TrainingPlan
from pruning_core.plan.own_training import Known, own_training
from pruning_core.runs.config import RunConfig
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.parameters import Values, initial_values, plan_of, run_of, values_of
from pruning_core.schedules import PolynomialDecay, Schedule
from pruning_core.texts import gettext, ngettext

MAX_SCHEDULES = 6
MAX_NAME_LENGTH = 40
FORBIDDEN_IN_NAMES = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""Control characters, and characters that change the direction of text; the editor removes the same characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedSchedule:
    """A schedule with the name that the visitor gave it."""

    name: str
    schedule: Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class LabState:
    """The complete content of a link.

    Attributes:
        schedules: One to six valid schedules.
        selected: The index of the schedule that the visitor edits and trains.
        training: The value of each parameter in the core's table, as the visitor typed it. The
            values may be invalid: `run` checks them.
        own_training: The value of each parameter of the visitor's own training, as the visitor typed
            it; empty until the visitor plans an own training. `own_plan` checks the values.
        plans_own: Whether the explorer shows the visitor's own training, not a training of the lab.
        layers: Only the layers that do not use the selected schedule. Each value is the index of the
            layer's schedule, or None if the layer is not pruned.
        earliest_stop: The first step at which early stopping may end the training; None without early stopping.
        zeros: The fraction of weights that are exactly zero before the training, in [0, 1).
        layer_sparsities: The own final sparsities of layers of the lab's network, by the layer.
        own_layers: The visitor's own network with the schedules of its layers, or None.
        shows_own_layers: Whether the explorer shows the visitor's own network instead of the lab's network.
        network_in_browser: The name of an own network that only a browser contains; "" if this session has it.
    """

    schedules: tuple[NamedSchedule, ...]
    selected: int = 0
    training: Values = field(default_factory=dict)
    own_training: Values = field(default_factory=dict)
    plans_own: bool = False
    layers: Mapping[str, int | None] = field(default_factory=dict)
    earliest_stop: int | None = None
    zeros: float = 0.0
    layer_sparsities: Mapping[str, float] = field(default_factory=dict)
    own_layers: LayerPlan | None = None
    shows_own_layers: bool = False
    network_in_browser: str = ""

    @property
    def layer_plan(self) -> LayerPlan:
        """The network that the explorer shows, with the schedules of its layers."""
        if self.shows_own_layers and self.own_layers is not None:
            return self.own_layers
        return lab_layer_plan(
            str(self.training["network"]),
            tuple(self.layers.items()),
            tuple(self.layer_sparsities.items()),
        )

    def layer_schedules(self, index: int) -> dict[str, Schedule]:
        """The schedule of each pruned layer in the explorer, if the schedule at `index` is the selected one."""
        return self.layer_plan.layer_schedules([each.schedule for each in self.schedules], index)

    @property
    def schedule(self) -> Schedule:
        """The selected schedule."""
        return self.schedules[self.selected].schedule

    @property
    def plan(self) -> TrainingPlan:
        """The plan that the explorer shows: of the visitor's own training, or of a training of the lab.

        Raises:
            PlanError: If the plan is invalid; its `field` is the parameter's name.
        """
        if self.plans_own:
            return own_training(self.own_training).plan
        return plan_of(self.training)

    @property
    def knows_epochs(self) -> bool:
        """Whether the plan has epochs. An own training with only a number of steps has no epochs."""
        return not self.plans_own or self.own_training.get("known") != Known.TOTAL_STEPS

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """The kernels of the selected network."""
        return NETWORKS[str(self.training["network"])].kernels

    @property
    def run(self) -> RunConfig:
        """The run with the selected schedule, the layers and the training.

        Raises:
            FieldError: If a value is invalid; its `field` is the parameter's name.
        """
        layers = tuple(self._layer_schedules())
        return run_of(self.training, schedule=self.schedule, layers=layers)

    @property
    def known_facts(self) -> KnownFacts:
        """The facts about the training that the visitor has given beside the plan, for findings."""
        return {"earliest_stop": self.earliest_stop, "zeros": self.zeros}

    @property
    def run_name(self) -> str | None:
        """The names of the schedules of the run, or None if the visitor has given no names.

        The first name is that of the selected schedule; each layer with another schedule follows.
        """
        names = [schedule.name for schedule in self.schedules]
        layers = {
            layer: index
            for layer, index in self.layers.items()
            if index is not None and index < len(names)
        }
        if all(names[index] == default_name(index) for index in (self.selected, *layers.values())):
            return None
        own_names = (f"{layer}: {names[index]}" for layer, index in layers.items())
        return "; ".join([names[self.selected], *own_names])

    def _layer_schedules(self) -> Iterator[LayerSchedule]:
        with_sparsity = dict.fromkeys(self.layer_sparsities, self.selected)
        for layer, index in {**with_sparsity, **self.layers}.items():
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
            sparsity = self.layer_sparsities.get(layer)
            if schedule is not None and sparsity is not None:
                schedule = end_at(schedule, sparsity)
            yield LayerSchedule(layer=layer, schedule=schedule)


def defaults(dataset: str) -> LabState:
    """Return the state at the start of a visit."""
    decay = PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.875, begin_step=64, end_step=304, frequency=20
    )
    schedule = NamedSchedule(name=default_name(0), schedule=decay)
    return LabState(schedules=(schedule,), training=initial_values(dataset))


def state_of(run: RunConfig, base: LabState) -> LabState:
    """Return the state that starts the same run again. For a dense baseline, the state has the schedules of `base`.

    >>> state = defaults("digits")
    >>> state_of(state.run, state) == state
    True
    """
    training = values_of(run)
    if run.schedule is None:
        return LabState(
            schedules=base.schedules,
            selected=base.selected,
            training=training,
            own_training=base.own_training,
        )
    layer_schedules = {layer.layer: layer.schedule for layer in run.layers}
    pruning_schedules = [schedule for schedule in layer_schedules.values() if schedule is not None]
    unique_schedules: list[Schedule] = list(dict.fromkeys([run.schedule, *pruning_schedules]))
    return LabState(
        schedules=tuple(
            NamedSchedule(name=default_name(index), schedule=schedule)
            for index, schedule in enumerate(unique_schedules)
        ),
        training=training,
        own_training=base.own_training,
        layers={
            layer: None if schedule is None else unique_schedules.index(schedule)
            for layer, schedule in layer_schedules.items()
        },
    )


def move_layers(old_state: LabState, schedules: tuple[NamedSchedule, ...]) -> dict[str, int | None]:
    """Return the index of each layer's schedule among the new schedules.

    If the schedule of a layer was removed, the result omits the layer, which then uses the selected schedule.
    """
    new_index = index_after_change(old_state.schedules, schedules)
    moved = {
        layer: None if index is None else new_index(index)
        for layer, index in old_state.layers.items()
    }
    return {
        layer: index
        for layer, index in moved.items()
        if index is not None or old_state.layers[layer] is None
    }


def move_own_layers(old_state: LabState, schedules: tuple[NamedSchedule, ...]) -> LayerPlan | None:
    """Return the visitor's own network, with the index of each layer's schedule among the new schedules."""
    if (own_layers := old_state.own_layers) is None or len(schedules) == len(old_state.schedules):
        return old_state.own_layers
    new_index = index_after_change(old_state.schedules, schedules)
    moved = {layer: new_index(index) for layer, index in own_layers.schedules.items()}
    kept = {layer: index for layer, index in moved.items() if index is not None}
    return replace(own_layers, schedules=kept)


def index_after_change(
    old_schedules: tuple[NamedSchedule, ...], schedules: tuple[NamedSchedule, ...]
) -> Callable[[int], int | None]:
    """Return a function that finds the new index of an old schedule; None if the schedule was removed."""
    # The same number of schedules: one was edited or renamed, and the indices stay valid.
    if len(schedules) == len(old_schedules):
        return lambda index: index
    indices = {schedule.name: index for index, schedule in enumerate(schedules)}
    # Two schedules with the same name: it is unknown which schedule was removed.
    if len(indices) < len(schedules):
        return lambda index: index if index < len(schedules) else None
    return lambda index: indices.get(old_schedules[index].name)


def default_name(index: int) -> str:
    """Return the name of a schedule to which the visitor gave no name.

    >>> default_name(0), default_name(5)
    ('A', 'F')
    """
    return chr(ord("A") + index)


def check_name(text: str) -> str:
    """Return the name without spaces around it. A name is short and has no control characters.

    Raises:
        ValueError: If the name is invalid; the message states the rule.
    """
    if FORBIDDEN_IN_NAMES.search(text) or not 1 <= len(text.strip()) <= MAX_NAME_LENGTH:
        raise ValueError(
            gettext(
                "a name of 1 to {maximum} characters, none of them a control character",
                maximum=MAX_NAME_LENGTH,
            )
        )
    return text.strip()
