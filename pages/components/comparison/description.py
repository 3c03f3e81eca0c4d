"""A comparison in the form that the browser receives; `types.d.ts` has the same form."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from pages.components.elements.scripts import base_path
from pruning_core.comparison.comparison import Comparison
from pruning_core.comparison.estimates import interval_factor
from pruning_core.comparison.notes import notes_of
from pruning_core.comparison.rows.row import Row
from pruning_core.experiments.statistics.arm import ArmStatistics


def describe_comparison(comparison: Comparison, missing: Sequence[str]) -> dict[str, Any]:
    """Return everything about the runs except their curves.

    Args:
        comparison: The runs.
        missing: Sentences about ids without a run, for the notes.
    """
    most_seeds = max(len(group.counted) for group in comparison.groups)
    fronts, group_fronts = comparison.fronts, comparison.group_fronts
    return {
        "runs": describe_runs(comparison),
        "groups": describe_groups(comparison),
        "settings": describe_rows(comparison.settings),
        "results": describe_rows(comparison.results),
        "fronts": {
            "bytes": {"runs": fronts.size, "groups": group_fronts.size},
            "sparsity": {"runs": fronts.sparsity, "groups": group_fronts.sparsity},
        },
        "interval_factors": [interval_factor(n_runs) for n_runs in range(most_seeds + 1)],
        "notes": [*missing, *notes_of(comparison)],
    }


def describe_runs(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the runs, with the results that the charts show."""
    group_of = {index: n for n, group in enumerate(comparison.groups) for index in group.members}
    return [
        {
            "id": run.id,
            "number": index + 1,
            "label": comparison.labels[index],
            "address": run_address(run.id),
            "state": run.state,
            "ended": run.state.ended,
            "steps_per_epoch": run.config.plan.steps_per_epoch,
            "group": group_of[index],
            "comparable": comparison.has_same_data(index),
            "accuracy": comparison.accuracies[index],
            "bytes": comparison.sizes[index],
            "sparsity": comparison.sparsities[index],
        }
        for index, run in enumerate(comparison.runs)
    ]


def describe_groups(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the groups with their means and intervals."""
    return [
        {
            "label": comparison.group_labels[number],
            "members": group.members,
            "counted": group.counted,
            "comparable": comparison.has_same_data(group.members[0]),
            "accuracy": describe_summary(comparison.group_results[number].accuracy),
            "bytes": describe_summary(comparison.group_results[number].size),
            "sparsity": describe_summary(comparison.group_results[number].sparsity),
        }
        for number, group in enumerate(comparison.groups)
    ]


def describe_summary(summary: ArmStatistics | None) -> dict[str, float | None] | None:
    """Return a mean and the ends of its interval, or None."""
    if summary is None:
        return None
    low, high = summary.interval or (None, None)
    return {"mean": summary.mean, "low": low, "high": high}


def describe_rows(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the cells of settings or results."""
    return [{"title": row.title, "differs": row.differs, "cells": row.cells} for row in rows]


def run_address(run_id: str) -> str:
    """Return the address of a run's page."""
    return f"{base_path()}/run?{urlencode({'run': run_id})}"
