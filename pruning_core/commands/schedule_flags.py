"""The flags that describe a schedule: JSON, a file, pasted text, or a flag for each number."""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path

from pruning_core import (
    ConstantSparsity,
    PolynomialDecay,
    Schedule,
    read_schedules,
    schedule_from_config,
    schedule_from_json,
)
from pruning_core.checks import quoted
from pruning_core.commands.typed_steps import PartOfTraining, read_step
from pruning_core.dialects.reading import read_number
from pruning_core.dialects.reading.problems import several_found
from pruning_core.errors import PruningLabError, ScheduleError
from pruning_core.plan import TrainingPlan

STANDARD_INPUT = "-"
MAX_CHARACTERS = 8 * 1024 * 1024
"""More characters are not read from a file or from standard input."""
STEPS = '; steps, or a part of the training such as 80%% or "24 epochs"'
FLAGS: Mapping[str, tuple[str, Callable[[str], object], str]] = {
    "initial_sparsity": ("--initial", float, "sparsity at the first step, 0 to 1; default 0"),
    "final_sparsity": ("--final", float, "sparsity at the last step, 0 to 1"),
    "target_sparsity": ("--target", float, "sparsity of --constant, 0 to 1"),
    "begin_step": ("--begin", read_step, f"first step at which masks may change; default 0{STEPS}"),
    "end_step": ("--end", read_step, f"last step at which masks may change{STEPS}"),
    "frequency": ("--frequency", read_step, f"distance between two updates of the masks{STEPS}"),
    "power": ("--power", float, "exponent of --polynomial; default 3"),
}
"""For each parameter: its flag, its type and its help."""
DEFAULTS = {"initial_sparsity": 0.0, "begin_step": 0}
"""What a flag means that is not given. For the other flags, the default of the schedule applies."""
MakePlan = Callable[[], TrainingPlan]
"""Returns the plan of the training. It is called only if a step is a percentage or an epoch."""
SOURCES = ("--schedule", "--schedule-file", "--paste", "--polynomial", "--constant")


def add_schedule_flags(command: argparse.ArgumentParser, *, or_none: bool = False) -> None:
    """Add the flags of a schedule to a command.

    Args:
        command: The command.
        or_none: Whether `--schedule none` is possible.
    """
    group = command.add_argument_group("the schedule", f"one of {', '.join(SOURCES)}")
    source = group.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--schedule", metavar="JSON", help=f"get_config() as JSON{', or none' if or_none else ''}"
    )
    source.add_argument(
        "--schedule-file", metavar="FILE", help="a file with a text that --paste can read"
    )
    source.add_argument(
        "--paste",
        metavar="TEXT",
        help="Python, a dictionary, JSON or another library's call; - reads standard input",
    )
    source.add_argument("--polynomial", action="store_true", help="a PolynomialDecay")
    source.add_argument("--constant", action="store_true", help="a ConstantSparsity")
    for parameter, (flag, kind, help_text) in FLAGS.items():
        group.add_argument(flag, dest=parameter, type=kind, metavar="NUMBER", help=help_text)
    group.add_argument(
        "--value",
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="a number that the pasted text does not contain; may be repeated",
    )
    group.add_argument(
        "--pick", type=int, metavar="NUMBER", help="which of several pasted schedules, from 1"
    )


def schedule_from_flags(options: argparse.Namespace, make_plan: MakePlan) -> Schedule | None:
    """The schedule that the flags describe in a training, or None for `--schedule none`.

    Raises:
        PruningLabError: If the flags do not describe a schedule.
    """
    check_numbers(options)
    check_paste_flags(options)
    if options.schedule is not None:
        return None if options.schedule == "none" else schedule_from_json(options.schedule)
    if options.polynomial:
        return schedule_from_numbers(PolynomialDecay, options, make_plan)
    if options.constant:
        return schedule_from_numbers(ConstantSparsity, options, make_plan)
    return pasted_schedule(pasted_text(options), options)


def required_schedule(options: argparse.Namespace, make_plan: MakePlan) -> Schedule:
    """The schedule that the flags describe in a training.

    Raises:
        PruningLabError: If the flags do not describe a schedule.
    """
    schedule = schedule_from_flags(options, make_plan)
    if schedule is None:
        raise ScheduleError("schedule", f"--schedule none leaves nothing to {options.command}")
    return schedule


