"""Checks that a training is not too long for its data set or for the lab."""

from pruning_core.data.datasets import training_examples
from pruning_core.errors import RunConfigError
from pruning_core.parameter import parameters_of
from pruning_core.plan import TrainingPlan
from pruning_core.texts import gettext, grouped

MAX_STEPS = 1_000_000


def check_examples(plan: TrainingPlan, dataset: str) -> None:
    """Raise RunConfigError if the plan needs more examples than a data set has."""
    available = training_examples(dataset)
    if plan.num_examples > available:
        raise RunConfigError(
            "num_examples",
            gettext(
                "num_examples must be at most {maximum} with the dataset {dataset}, got {number}",
                maximum=available,
                dataset=dataset,
                number=plan.num_examples,
            ),
        )


def check_trainable(plan: TrainingPlan) -> None:
    """Raise RunConfigError if only a plan can have a value: the lab trains with one plain `fit`."""
    for parameter in parameters_of(TrainingPlan):
        value = getattr(plan, parameter.name)
        if parameter.only_planned and parameter.is_written(value):
            raise RunConfigError(
                parameter.name,
                gettext(
                    "{field}={value} is possible in a plan, but the lab does not train with it: leave it "
                    "out",
                    field=parameter.name,
                    value=value,
                ),
            )


def check_steps(plan: TrainingPlan) -> None:
    """Raise RunConfigError if a training would be longer than the lab allows."""
    if plan.total_steps > MAX_STEPS:
        raise RunConfigError(
            "epochs",
            gettext(
                "a training must have at most {maximum} steps, got {number}: lower epochs or raise "
                "batch_size",
                maximum=grouped(MAX_STEPS),
                number=grouped(plan.total_steps),
            ),
        )
