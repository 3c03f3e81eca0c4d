"""Reads an experiment from TOML. Each error names the line, the reason and what to do."""

import re
import tomllib
from typing import Any

from pruning_core.errors import ExperimentError
from pruning_core.experiments.arms import Comparison, check_comparison
from pruning_core.experiments.definition import Experiment, check_seeds
from pruning_core.experiments.file.grid import grid_arms, listed_arms
from pruning_core.experiments.file.sections import Section
from pruning_core.texts import gettext

MAX_CHARACTERS = 1_000_000
MAX_COUNTED_SEEDS = 1_000_000
KEYS = (
    "name",
    "question",
    "seeds",
    "retries",
    "reuse",
    "training",
    "sparsity",
    "schedules",
    "arms",
    "comparisons",
)
COMPARISON_KEYS = ("a", "b", "primary")


def read_experiment(text: str) -> Experiment:
    r"""The experiment that a TOML text describes.

    Raises:
        ExperimentError: If the text is not TOML, or describes no experiment. `line` is the line of the problem.

    >>> read_experiment("seeds = true")
    Traceback (most recent call last):
    ...
    pruning_core.errors.ExperimentError: line 1: seeds must be a whole number or a list of whole numbers
    """
    file = Section(text, (), parse(text))
    file.check_keys(KEYS)
    seeds = seeds_of(file)
    make_arms = listed_arms if "arms" in file.values else grid_arms
    arms = make_arms(file, n_seeds=len(seeds))
    comparisons = []
    for section in file.tables("comparisons"):
        comparisons.append(comparison_of(section))
        with section.naming_lines():
            check_comparison(comparisons[-1], comparisons[:-1], arms)
    with file.naming_lines():
        return Experiment(
            name=file.get("name", str, ""),
            question=file.get("question", str, ""),
            arms=arms,
            seeds=seeds,
            comparisons=comparisons,
            retries=file.values.get("retries", 1),
            reuse=file.get("reuse", bool, False),
        )


def parse(text: str) -> dict[str, Any]:
    """The values of a TOML text."""
    if len(text) > MAX_CHARACTERS:
        raise ExperimentError("file", gettext("the file must have at most 1,000,000 characters"))
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines()) or 1
        problem = str(error).partition(" (at ")[0] or gettext("it is nested too deeply")
        message = gettext(
            "line {line}: the file is not TOML: {problem}. Correct this line",
            line=line,
            problem=problem,
        )
        raise ExperimentError("file", message, line=line) from error


def seeds_of(file: Section) -> tuple[int, ...]:
    """The seeds: a number of seeds, counted from 0, or a list."""
    written = file.values.get("seeds", 0)
    with file.naming_lines("seeds"):
        if isinstance(written, int) and not isinstance(written, bool):
            if written > MAX_COUNTED_SEEDS:
                raise ExperimentError(
                    "seeds", gettext("seeds must be at most 1,000,000, got {value}", value=written)
                )
            seeds = tuple(range(written))
        elif isinstance(written, list):
            seeds = tuple(written)
        else:
            raise ExperimentError(
                "seeds", gettext("seeds must be a whole number or a list of whole numbers")
            )
        check_seeds(seeds)
        return seeds


def comparison_of(section: Section) -> Comparison:
    """The comparison of one table [[comparisons]]."""
    section.check_keys(COMPARISON_KEYS)
    return Comparison(
        a=section.get("a", str, ""),
        b=section.get("b", str, ""),
        primary=section.get("primary", bool, False),
    )