def check_numbers(options: argparse.Namespace) -> None:
    """Raise ScheduleError if there is a flag of a number, and no schedule that has this number."""
    schedule_class = (
        PolynomialDecay if options.polynomial else ConstantSparsity if options.constant else None
    )
    known = set() if schedule_class is None else {field.name for field in fields(schedule_class)}
    for parameter, (flag, _kind, _help) in FLAGS.items():
        if getattr(options, parameter) is None or parameter in known:
            continue
        if schedule_class is None:
            raise ScheduleError(parameter, f"{flag} needs --polynomial or --constant beside it")
        kind = "--polynomial" if options.polynomial else "--constant"
        raise ScheduleError(parameter, f"{kind} has no {flag}: remove it")


def check_paste_flags(options: argparse.Namespace) -> None:
    """Raise ScheduleError if there is a flag about a pasted text, and no pasted text."""
    if options.paste is not None or options.schedule_file is not None:
        return
    for flag, value in (("--value", options.value), ("--pick", options.pick)):
        if value:
            raise ScheduleError("schedule", f"{flag} needs --paste or --schedule-file beside it")


def schedule_from_numbers(
    schedule_class: type[PolynomialDecay] | type[ConstantSparsity],
    options: argparse.Namespace,
    make_plan: MakePlan,
) -> Schedule:
    """The schedule with the numbers of the plain flags. Percentages and epochs are those of the plan.

    Raises:
        ScheduleError: If a number is missing or out of range.
        PlanError: If a percentage or an epoch is no step of the training.
    """
    knows_epochs = getattr(options, "total_steps", None) is None
    numbers = {}
    for field in fields(schedule_class):
        value = getattr(options, field.name)
        value = DEFAULTS.get(field.name) if value is None else value
        if value is None and field.default is MISSING:
            raise ScheduleError(
                field.name, f"{schedule_class.__name__} needs {FLAGS[field.name][0]} NUMBER"
            )
        if isinstance(value, PartOfTraining):
            flag = FLAGS[field.name][0]
            value = value.step_in(make_plan(), flag=flag, knows_epochs=knows_epochs)
        if value is not None:
            numbers[field.name] = value
    return schedule_from_config({"class_name": schedule_class.__name__, "config": numbers})


def pasted_text(options: argparse.Namespace) -> str:
    """The text of `--paste` or `--schedule-file`.

    Raises:
        PruningLabError: If the file cannot be read, or is no text.
    """
    if options.schedule_file is None and options.paste != STANDARD_INPUT:
        return str(options.paste)
    try:
        if options.schedule_file is None:
            return sys.stdin.read(MAX_CHARACTERS)
        with Path(options.schedule_file).open(encoding="utf-8") as file:
            return file.read(MAX_CHARACTERS)
    except OSError as error:
        raise PruningLabError(
            f"--schedule-file must name a file that can be read, but {options.schedule_file} "
            f"cannot: {error.strerror}"
        ) from error
    except UnicodeDecodeError as error:
        raise PruningLabError("the schedule is not a text in UTF-8: save it as text") from error


def pasted_schedule(text: str, options: argparse.Namespace) -> Schedule:
    """The schedule in a text, or the one that `--pick` names. Its note is printed.

    Raises:
        ScheduleError: If the text has no schedule, or several, or a number is missing.
    """
    schedules = read_schedules(text, dict(map(named_number, options.value)))
    if options.pick is None and len(schedules) > 1:
        raise ScheduleError("schedule", f"{several_found(schedules)}, for example with --pick 1")
    index = (options.pick or 1) - 1
    if not 0 <= index < len(schedules):
        raise ScheduleError(
            "schedule", f"--pick must be from 1 to {len(schedules)}, got {options.pick}"
        )
    if schedules[index].note:
        sys.stderr.write(f"{schedules[index].note}\n")
    try:
        return schedules[index].get()
    except ScheduleError as error:
        if not error.missing:
            raise
        flags = " ".join(f'--value "{name}=NUMBER"' for name in error.missing)
        raise ScheduleError(error.field, f"{error} Add {flags}", missing=error.missing) from error


def named_number(text: str) -> tuple[str, float]:
    """The name and the number of `--value`. The number may be arithmetic, such as `60000 * 0.9`.

    >>> named_number("steps_per_epoch=48000 // 250")
    ('steps_per_epoch', 192)
    """
    name, equals_sign, number = text.rpartition("=")
    if not equals_sign or not name.strip():
        raise ScheduleError("schedule", f"--value must be NAME=NUMBER, got {quoted(text)}")
    return name.strip(), read_number(number)
