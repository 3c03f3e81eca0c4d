"""The flags of the command line that describe a training plan and its learning rate."""

import argparse

from pruning_core.commands.parameter_flags import add_parameter_flags
from pruning_core.errors import PlanError
from pruning_core.parameter import parameters_of
from pruning_core.plan import TrainingPlan
from pruning_core.plan.learning_rates import ConstantRate, LearningRate, learning_rate_of
from pruning_core.runs.parameters import RUN_PARAMETERS

ROWS = {parameter.name: parameter for parameter in parameters_of(TrainingPlan)}
RATE_ROWS = [
    row
    for row in RUN_PARAMETERS
    if row.name in ("learning_rate_schedule", "learning_rate") or row.rate_argument_of
]
NAMES_OF_EXAMPLES = ("num_examples", "batch_size", "validation_split")
"""The numbers that determine the steps of an epoch, unless `--steps-per-epoch` gives them."""


def add_plan_flags(parser: argparse.ArgumentParser) -> None:
    """Add `--total-steps`, and one flag for each number of a plan."""
    plan = parser.add_argument_group(
        "length of the training", "either --total-steps, or the numbers of a plan"
    )
    plan.add_argument(
        "--total-steps",
        type=int,
        help="steps of a pruned layer: its calls in training mode, at most 2147483647",
    )
    add_parameter_flags(plan, ROWS.values(), defaults=False)


def add_rate_flags(parser: argparse.ArgumentParser) -> None:
    """Add one flag for each number of a learning-rate schedule."""
    rate = parser.add_argument_group("learning rate", "for findings about a rate that changes")
    add_parameter_flags(rate, RATE_ROWS)


def rate_from_flags(options: argparse.Namespace, plan: TrainingPlan) -> LearningRate | None:
    """The learning rate that the flags describe; None if it is constant.

    Raises:
        PlanError: If a number that has an effect is out of range.
    """
    values = {row.name: getattr(options, row.name) for row in RATE_ROWS}
    kind = values["learning_rate_schedule"]
    checked = {
        row.name: row.check(values[row.name], error=PlanError)
        for row in RATE_ROWS
        if not row.rate_argument_of or kind in row.rate_argument_of
    }
    rate = learning_rate_of(checked, optimizer_steps=plan.optimizer_steps)
    return None if isinstance(rate, ConstantRate) else rate


def plan_from_flags(options: argparse.Namespace) -> TrainingPlan:
    """The plan that the flags describe.

    Raises:
        PlanError: If a number is missing, is given twice, or is out of range.

    >>> parser = argparse.ArgumentParser()
    >>> add_plan_flags(parser)
    >>> flags = ["--examples", "1000", "--batch-size", "10", "--epochs", "3"]
    >>> plan_from_flags(parser.parse_args(flags)).total_steps
    300
    """
    given = {name: value for name in ROWS if (value := getattr(options, name)) is not None}
    if options.total_steps is not None:
        if given:
            flags = ", ".join(ROWS[name].flag for name in given)
            raise PlanError(
                "total_steps",
                f"--total-steps is the whole length of the training: leave out {flags}, or leave "
                "out --total-steps",
            )
        return TrainingPlan.of_steps(options.total_steps)
    if "steps_per_epoch" in given:
        if extra := [ROWS[name].flag for name in NAMES_OF_EXAMPLES if name in given]:
            raise PlanError(
                "steps_per_epoch",
                f"--steps-per-epoch is the number of steps of an epoch: leave out {', '.join(extra)}, "
                "or leave out --steps-per-epoch",
            )
        given |= {"num_examples": 1, "batch_size": 1}
    for name in ("num_examples", "batch_size", "epochs"):
        if name not in given:
            raise PlanError(
                name,
                f"the length of the training is not known: add {ROWS[name].flag}, or give "
                "--total-steps",
            )
    return TrainingPlan(**given)
