"""Accuracy against sparsity: the arms of an experiment that differ only in their last sparsity."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pruning_core.experiments.arms import Arm
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.file.grid import percent
from pruning_core.experiments.rows import ResultRow
from pruning_core.experiments.statistics.picture import BandPoint, band

MIN_SPARSITIES = 2
LAST_SPARSITIES = ("target_sparsity", "final_sparsity")


@dataclass(frozen=True, kw_only=True, slots=True)
class Frontier:
    """One way to train, at several sparsities.

    Attributes:
        name: The name of its arms, without the sparsity.
        points: Its accuracies, from the lowest sparsity to the highest.
    """

    name: str
    points: tuple[BandPoint, ...]


def frontiers(experiment: Experiment, rows: Sequence[ResultRow]) -> tuple[Frontier, ...]:
    """The ways to train that have finished runs at two sparsities or more.

    A dense arm is the point at sparsity 0 of each way with the same training.
    """
    accuracies: dict[str, list[float]] = {arm.name: [] for arm in experiment.arms}
    for row in rows:
        if row.state == "finished" and row.accuracy is not None:
            accuracies[row.arm].append(row.accuracy)
    groups: dict[str, list[Arm]] = {}
    for arm in experiment.arms:
        if not arm.is_dense:
            groups.setdefault(way_of(arm), []).append(arm)
    found = []
    for arms in groups.values():
        dense = arms[0].config.dense.to_json()
        baseline = [
            arm for arm in experiment.arms if arm.is_dense and arm.config.to_json() == dense
        ]
        values = {end_sparsity(arm): accuracies[arm.name] for arm in [*baseline, *arms]}
        measured = {sparsity: runs for sparsity, runs in values.items() if runs}
        if len([arm for arm in arms if accuracies[arm.name]]) >= MIN_SPARSITIES:
            found.append(Frontier(name=name_without_sparsity(arms[0]), points=band(measured)))
    return tuple(found)


def end_sparsity(arm: Arm) -> float:
    """The sparsity that the schedule of an arm asks for at its end; 0 for a dense arm."""
    return 0.0 if arm.config.schedule is None else arm.config.schedule.end_sparsity


def way_of(arm: Arm) -> str:
    """The training of an arm, without its last sparsity."""
    config = json.loads(arm.config.to_json())
    for name in LAST_SPARSITIES:
        config["schedule"]["config"].pop(name, None)
    return json.dumps(config, sort_keys=True)


def name_without_sparsity(arm: Arm) -> str:
    """The name of an arm without its sparsity, as a list of sparsities in the file adds it."""
    return arm.name.replace(f", {percent(end_sparsity(arm))}", "", 1)
