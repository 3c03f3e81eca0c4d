"""RunConfig: everything that decides what a run computes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pruning_core.checks import check_whole, keep, shown
from pruning_core.datasets import DATASETS, training_examples
from pruning_core.errors import RunConfigError
from pruning_core.networks import ARTICLE_CONVNET, Kernel
from pruning_core.plan import TrainingPlan
from pruning_core.schedules import (
    ConstantSparsity,
    PolynomialDecay,
    Schedule,
    schedule_from_config,
)

LARGEST_SEED = 2**32 - 1
MOST_STEPS = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class RunConfig:
    """One training: two runs of the same config have the same event log.

    Attributes:
        schedule: The pruning schedule, or None for the dense baseline.
        plan: Examples, batches and epochs.
        seed: Fixes initial weights, batch order and dropout, in 0..2**32 - 1.
        dataset: A name from `datasets.DATASETS`.

    Raises:
        RunConfigError: When a value is out of range, or the plan asks for more than the data has.
    """

    schedule: Schedule | None
    plan: TrainingPlan
    seed: int = 0
    dataset: str = "mnist"

    def __post_init__(self) -> None:
        seed = check_whole("seed", self.seed, least=0, most=LARGEST_SEED, error=RunConfigError)
        keep(self, seed=seed)
        if self.dataset not in DATASETS:
            raise RunConfigError(
                "dataset",
                f"dataset must be one of {', '.join(DATASETS)}, got {shown(self.dataset)}",
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
        """The kernels that are pruned, in the network's order."""
        return ARTICLE_CONVNET

    @property
    def dense(self) -> "RunConfig":
        """The baseline of this run: the same training without pruning."""
        return RunConfig(schedule=None, plan=self.plan, seed=self.seed, dataset=self.dataset)

    def to_json(self) -> str:
        """The config as JSON; equal configs have equal texts."""
        schedule = None if self.schedule is None else self.schedule.get_config()
        parts = {"schedule": schedule, "plan": asdict(self.plan)}
        return json.dumps(parts | {"seed": self.seed, "dataset": self.dataset})


def run_config_from_json(text: str) -> RunConfig:
    """The inverse of `to_json`.

    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> config = RunConfig(schedule=None, plan=plan, dataset="digits")
    >>> run_config_from_json(config.to_json()) == config
    True
    """
    parts: Mapping[str, Any] = json.loads(text)
    schedule = parts["schedule"]
    return RunConfig(
        schedule=None if schedule is None else schedule_from_config(schedule),
        plan=TrainingPlan(**parts["plan"]),
        seed=parts["seed"],
        dataset=parts["dataset"],
    )


def check_steps(plan: TrainingPlan) -> None:
    """Raise RunConfigError when a training would be longer than the lab allows."""
    if plan.total_steps > MOST_STEPS:
        raise RunConfigError(
            "epochs",
            f"a training must have at most {MOST_STEPS:,} steps, got {plan.total_steps:,}: "
            "lower epochs or raise batch_size",
        )


def article_run(
    *,
    schedule_class: type[Schedule] = PolynomialDecay,
    seed: int = 0,
    dataset: str = "mnist",
) -> RunConfig:
    """A run of the article: 30 epochs, batch 250, pruned to 87.5 % from 20 % of the training on.

    A class that the article does not try stands for its polynomial.

    Source: C. Versloot 2020, TensorFlow pruning schedules: ConstantSparsity and PolynomialDecay.

    >>> article_run().plan.total_steps
    5760
    >>> from pruning_core import KeyframeSchedule
    >>> article_run(schedule_class=KeyframeSchedule) == article_run()
    True
    """
    plan = TrainingPlan(
        num_examples=training_examples(dataset), batch_size=250, epochs=30, validation_split=0.2
    )
    begin, end = plan.total_steps // 5, plan.total_steps
    schedule: Schedule
    if schedule_class is ConstantSparsity:
        schedule = ConstantSparsity(target_sparsity=0.875, begin_step=begin, end_step=end)
    else:
        schedule = PolynomialDecay(
            initial_sparsity=0.0, final_sparsity=0.875, begin_step=begin, end_step=end
        )
    return RunConfig(schedule=schedule, plan=plan, seed=seed, dataset=dataset)
