"""The command `train`: its flags, and the training that they describe."""

import argparse
import os
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TextIO

from pruning_core import schedule_from_json
from pruning_core.checks import quoted
from pruning_core.commands.parameter_flags import add_parameter_flags
from pruning_core.commands.schedule_flags import add_schedule_flags, schedule_from_flags
from pruning_core.data.datasets import training_examples
from pruning_core.data.paths import dataset_paths
from pruning_core.errors import PruningLabError, RunConfigError, ScheduleError
from pruning_core.exports.log.accuracy_images import SinkWithImages
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.sink import EventLines
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.parameters import PARAMETERS, plan_of, run_of


def add_train_flags(train: argparse.ArgumentParser) -> None:
    """Add the flags of `train`: one for each parameter, and the flags for schedules."""
    add_schedule_flags(train, or_none=True)
    add_parameter_flags(train, PARAMETERS.values())
    train.add_argument(
        "--layer",
        action="append",
        default=[],
        metavar="NAME=JSON|none",
        help="the schedule of one layer, or none to leave it dense; may be repeated",
    )
    train.set_defaults(run=print_training)
    train.add_argument("--events", type=Path, help="also write the events to this file")


def print_training(options: argparse.Namespace) -> None:
    """Train in this process, and print each event immediately."""
    config = run_config(options)
    with ExitStack() as files:
        outputs = [sys.stdout]
        if options.events is not None:
            outputs.append(files.enter_context(open_events(options.events)))

        from pruning_core.training.trainer import train

        train(config, SinkWithImages(EventLines(outputs), config), paths=dataset_paths(os.environ))


def run_config(options: argparse.Namespace) -> RunConfig:
    """The config that the flags describe."""
    values = {name: getattr(options, name) for name in PARAMETERS}
    if values["num_examples"] is None:
        values["num_examples"] = training_examples(options.dataset)
    return run_of(
        values,
        schedule=schedule_from_flags(options, partial(plan_of, values)),
        layers=tuple(map(layer_schedule, options.layer)),
    )


def layer_schedule(text: str) -> LayerSchedule:
    """The layer and its schedule from the value of `--layer`.

    >>> layer_schedule("dense=none")
    LayerSchedule(layer='dense', schedule=None)
    """
    layer, equals_sign, json_text = text.partition("=")
    if not equals_sign:
        raise RunConfigError(
            "layers", f"--layer must be NAME=JSON or NAME=none, got {quoted(text)}"
        )
    try:
        schedule = None if json_text == "none" else schedule_from_json(json_text)
    except ScheduleError as error:
        raise RunConfigError("layers", f"--layer {quoted(layer)}: {error}") from error
    return LayerSchedule(layer=layer, schedule=schedule)


def open_events(path: Path) -> TextIO:
    """Open the file for the events."""
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise PruningLabError(
            f"--events must name a file that can be written, but {path} cannot: {error.strerror}"
        ) from error
