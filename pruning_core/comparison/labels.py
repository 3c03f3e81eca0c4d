"""Short names for runs and groups: what distinguishes them from the others."""

from collections.abc import Hashable, Sequence
from dataclasses import replace

from pruning_core.comparison.groups import Group
from pruning_core.comparison.rows.row import Row
from pruning_core.comparison.rows.settings import SCHEDULE, SEED
from pruning_core.prediction.summary import title
from pruning_core.runs.run import Run
from pruning_core.texts import gettext

MAX_SETTINGS = 3
"""A label names at most this number of settings."""
DERIVED = frozenset({SCHEDULE, "total_steps"})
"""Rows that other rows determine. A label names the other rows."""


def label_runs(runs: Sequence[Run], settings: Sequence[Row]) -> tuple[str, ...]:
    """A label for each run: its name, and the settings that distinguish it.

    Args:
        runs: The runs.
        settings: All settings of the runs.
    """
    descriptions = describe(runs, settings)
    return tuple(
        " · ".join(filter(None, [run.name, description])) or title(run.config.schedule)
        for run, description in zip(runs, descriptions, strict=True)
    )


def label_groups(
    runs: Sequence[Run], groups: Sequence[Group], settings: Sequence[Row]
) -> tuple[str, ...]:
    """A label for each group: the settings that distinguish it, without the seed."""
    firsts = [group.members[0] for group in groups]
    first_runs = [runs[index] for index in firsts]
    rows = [
        replace(
            row,
            values=tuple(row.values[index] for index in firsts),
            cells=tuple(row.cells[index] for index in firsts),
        )
        for row in settings
        if row.name != SEED
    ]
    return tuple(
        description or title(run.config.schedule)
        for run, description in zip(first_runs, describe(first_runs, rows), strict=True)
    )


def describe(runs: Sequence[Run], settings: Sequence[Row]) -> list[str]:
    """The kind of schedule of each run if kinds differ, and the values of distinguishing settings."""
    kinds = [kind_of(run) for run in runs]
    kinds_differ = len(set(kinds)) > 1
    rows = distinguishing_rows(kinds, settings)
    return [
        ", ".join(
            [
                *([kinds[index]] if kinds_differ else []),
                *(
                    gettext("{setting} {value}", setting=row.title, value=row.cells[index])
                    for row in rows
                    if row.values[index] is not None
                ),
            ]
        )
        for index in range(len(runs))
    ]


def kind_of(run: Run) -> str:
    """The class of the run's schedule, or the title of a dense run."""
    schedule = run.config.schedule
    return title(None) if schedule is None else type(schedule).__name__


def distinguishing_rows(kinds: Sequence[str], settings: Sequence[Row]) -> list[Row]:
    """A few settings that distinguish as many runs as possible, in the order of the table.

    Each next setting is the one that divides the runs into the most parts. So settings that always
    change together with another one are not named.
    """
    candidates = [row for row in settings if row.differs and row.name not in DERIVED]
    chosen: list[Row] = []
    parts: list[tuple[Hashable, ...]] = [(kind,) for kind in kinds]
    while candidates and len(chosen) < MAX_SETTINGS:
        best = max(candidates, key=lambda row: len(set(zip(parts, row.values, strict=True))))
        divided = [(*part, value) for part, value in zip(parts, best.values, strict=True)]
        if len(set(divided)) == len(set(parts)):
            break
        parts = divided
        chosen.append(best)
        candidates.remove(best)
    return [row for row in settings if row in chosen]
