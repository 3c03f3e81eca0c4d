"""RunConfig: everything that determines the numbers of a run."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pruning_core.checks import store_checked
from pruning_core.data.facts import DATASETS
from pruning_core.errors import RunConfigError
from pruning_core.kernels import Kernel
from pruning_core.networks import NETWORKS
from pruning_core.parameter import (
    NOT_IN_THE_TABLE,
    Choice,
    Real,
    Reuse,
    Text,
    Value,
    Whole,
    has_effect,
    parameters_of,
    row,
)
from pruning_core.plan import MAX_TOTAL_STEPS, TrainingPlan
from pruning_core.plan.learning_rates import (
    RATE_SHAPES,
    LearningRate,
    learning_rate_of,
    write_pieces,
)
from pruning_core.runs.layers import (
    LayerSchedule,
    normal_form,
    schedule_from_json_value,
    schedule_json_value,
    schedules_by_layer,
)
from pruning_core.runs.limits import check_examples, check_steps, check_trainable
from pruning_core.runs.optimizers import OPTIMIZERS
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext_noop


@dataclass(frozen=True, kw_only=True, slots=True)
class RunConfig:
    """One training. Two runs with equal configs have equal event logs.

    Two configs of the same training are equal, because the fields are changed to a normal form:

    - `layers` has the network's order, and only layers whose schedule differs from `schedule`.
    - If no layer uses `schedule`, the schedule of the first pruned layer replaces it. The same
      happens if `schedule` is None although a layer is pruned. So `schedule` is None only in the
      dense baseline.
    - A parameter that the optimizer or the learning-rate schedule does not have gets its default.
    - `decay_steps` is 0 if it is the number of steps of the whole training.

    Attributes:
        schedule: The pruning schedule of every kernel that `layers` does not name, or None for the
            dense baseline.
        plan: Examples, batches and epochs.
        seed: Fixes initial weights, batch order and dropout, from 0 to 2**32 - 1.
        dataset: A name from `DATASETS`.
        network: A name from `NETWORKS`.
        optimizer: A name from `OPTIMIZERS`.
        learning_rate: The learning rate of the optimizer, from 1e-8 to 10.
        momentum: The momentum of the optimizer "sgd", at least 0 and below 1.
        learning_rate_schedule: A name from `RATE_SHAPES`. `learning_rate` is then the first rate.
        decay_steps: Of the decays "cosine" and "exponential"; 0 is the whole training.
        decay_rate: Of the decay "exponential", above 0 and at most 1.
        alpha: Of the decay "cosine", in 0..1.
        pieces: Of "piecewise": the steps after which the rate changes, and the rates, as `step:rate`.
        layers: The layers with their own schedule.

    Raises:
        RunConfigError: If a value is out of range, or the plan needs more examples than the data set has.

    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> config = RunConfig(
    ...     schedule=half, plan=plan, network="mlp", layers=(LayerSchedule(layer="dense_1", schedule=None),))
    >>> [kernel.layer for kernel in config.pruned_kernels]
    ['dense']
    """

    schedule: Schedule | None = field(metadata=NOT_IN_THE_TABLE)
    plan: TrainingPlan = field(metadata=NOT_IN_THE_TABLE)
    seed: int = field(
        default=0,
        metadata=row(
            values=Whole(least=0, most=2**32 - 1),
            title=gettext_noop("Seed"),
            help=gettext_noop(
                "Fixes initial weights, batch order and dropout: the same seed gives the same run."
            ),
            reuse=Reuse.SET_ANEW,
            always_written=True,
        ),
    )
    dataset: str = field(
        default="mnist",
        metadata=row(
            values=Choice(options=DATASETS),
            title=gettext_noop("Data set"),
            label=gettext_noop("Data"),
            help=gettext_noop("Choosing a data set also chooses a short training on it."),
            reuse=Reuse.SET_ANEW,
            always_written=True,
        ),
    )
    network: str = field(
        default="article",
        metadata=row(
            values=Choice(options=NETWORKS),
            title=gettext_noop("Network"),
            label=gettext_noop("Network"),
            help=gettext_noop("The network that is trained and pruned."),
            reuse=Reuse.TRACED,
        ),
    )
    optimizer: str = field(
        default="adam",
        metadata=row(
            values=Choice(options=OPTIMIZERS),
            title=gettext_noop("Optimizer"),
            label=gettext_noop("Optimizer"),
            help=gettext_noop("How a gradient changes the weights."),
            reuse=Reuse.TRACED,
        ),
    )
    learning_rate: float = field(
        default=0.001,
        metadata=row(
            values=Real(
                least=1e-8,
                most=10.0,
                hint=gettext_noop("0.001 is usual for adam, 0.01 to 0.1 for sgd"),
            ),
            title=gettext_noop("Learning rate"),
            help=gettext_noop(
                "How far one step goes: 0.001 is usual for adam, 0.01 to 0.1 for sgd."
            ),
            reuse=Reuse.SET_ANEW,
            step=0.001,
            argument_of=("adam", "sgd"),
        ),
    )
    momentum: float = field(
        default=0.9,
        metadata=row(
            values=Real(
                least=0.0, most=1.0, below_most=True, hint=gettext_noop("0 is plain SGD, 0.9 usual")
            ),
            title=gettext_noop("Momentum"),
            help=gettext_noop(
                "The share of the last step that the next one keeps: 0 is plain SGD, 0.9 usual."
            ),
            reuse=Reuse.TRACED,
            step=0.05,
            command_help=gettext_noop("of the optimizer sgd"),
            argument_of=("sgd",),
        ),
    )
    learning_rate_schedule: str = field(
        default="constant",
        metadata=row(
            values=Choice(options=RATE_SHAPES),
            title=gettext_noop("Learning-rate schedule"),
            label=gettext_noop("Learning-rate schedule"),
            help=gettext_noop("How the learning rate changes during the training."),
            reuse=Reuse.TRACED,
        ),
    )
    decay_steps: int = field(
        default=0,
        metadata=row(
            values=Whole(least=0, most=MAX_TOTAL_STEPS),
            title=gettext_noop("Decay steps"),
            help=gettext_noop("The steps of the learning rate's decay: 0 is the whole training."),
            reuse=Reuse.TRACED,
            step=100,
            argument_of=("adam", "sgd"),
            rate_argument_of=("cosine", "exponential"),
        ),
    )
    decay_rate: float = field(
        default=0.1,
        metadata=row(
            values=Real(least=1e-6, most=1.0),
            title=gettext_noop("Decay rate"),
            help=gettext_noop("The factor of the learning rate after decay_steps."),
            reuse=Reuse.TRACED,
            step=0.1,
            argument_of=("adam", "sgd"),
            rate_argument_of=("exponential",),
        ),
    )
    alpha: float = field(
        default=0.0,
        metadata=row(
            values=Real(least=0.0, most=1.0),
            title=gettext_noop("Alpha"),
            help=gettext_noop("The smallest learning rate, as a fraction of the first one."),
            reuse=Reuse.TRACED,
            step=0.01,
            argument_of=("adam", "sgd"),
            rate_argument_of=("cosine",),
        ),
    )
    pieces: str = field(
        default="100:0.0001",
        metadata=row(
            values=Text(normal_form=write_pieces, examples=("100:0.0001", "5:0.01 9:0.001")),
            title=gettext_noop("Pieces"),
            help=gettext_noop(
                "After which step which learning rate holds, such as 500:0.0001 800:0.00001."
            ),
            reuse=Reuse.TRACED,
            argument_of=("adam", "sgd"),
            rate_argument_of=("piecewise",),
        ),
    )
    layers: tuple[LayerSchedule, ...] = field(default=(), metadata=NOT_IN_THE_TABLE)

    def __post_init__(self) -> None:
        checked: dict[str, Value | None] = {}
        for parameter in parameters_of(type(self)):
            value = parameter.default
            # A form hides the arguments of other learning-rate schedules, so they may be invalid.
            if not parameter.rate_argument_of or has_effect(parameter, checked):
                value = parameter.check(getattr(self, parameter.name), error=RunConfigError)
            checked[parameter.name] = value
        for parameter in parameters_of(type(self)):
            if not has_effect(parameter, checked):
                checked[parameter.name] = parameter.default
        by_layer = schedules_by_layer(
            self.schedule, self.layers, (kernel.layer for kernel in self.kernels)
        )
        schedule, layers = normal_form(self.schedule, by_layer)
        store_checked(self, schedule=schedule, layers=layers, **checked)
        check_trainable(self.plan)
        if self.decay_steps == self.plan.optimizer_steps:
            store_checked(self, decay_steps=0)
        check_examples(self.plan, self.dataset)
        check_steps(self.plan)

    @property
    def rate(self) -> LearningRate:
        """The learning rate of each optimizer step."""
        names = [parameter.name for parameter in parameters_of(type(self))]
        values = {name: getattr(self, name) for name in names}
        return learning_rate_of(values, optimizer_steps=self.plan.optimizer_steps)

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """The kernels of the network, in its order."""
        return NETWORKS[self.network].kernels

    def schedule_of(self, layer: str) -> Schedule | None:
        """The schedule that prunes a layer's kernel, or None if the layer stays dense."""
        layer_schedules = {
            layer_schedule.layer: layer_schedule.schedule for layer_schedule in self.layers
        }
        return layer_schedules.get(layer, self.schedule)

    @property
    def pruned_kernels(self) -> tuple[Kernel, ...]:
        """The kernels that are pruned, in the network's order."""
        return tuple(
            kernel for kernel in self.kernels if self.schedule_of(kernel.layer) is not None
        )

    @property
    def dense(self) -> "RunConfig":
        """The baseline of this run: the same training without pruning."""
        return replace(self, schedule=None, layers=())

    def to_json(self) -> str:
        """The config as JSON. Equal configs have equal texts.

        Parameters with their default value are left out, except those of the first version. So the
        texts of older configs do not change.
        """
        parts: dict[str, Any] = {
            "schedule": schedule_json_value(self.schedule),
            "plan": written_values(self.plan),
            **written_values(self),
        }
        if self.layers:
            parts["layers"] = {
                layer_schedule.layer: schedule_json_value(layer_schedule.schedule)
                for layer_schedule in self.layers
            }
        return json.dumps(parts)


def written_values(owner: RunConfig | TrainingPlan) -> dict[str, Any]:
    """The names and values of the parameters in the JSON."""
    return {
        parameter.name: value
        for parameter in parameters_of(type(owner))
        if parameter.is_written(value := getattr(owner, parameter.name))
    }


def run_config_from_json(text: str) -> RunConfig:
    """The inverse of `to_json`.

    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> config = RunConfig(schedule=None, plan=plan, dataset="digits", optimizer="sgd")
    >>> run_config_from_json(config.to_json()) == config
    True
    """
    parts: Mapping[str, Any] = json.loads(text)
    names = [parameter.name for parameter in parameters_of(RunConfig)]
    return RunConfig(
        schedule=schedule_from_json_value(parts["schedule"]),
        plan=TrainingPlan(**parts["plan"]),
        layers=tuple(
            LayerSchedule(layer=layer, schedule=schedule_from_json_value(schedule))
            for layer, schedule in parts.get("layers", {}).items()
        ),
        **{name: parts[name] for name in names if name in parts},
    )
