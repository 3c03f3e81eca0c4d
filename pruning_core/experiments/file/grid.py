"""Makes the arms of an experiment's file: every combination of its lists, or the arms that it lists."""

from collections.abc import Mapping
from itertools import product
from math import prod
from typing import Any

from pruning_core.checks import check_number, quoted
from pruning_core.errors import ExperimentError
from pruning_core.experiments.arms import Arm, DifferentArms
from pruning_core.experiments.definition import check_size
from pruning_core.experiments.file.schedules import NONE, Written, needs_sparsity, schedule_of
from pruning_core.experiments.file.sections import Section
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import (
    PARAMETERS,
    PLAN_PARAMETERS,
    initial_values,
    plan_of,
    run_of,
)
from pruning_core.texts import gettext

SAME_IN_ALL_ARMS = ("dataset", *(parameter.name for parameter in PLAN_PARAMETERS))
"""The parameters that all runs share, so that runs with the same seed are pairs."""
TRAINING_KEYS = tuple(name for name in PARAMETERS if name != "seed")
ARM_KEYS = (
    "name",
    "schedule",
    "sparsity",
    *(n for n in TRAINING_KEYS if n not in SAME_IN_ALL_ARMS),
)


def grid_arms(file: Section, *, n_seeds: int) -> tuple[Arm, ...]:
    """The arms: each schedule with each sparsity and each combination of the lists in [training].

    Raises:
        ExperimentError: If a value is invalid, or if there are too many runs.
    """
    training, schedules = file.table("training"), written_schedules(file)
    sparsities = sparsities_of(file)
    lists = {key: value for key, value in training.values.items() if isinstance(value, list)}
    check_lists(training, lists)
    variants = [
        (name, written, sparsity)
        for name, written in schedules.items()
        for sparsity in (sparsities if needs_sparsity(written) else (None,))
    ]
    example = None
    if variants:
        first_values = {key: values[0] for key, values in lists.items()}
        example = config_of(training, {**training.values, **first_values}, NONE, None, file, "")
    with file.naming_lines("seeds"):
        check_size(len(variants) * prod(map(len, lists.values())), n_seeds, example)
    arms, different = [], DifferentArms()
    section = file.table("schedules")
    for combination in product(*lists.values()):
        chosen = dict(zip(lists, combination, strict=True))
        values = {**training.values, **chosen}
        varied = [describe(key, value) for key, value in chosen.items() if len(lists[key]) > 1]
        for name, written, sparsity in variants:
            config = config_of(training, values, written, sparsity, section, name)
            parts = (
                [name] if sparsity is None or len(sparsities) == 1 else [name, percent(sparsity)]
            )
            arms.append(Arm(name=", ".join(parts + varied), config=config))
            with section.naming_lines(name):
                different.add(arms[-1])
    return tuple(arms)


def listed_arms(file: Section, *, n_seeds: int) -> tuple[Arm, ...]:
    """The arms of the tables [[arms]].

    Raises:
        ExperimentError: If a value is invalid, or if there are too many runs.
    """
    training, schedules = file.table("training"), written_schedules(file)
    check_lists(
        training, {k: v for k, v in training.values.items() if isinstance(v, list)}, allowed=False
    )
    sections = list(file.tables("arms"))
    arms, different = [], DifferentArms()
    for section in sections:
        arms.append(listed_arm(section, training, schedules))
        with file.naming_lines("seeds"):
            check_size(len(sections), n_seeds, arms[0].config)
        with section.naming_lines("name"):
            different.add(arms[-1])
    return tuple(arms)


def listed_arm(section: Section, training: Section, schedules: Mapping[str, Written]) -> Arm:
    """The arm of one table [[arms]]."""
    section.check_keys(ARM_KEYS)
    written = section.values.get("schedule", NONE)
    if isinstance(written, str):
        written = schedules.get(written, written)
    own = {key: section.values[key] for key in section.values.keys() & PARAMETERS.keys()}
    sparsity = section.values.get("sparsity")
    if sparsity is not None:
        with section.naming_lines("sparsity"):
            sparsity = check_number("sparsity", sparsity, error=ExperimentError)
            if not needs_sparsity(written):
                raise ExperimentError(
                    "sparsity",
                    gettext("this schedule has a sparsity of its own: remove one of both"),
                )
    values = {**training.values, **own}
    config = config_of(training, values, written, sparsity, section, "schedule")
    with section.naming_lines("name"):
        return Arm(name=section.get("name", str, ""), config=config)


def config_of(  # noqa: PLR0913, PLR0917  (everything that an arm consists of)
    training: Section,
    values: Mapping[str, Any],
    written: Written,
    sparsity: float | None,
    schedules: Section,
    name: str,
) -> RunConfig:
    """The config of an arm. An error names the line of the schedule or of the parameter."""
    with training.naming_lines():
        PARAMETERS["dataset"].check(values.get("dataset", "mnist"), error=ExperimentError)
        all_values = initial_values(str(values.get("dataset", "mnist"))) | dict(values)
        plan = plan_of(all_values)
    inner = schedules.values.get(name)
    section = schedules.table(name) if isinstance(inner, dict) else schedules
    with section.naming_lines(None if isinstance(inner, dict) else name):
        schedule = schedule_of(written, plan, sparsity=sparsity)
    with training.naming_lines():
        return run_of(all_values, schedule=schedule, layers=())


def written_schedules(file: Section) -> dict[str, Written]:
    """The schedules of the file by name, as they are written."""
    section = file.table("schedules")
    for name, written in section.values.items():
        if not isinstance(written, str | dict):
            raise section.error(
                name,
                gettext(
                    'a schedule must be a table with class_name, Python code in quotes, or "none", got {value}',
                    value=quoted(written),
                ),
            )
    return dict(section.values)


def sparsities_of(file: Section) -> tuple[float, ...]:
    """The list `sparsity` of the file, or its single number."""
    written = file.values.get("sparsity", [])
    with file.naming_lines("sparsity"):
        numbers = written if isinstance(written, list) else [written]
        return tuple(check_number("sparsity", each, error=ExperimentError) for each in numbers)


def check_lists(training: Section, lists: Mapping[str, list[Any]], *, allowed: bool = True) -> None:
    """Raise ExperimentError if a parameter may not have a list, or if its list is empty."""
    training.check_keys(TRAINING_KEYS)
    for key, values in lists.items():
        if not allowed or key in SAME_IN_ALL_ARMS:
            raise training.error(
                key,
                gettext(
                    "{field} must be one value, because all arms share it: write another experiment for "
                    "another value",
                    field=key,
                )
                if key in SAME_IN_ALL_ARMS
                else gettext("{field} must be one value: write the others in [[arms]]", field=key),
            )
        if not values:
            raise training.error(
                key, gettext("{field} has an empty list: write a value", field=key)
            )


def percent(sparsity: float) -> str:
    """A sparsity in the name of an arm.

    >>> percent(0.875)
    '87.5 %'
    """
    return f"{100 * sparsity:.10g} %"


def describe(key: str, value: object) -> str:
    """A value in the name of an arm. Only numbers need the name of their parameter."""
    return value if isinstance(value, str) else f"{key} {value}"
