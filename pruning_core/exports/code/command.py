"""The command line that trains a run again."""

import json
import shlex

from pruning_core.runs.config import USUAL, RunConfig
from pruning_core.schedules import Schedule


def train_command(config: RunConfig, *, events: str = "events.jsonl") -> str:
    """The command, quoted for a shell; it writes the events to the file `events`.

    What is as in the article is left to the command's defaults.

    >>> from pruning_core import TrainingPlan
    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> command = train_command(RunConfig(schedule=None, plan=plan, dataset="digits"))
    >>> command.startswith("python -m pruning_core train --schedule none --dataset digits")
    True
    """
    plan = config.plan
    flags = {
        "--schedule": spelled(config.schedule),
        "--dataset": config.dataset,
        "--examples": plan.num_examples,
        "--batch-size": plan.batch_size,
        "--epochs": plan.epochs,
        "--validation-split": plan.validation_split,
        "--seed": config.seed,
    }
    for name, usual in USUAL.items():
        if (value := getattr(config, name)) != usual:
            flags[f"--{name.replace('_', '-')}"] = value
    parts = [part for flag in flags.items() for part in flag]
    for named in config.layers:
        parts += ["--layer", f"{named.layer}={spelled(named.schedule)}"]
    parts += ["--events", events]
    return shlex.join(["python", "-m", "pruning_core", "train", *map(str, parts)])


def spelled(schedule: Schedule | None) -> str:
    """A schedule as the command line takes it."""
    return "none" if schedule is None else json.dumps(schedule.get_config())
