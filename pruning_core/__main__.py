"""The command line: `python -m pruning_core curve`, `diagnose` and `train`."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import numpy as np

from pruning_core import Schedule, diagnose, schedule_from_json
from pruning_core.checks import check_whole, quoted
from pruning_core.data.datasets import training_examples
from pruning_core.data.paths import dataset_paths
from pruning_core.diagnosis import Severity
from pruning_core.errors import PlanError, PruningLabError, RunConfigError, ScheduleError
from pruning_core.exports import curve_rows
from pruning_core.parameter import Choice, Parameter, Real, Whole
from pruning_core.prediction.summary import NO_BREAK_SPACE
from pruning_core.runs.config import RunConfig
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.limits import MOST_STEPS
from pruning_core.runs.parameters import PARAMETERS, run_of
from pruning_core.runs.sink import EventLines

COLUMNS = ("step", "scheduled", "applied", "update")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return its exit status.

    The status is 0; or 1 if `diagnose` found an error, 2 if input or output cannot be used, 130 for
    Ctrl-C.
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
    chosen = commands.add_subparsers(dest="command", required=True)
    curve = chosen.add_parser("curve", help="print the schedule step by step, as CSV")
    curve.add_argument("--schedule", required=True, help="the schedule's get_config() as JSON")
    curve.add_argument("--total-steps", type=int, required=True, help="length of the training")
    curve.set_defaults(run=print_curve)
    curve.add_argument(
        "--weights", type=int, help="number of weights of one kernel: `applied` is then exact"
    )
    examine = chosen.add_parser("diagnose", help="print each finding as a line of JSON")
    examine.add_argument("--schedule", required=True, help="the schedule's get_config() as JSON")
    examine.add_argument("--total-steps", type=int, required=True, help="length of the training")
    examine.set_defaults(run=print_findings)
    add_training(chosen.add_parser("train", help="train, and print each event as a line of JSON"))
    return commands


def add_training(train: argparse.ArgumentParser) -> None:
    """Add the flags of `train`: one for each parameter, and those for the schedules."""
    train.add_argument("--schedule", required=True, help="get_config() as JSON, or none")
    for parameter in PARAMETERS.values():
        train.add_argument(
            parameter.flag,
            dest=parameter.name,
            type=type_of(parameter),
            default=parameter.initial,
            metavar=parameter.flag.strip("-").replace("-", "_").upper(),
            help=help_of(parameter),
        )
    train.add_argument(
        "--layer",
        action="append",
        default=[],
        metavar="NAME=JSON|none",
        help="the schedule of one layer, or none to leave it dense; may be repeated",
    )
    train.set_defaults(run=print_training)
    train.add_argument("--events", type=Path, help="also write the events to this file")


def type_of(parameter: Parameter) -> type[str] | type[int] | type[float]:
    """The type of a flag. Names are strings: the core checks them, so its message is the same everywhere."""
    match parameter.values:
        case Choice():
            return str
        case Real():
            return float
        case Whole():
            return int


def help_of(parameter: Parameter) -> str:
    """The help text of a flag."""
    if isinstance(parameter.values, Choice):
        return f"one of {', '.join(parameter.values.options)}"
    return parameter.command_help


def print_curve(options: argparse.Namespace) -> None:
    """Print one line of CSV for each step from 1 on."""
    schedule = schedule_from_json(options.schedule)
    total = options.total_steps
    check_whole("total_steps", total, least=1, most=MOST_STEPS, error=PlanError)
    steps = np.arange(1, total + 1)
    rows = curve_rows(schedule, steps, total_steps=total, n_weights=options.weights)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)


def print_findings(options: argparse.Namespace) -> int:
    """Print each finding about the schedule. Return 1 if one of them is an error."""
    schedule = schedule_from_json(options.schedule)
    check_whole("total_steps", options.total_steps, least=1, error=PlanError)
    findings = diagnose(schedule, options.total_steps)
    for finding in findings:
        line = {
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message.replace(NO_BREAK_SPACE, " "),
            "fix": None if finding.fix is None else finding.fix.get_config(),
        }
        print(json.dumps(line))
    return int(any(finding.severity == Severity.ERROR for finding in findings))


def print_training(options: argparse.Namespace) -> None:
    """Train in this process, and print each event at once."""
    config = run_config(options)
    with ExitStack() as files:
        outputs = [sys.stdout]
        if options.events is not None:
            outputs.append(files.enter_context(open_events(options.events)))

        from pruning_core.training.trainer import train

        train(config, EventLines(outputs), paths=dataset_paths(os.environ))


def run_config(options: argparse.Namespace) -> RunConfig:
    """The config that the flags describe."""
    values = {name: getattr(options, name) for name in PARAMETERS}
    if values["num_examples"] is None:
        values["num_examples"] = training_examples(options.dataset)
    return run_of(
        values,
        schedule=schedule_or_none(options.schedule),
        layers=tuple(map(layer_schedule, options.layer)),
    )


def schedule_or_none(text: str) -> Schedule | None:
    """The schedule in the JSON of a flag, or None for the word `none`."""
    return None if text == "none" else schedule_from_json(text)


def layer_schedule(text: str) -> LayerSchedule:
    """The layer and its schedule from the value of `--layer`.

    >>> layer_schedule("dense=none")
    LayerSchedule(layer='dense', schedule=None)
    """
    layer, equals, described = text.partition("=")
    if not equals:
        raise RunConfigError(
            "layers", f"--layer must be NAME=JSON or NAME=none, got {quoted(text)}"
        )
    try:
        return LayerSchedule(layer=layer, schedule=schedule_or_none(described))
    except ScheduleError as error:
        raise RunConfigError("layers", f"--layer {quoted(layer)}: {error}") from error


def open_events(path: Path) -> TextIO:
    """Open the file for the events."""
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise PruningLabError(
            f"--events must name a file that can be written, but {path} cannot: {error.strerror}"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
