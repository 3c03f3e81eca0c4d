"""How long a training may be: no longer than its data and the lab allow."""

from pruning_core.data.datasets import training_examples
from pruning_core.errors import RunConfigError
from pruning_core.plan import TrainingPlan

MOST_STEPS = 1_000_000


def check_examples(plan: TrainingPlan, dataset: str) -> None:
    """Raise RunConfigError if the plan needs more examples than a data set has."""
    available = training_examples(dataset)
    if plan.num_examples > available:
        raise RunConfigError(
            "num_examples",
            f"num_examples must be at most {available} with the dataset {dataset}, "
            f"got {plan.num_examples}",
        )


def check_steps(plan: TrainingPlan) -> None:
    """Raise RunConfigError if a training would be longer than the lab allows."""
    if plan.total_steps > MOST_STEPS:
        raise RunConfigError(
            "epochs",
            f"a training must have at most {MOST_STEPS:,} steps, got {plan.total_steps:,}: "
            "lower epochs or raise batch_size",
        )
