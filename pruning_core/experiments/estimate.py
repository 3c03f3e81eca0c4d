"""Estimate: how long an experiment will take, and how much disk space it needs, before it starts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pruning_core.engine.admission import check_plan
from pruning_core.engine.disk_space import MIN_FREE_BYTES, free_bytes
from pruning_core.engine.pace import kind_of_pace
from pruning_core.errors import LimitError
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.disk_use import bytes_of_run, weights_of
from pruning_core.experiments.progress import MIN_STEPS_FOR_PACE, describe_duration
from pruning_core.runs.run import Run
from pruning_core.settings import Settings
from pruning_core.store.store import RunStore
from pruning_core.texts import gettext, grouped

CHECKPOINT_BYTES_PER_WEIGHT = 40
"""Two checkpoints: weights, masks, and two moments of the optimizer."""
MAX_RECENT_RUNS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """The size of an experiment before it starts.

    Attributes:
        n_runs: The number of runs that are still to be trained.
        n_steps: Their steps together.
        seconds: The expected time, or None if no run of these networks shows the pace.
        n_bytes: The disk space for events, outcomes and weights.
    """

    n_runs: int
    n_steps: int
    seconds: float | None
    n_bytes: int


def estimate(
    experiment: Experiment, *, recent: Sequence[Run], workers: int, n_done: int = 0
) -> Estimate:
    """The estimate for an experiment.

    Args:
        experiment: The experiment.
        recent: Recent runs, whose pace counts if they have the same network and batch size.
        workers: How many runs train at the same time.
        n_done: The number of runs that have finished already.
    """
    part = 1 - n_done / len(experiment)
    configs = [arm.config for arm in experiment.arms]
    n_seeds = len(experiment.seeds)
    steps = part * n_seeds * sum(config.plan.total_steps for config in configs)
    paces = seconds_per_step(recent)
    seconds = None
    if all(kind_of_pace(config) in paces for config in configs):
        seconds = sum(paces[kind_of_pace(c)] * c.plan.total_steps for c in configs)
        seconds *= part * n_seeds / max(1, workers)
    largest = max(weights_of(config) for config in configs)
    return Estimate(
        n_runs=len(experiment) - n_done,
        n_steps=round(steps),
        seconds=seconds,
        n_bytes=round(part * n_seeds * sum(map(bytes_of_run, configs)))
        + workers * largest * CHECKPOINT_BYTES_PER_WEIGHT,
    )


def seconds_per_step(recent: Sequence[Run]) -> Mapping[tuple[str, int], float]:
    """The mean pace of each kind of runs, in seconds per step."""
    steps, seconds = (
        defaultdict[tuple[str, int], int](int),
        defaultdict[tuple[str, int], float](float),
    )
    for run in recent:
        if run.last_step >= MIN_STEPS_FOR_PACE:
            steps[kind_of_pace(run.config)] += run.last_step
            seconds[kind_of_pace(run.config)] += run.seconds_trained
    return {kind: seconds[kind] / steps[kind] for kind in steps}


def estimate_in_store(
    store: RunStore, experiment: Experiment, *, workers: int, n_done: int = 0
) -> Estimate:
    """The estimate with the pace of the recent runs of a store."""
    return estimate(
        experiment, recent=store.recent_with_steps(MAX_RECENT_RUNS), workers=workers, n_done=n_done
    )


def admitted_estimate(
    store: RunStore, experiment: Experiment, *, settings: Settings, n_done: int = 0
) -> Estimate:
    """The estimate for an experiment that this server allows. Call it before the start.

    Raises:
        LimitError: If a training is longer than this server allows, or if the disk has not enough space.
    """
    for arm in experiment.arms:
        check_plan(arm.config.plan, settings.limits)
    needed = estimate_in_store(store, experiment, workers=settings.workers, n_done=n_done)
    check_disk_space(needed, settings.data_dir)
    return needed


def check_disk_space(needed: Estimate, data_dir: Path) -> None:
    """Raise LimitError if the disk has not enough space for an experiment."""
    free = free_bytes(data_dir)
    if free is not None and needed.n_bytes > free - MIN_FREE_BYTES:
        raise LimitError(
            gettext(
                "this experiment needs about {needed} MB of disk space, and {free} MB are free: free disk "
                "space, or use fewer arms, seeds or epochs",
                needed=grouped(round(needed.n_bytes / 1e6)),
                free=grouped(round(free / 1e6)),
            )
        )


def describe_estimate(needed: Estimate) -> str:
    """The estimate in words.

    >>> describe_estimate(Estimate(n_runs=12, n_steps=69_120, seconds=4536.0, n_bytes=60_000_000))
    '12 runs, 69,120 steps in all. Time: about 76 minutes. Disk space: about 60 MB.'
    """
    time = gettext("known after the first run")
    if needed.seconds is not None:
        time = gettext("about {time}", time=describe_duration(needed.seconds))
    return gettext(
        "{runs} runs, {steps} steps in all. Time: {time}. Disk space: about {megabytes} MB.",
        runs=grouped(needed.n_runs),
        steps=grouped(needed.n_steps),
        time=time,
        megabytes=grouped(max(1, round(needed.n_bytes / 1e6))),
    )
