"""Writes an experiment as TOML. Reading the text gives the same experiment."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pruning_core.experiments.arms import Arm
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.file.grid import SAME_IN_ALL_ARMS, TRAINING_KEYS
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import initial_values, values_of
from pruning_core.schedules import Schedule


def write_experiment(experiment: Experiment) -> str:
    """The experiment as TOML, with its arms one by one.

    Raises:
        ValueError: If the arms do not share their data and plan, or have schedules for single layers.
    """
    first = values_of(experiment.arms[0].config)
    shared = {name: first[name] for name in SAME_IN_ALL_ARMS}
    for arm in experiment.arms:
        values = values_of(arm.config)
        if any(values[name] != shared[name] for name in SAME_IN_ALL_ARMS) or arm.config.layers:
            raise ValueError(f"the arm {arm.name!r} cannot be written with the others")
    lines = [
        *pairs({"name": experiment.name, "question": experiment.question}),
        f"seeds = {seeds_text(experiment.seeds)}",
        *pairs({"retries": experiment.retries, "reuse": experiment.reuse}),
        "",
        "[training]",
        *pairs(shared),
    ]
    for arm in experiment.arms:
        lines += ["", "[[arms]]", *arm_lines(arm, initial_values(str(shared["dataset"])))]
    for comparison in experiment.comparisons:
        lines += ["", "[[comparisons]]", *pairs({"a": comparison.a, "b": comparison.b})]
        lines += pairs({"primary": True}) if comparison.primary else []
    return "\n".join([*lines, ""])


def seeds_text(seeds: tuple[int, ...] | Any) -> str:  # noqa: ANN401  (any sequence)
    """The seeds as a number, if they are counted from 0, or as a list."""
    return str(len(seeds)) if tuple(seeds) == tuple(range(len(seeds))) else str(list(seeds))


def arm_lines(arm: Arm, defaults: Mapping[str, object]) -> Iterator[str]:
    """The lines of one arm. Parameters with their usual value are left out."""
    values = values_of(arm.config)
    yield from pairs({"name": arm.name})
    for name in TRAINING_KEYS:
        if name not in SAME_IN_ALL_ARMS and values[name] != defaults.get(name):
            yield from pairs({name: values[name]})
    if arm.config.schedule is not None:
        yield f"schedule = {schedule_text(arm.config.schedule)}"


def schedule_text(schedule: Schedule) -> str:
    """A schedule as an inline table, with the class name and the arguments of tfmot."""
    config = schedule.get_config()
    values = {"class_name": config["class_name"], **config["config"]}
    return "{ " + ", ".join(pairs(values)) + " }"


def pairs(values: Mapping[str, object]) -> Iterator[str]:
    """A line for each key with its value."""
    return (f"{name} = {value_text(value)}" for name, value in values.items())


def value_text(value: object) -> str:
    """A value as TOML. Texts, numbers and lists have the same form in JSON, apart from rare characters."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_text, value))}]"
    return json.dumps(value)


def is_writable(config: RunConfig) -> bool:
    """Whether an experiment with this training can be written: it has one schedule for all layers."""
    return not config.layers
