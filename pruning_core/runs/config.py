"""RunConfig: everything that decides what a run computes."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pruning_core.checks import check_number, check_whole, quoted, store_checked
from pruning_core.data.datasets import training_examples
from pruning_core.data.facts import DATASETS
from pruning_core.errors import RunConfigError
from pruning_core.kernels import Kernel
from pruning_core.networks import NETWORKS
from pruning_core.plan import TrainingPlan
from pruning_core.runs.layers import LayerSchedule, followed, normal_form
from pruning_core.schedules import Schedule, schedule_from_config

LARGEST_SEED = 2**32 - 1
MOST_STEPS = 1_000_000
OPTIMIZERS = ("adam", "sgd")
LEARNING_RATES = (1e-8, 10.0)
USUAL_MOMENTUM = 0.9


@dataclass(frozen=True, kw_only=True, slots=True)
class RunConfig:
    """One training: two runs of the same config have the same event log.

    What changes nothing makes no difference: `layers` stand in the network's order and only where
    they differ from `schedule`; a `schedule` that no layer follows, and a None beside pruned layers,
    become the schedule of the first pruned layer. So `schedule` is None in the dense baseline alone.
    The momentum of Adam, which has none, is always the usual one.

    Attributes:
        schedule: The pruning schedule of every kernel that `layers` does not name, or None for the
            dense baseline.
        plan: Examples, batches and epochs.
        seed: Fixes initial weights, batch order and dropout, in 0..2**32 - 1.
        dataset: A name from `dataset_facts.DATASETS`.
        network: A name from `networks.NETWORKS`.
        optimizer: A name from `OPTIMIZERS`.
        learning_rate: Of the optimizer, in 1e-8..10.
        momentum: Of the optimizer "sgd", at least 0 and below 1.
        layers: The layers that have a schedule of their own.

    Raises:
        RunConfigError: When a value is out of range, or the plan asks for more than the data has.

    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> config = RunConfig(
    ...     schedule=half, plan=plan, network="mlp", layers=(LayerSchedule(layer="dense_1", schedule=None),))
    >>> [kernel.layer for kernel in config.pruned_kernels]
    ['dense']
    """

    schedule: Schedule | None
    plan: TrainingPlan
    seed: int = 0
    dataset: str = "mnist"
    network: str = "article"
    optimizer: str = "adam"
    learning_rate: float = 0.001
    momentum: float = USUAL_MOMENTUM
    layers: tuple[LayerSchedule, ...] = ()

    def __post_init__(self) -> None:
        seed = check_whole("seed", self.seed, least=0, most=LARGEST_SEED, error=RunConfigError)
        check_choice("dataset", self.dataset, DATASETS)
        check_choice("network", self.network, NETWORKS)
        check_choice("optimizer", self.optimizer, OPTIMIZERS)
        rate, momentum = checked_rate(self.learning_rate), checked_momentum(self.momentum)
        schedule, layers = normal_form(
            self.schedule,
            followed(self.schedule, self.layers, (kernel.layer for kernel in self.kernels)),
        )
        store_checked(
            self,
            seed=seed,
            learning_rate=rate,
            momentum=momentum if self.optimizer == "sgd" else USUAL_MOMENTUM,
            schedule=schedule,
            layers=layers,
        )
        available = training_examples(self.dataset)
        if self.plan.num_examples > available:
            raise RunConfigError(
                "num_examples",
                f"num_examples must be at most {available} with the dataset {self.dataset}, "
                f"got {self.plan.num_examples}",
            )
        check_steps(self.plan)

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """The kernels of the network, in its order."""
        return NETWORKS[self.network].kernels

    def schedule_of(self, layer: str) -> Schedule | None:
        """The schedule that prunes a layer's kernel, or None where it stays dense."""
        own = {named.layer: named.schedule for named in self.layers}
        return own.get(layer, self.schedule)

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
        """The config as JSON; equal configs have equal texts.

        What is as in the article is left out, so that configs of older versions keep their texts.
        """
        parts: dict[str, Any] = {
            "schedule": described(self.schedule),
            "plan": asdict(self.plan),
            "seed": self.seed,
            "dataset": self.dataset,
        }
        for name, usual in USUAL.items():
            if (value := getattr(self, name)) != usual:
                parts[name] = value
        if self.layers:
            parts["layers"] = {named.layer: described(named.schedule) for named in self.layers}
        return json.dumps(parts)


USUAL: dict[str, Any] = {
    "network": "article",
    "optimizer": "adam",
    "learning_rate": 0.001,
    "momentum": USUAL_MOMENTUM,
}
"""What a training has where a config's JSON does not say."""


def run_config_from_json(text: str) -> RunConfig:
    """The inverse of `to_json`.

    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> config = RunConfig(schedule=None, plan=plan, dataset="digits", optimizer="sgd")
    >>> run_config_from_json(config.to_json()) == config
    True
    """
    parts: Mapping[str, Any] = json.loads(text)
    return RunConfig(
        schedule=schedule_or_none(parts["schedule"]),
        plan=TrainingPlan(**parts["plan"]),
        seed=parts["seed"],
        dataset=parts["dataset"],
        layers=tuple(
            LayerSchedule(layer=layer, schedule=schedule_or_none(schedule))
            for layer, schedule in parts.get("layers", {}).items()
        ),
        **{name: parts.get(name, usual) for name, usual in USUAL.items()},
    )


def described(schedule: Schedule | None) -> dict[str, Any] | None:
    """A schedule's `get_config` form; None stays None."""
    return None if schedule is None else schedule.get_config()


def schedule_or_none(config: Mapping[str, Any] | None) -> Schedule | None:
    """The inverse of `described`."""
    return None if config is None else schedule_from_config(config)


def check_choice(field: str, value: object, allowed: Collection[str]) -> None:
    """Raise RunConfigError unless the value is one of some names."""
    if not isinstance(value, str) or value not in allowed:
        raise RunConfigError(
            field, f"{field} must be one of {', '.join(allowed)}, got {quoted(value)}"
        )


def checked_rate(value: object) -> float:
    """A learning rate that float32 can hold, and that a training can follow for some steps."""
    least, most = LEARNING_RATES
    rate = check_number("learning_rate", value, error=RunConfigError)
    if not least <= rate <= most:
        raise RunConfigError(
            "learning_rate",
            f"learning_rate must be from {least:g} to {most:g}, got {quoted(value)}: "
            "0.001 is usual for adam, 0.01 to 0.1 for sgd",
        )
    return rate


def checked_momentum(value: object) -> float:
    """A momentum with which the velocity stays finite."""
    momentum = check_number("momentum", value, error=RunConfigError)
    if not 0 <= momentum < 1:
        raise RunConfigError(
            "momentum",
            f"momentum must be at least 0 and below 1, got {quoted(value)}: 0 is plain SGD, 0.9 usual",
        )
    return momentum + 0.0  # which makes -0.0 the 0.0 that it equals


def check_steps(plan: TrainingPlan) -> None:
    """Raise RunConfigError when a training would be longer than the lab allows."""
    if plan.total_steps > MOST_STEPS:
        raise RunConfigError(
            "epochs",
            f"a training must have at most {MOST_STEPS:,} steps, got {plan.total_steps:,}: "
            "lower epochs or raise batch_size",
        )
