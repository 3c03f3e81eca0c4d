"""The command line: `python -m pruning_core curve`, `diagnose`, `train`, `experiment` and `outcomes`."""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from functools import partial

from pruning_core import diagnose
from pruning_core.commands.experiment import add_experiment_flags
from pruning_core.commands.layer_flags import (
    add_layer_flags,
    examined_network,
    layer_lines,
    table_from_flags,
    write_layer_code,
)
from pruning_core.commands.outcomes import add_outcomes_flags
from pruning_core.commands.plan_flags import (
    add_plan_flags,
    add_rate_flags,
    plan_from_flags,
    rate_from_flags,
)
from pruning_core.commands.schedule_flags import add_schedule_flags, required_schedule
from pruning_core.commands.train import add_train_flags
from pruning_core.diagnosis import Severity
from pruning_core.errors import PruningLabError
from pruning_core.exports import all_curve_rows
from pruning_core.prediction.masks import update_range
from pruning_core.prediction.summary import NO_BREAK_SPACE
from pruning_core.prediction.ties import tied_updates

COLUMNS = ("step", "scheduled", "applied", "update")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return its exit status.

    The status is 0 after success, 1 if `diagnose` found an error or not every run of `experiment` has
    finished, 2 if input or output cannot be used, and 130 after Ctrl-C.
    """
    options = parser().parse_args(arguments)
    if sys.stdout is None:
        print(f"pruning_core {options.command}: standard output is closed", file=sys.stderr)
        return 2
    try:
        return int(options.run(options) or 0)
    except PruningLabError as error:
        print(f"pruning_core {options.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader has closed the pipe, as `head` does
        sys.stderr.close()
    except OSError as error:  # for example, the disk is full
        print(f"pruning_core {options.command}: cannot write: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"pruning_core {options.command}: stopped", file=sys.stderr)
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """The commands and their flags."""
    commands = argparse.ArgumentParser(prog="python -m pruning_core", description=__doc__)
    subparsers = commands.add_subparsers(dest="command", required=True)
    curve_parser = subparsers.add_parser("curve", help="print the schedule step by step, as CSV")
    add_schedule_flags(curve_parser)
    add_plan_flags(curve_parser)
    curve_parser.set_defaults(run=print_curve)
    curve_parser.add_argument(
        "--weights",
        type=int,
        help="number of weights of one kernel: `applied` is then exact, unless all weights may be kept",
    )
    curve_parser.add_argument(
        "--every",
        type=int,
        default=1,
        help="print every n-th step only, from step 1 on, and the last step",
    )
    diagnose_parser = subparsers.add_parser("diagnose", help="print each finding as a line of JSON")
    add_schedule_flags(diagnose_parser)
    add_plan_flags(diagnose_parser)
    diagnose_parser.add_argument(
        "--earliest-stop",
        type=int,
        help="the first step at which early stopping may end the training",
    )
    diagnose_parser.add_argument(
        "--zeros",
        type=float,
        default=0.0,
        help="the fraction of weights that are exactly zero before the training",
    )
    add_rate_flags(diagnose_parser)
    add_layer_flags(diagnose_parser)
    diagnose_parser.set_defaults(run=print_findings)
    add_train_flags(
        subparsers.add_parser("train", help="train, and print each event as a line of JSON")
    )
    add_experiment_flags(
        subparsers.add_parser("experiment", help="train arms with seeds, and compare them")
    )
    add_outcomes_flags(
        subparsers.add_parser("outcomes", help="print how stored runs ended, a line of JSON a run")
    )
    return commands


def print_curve(options: argparse.Namespace) -> None:
    """Print one line of CSV for each step; the first step is 1. Its memory does not depend on the length."""
    schedule = required_schedule(options, partial(plan_from_flags, options))
    total_steps = plan_from_flags(options).total_steps
    for tied in tied_updates(
        schedule, update_range(schedule, total_steps), n_weights=options.weights
    ):
        print(
            f"from the update at step {tied[0]} to that at step {tied[-1]}, `applied` may be 0: "
            "tfmot keeps all weights if too many are exactly zero",
            file=sys.stderr,
        )
    rows = all_curve_rows(
        schedule,
        total_steps=total_steps,
        every=options.every,
        n_weights=options.weights,
    )
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)


def print_findings(options: argparse.Namespace) -> int:
    """Print each finding about the schedule, and each layer. Return 1 if a finding is an error."""
    schedule = required_schedule(options, partial(plan_from_flags, options))
    plan = plan_from_flags(options)
    table = table_from_flags(options)
    layers = list(layer_lines(options, table, schedule, plan.total_steps))
    write_layer_code(options, table, schedule)
    findings = diagnose(
        schedule,
        plan.total_steps,
        examined_network(options, table),
        plan=plan,
        learning_rate=rate_from_flags(options, plan),
        earliest_stop=options.earliest_stop,
        zeros=options.zeros,
    )
    for finding in findings:
        line = {
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message.replace(NO_BREAK_SPACE, " "),
            "fix": None if finding.fix is None else finding.fix.get_config(),
        }
        print(json.dumps(line))
    for layer in layers:
        print(json.dumps(layer))
    return int(any(finding.severity == Severity.ERROR for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
