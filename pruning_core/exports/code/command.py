"""The command line that trains a run again."""

import json
import shlex

from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import PARAMETERS, values_of, written_values
from pruning_core.schedules import Schedule


def train_command(config: RunConfig, *, events: str = "events.jsonl") -> str:
    """The command, quoted for a shell. It writes the events to the file `events`.

    Most parameters with their default value are left out, because the command has the same defaults.

    >>> from pruning_core import TrainingPlan
    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> command = train_command(RunConfig(schedule=None, plan=plan, dataset="digits"))
    >>> command.startswith("python -m pruning_core train --schedule none --dataset digits")
    True
    """
    parts = ["--schedule", schedule_argument(config.schedule)]
    for name, value in written_values(values_of(config)).items():
        parts += [PARAMETERS[name].flag, str(value)]
    for layer in config.layers:
        parts += ["--layer", f"{layer.layer}={schedule_argument(layer.schedule)}"]
    parts += ["--events", events]
    return shlex.join(["python", "-m", "pruning_core", "train", *parts])


def schedule_argument(schedule: Schedule | None) -> str:
    """A schedule as an argument of the command line."""
    return "none" if schedule is None else json.dumps(schedule.get_config())
