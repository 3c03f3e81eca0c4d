"""The flags of the command line that describe a training plan."""

import argparse

from pruning_core.errors import PlanError
from pruning_core.parameter import Parameter, Real, parameters_of
from pruning_core.plan import TrainingPlan

ROWS = {parameter.name: parameter for parameter in parameters_of(TrainingPlan)}
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
    for parameter in ROWS.values():
        plan.add_argument(
            parameter.flag,
            dest=parameter.name,
            type=float if isinstance(parameter.values, Real) else int,
            metavar=parameter.flag.strip("-").replace("-", "_").upper(),
            help=flag_help(parameter),
        )


def flag_help(parameter: Parameter) -> str:
    """The help text of a flag; that of the command `train` names a default, which a plan does not have."""
    return parameter.help


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
