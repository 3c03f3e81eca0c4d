"""The queue: which run is next, and how long a run will wait."""

from collections.abc import Sequence
from dataclasses import dataclass

from pruning_core.runs.run import Run

MIN_STEPS_FOR_PACE = 20


def queue_order(queued: Sequence[Run]) -> list[Run]:
    """The queued runs in the order in which they will be trained: the oldest first.

    Only this function decides the order. Workers, the engine and pages call it.
    """
    return sorted(queued, key=lambda run: (run.created_at, run.id))


def next_run(queued: Sequence[Run]) -> Run | None:
    """The first run of the queue, or None if no run is queued."""
    return next(iter(queue_order(queued)), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """The position of a run in the queue.

    Attributes:
        runs_before: The number of runs before this run.
        seconds: The expected time until the run begins, in seconds, or None if the pace is not known.
    """

    runs_before: int
    seconds: float | None


def expected_wait(
    run: Run, *, queued: Sequence[Run], running: Sequence[Run], recent: Sequence[Run], workers: int
) -> Wait | None:
    """The expected wait of a run for a worker, or None if the run is not queued.

    The estimate: the workers share the remaining steps of the running runs and of the runs before
    this one. Each worker has the mean pace of the runs whose pace is known.

    Args:
        run: The run.
        queued: The queued runs, in any order.
        running: The runs that train now.
        recent: Recent runs, from which the pace is computed.
        workers: How many runs can train at the same time.
    """
    order = queue_order(queued)
    position = next(
        (index for index, queued_run in enumerate(order) if queued_run.id == run.id), None
    )
    if position is None:
        return None
    before = order[:position]
    if len(running) + len(before) < workers:
        return Wait(runs_before=len(before), seconds=0.0)
    pace = seconds_per_step([*recent, *running])
    if pace is None:
        return Wait(runs_before=len(before), seconds=None)
    steps = sum(remaining_steps(earlier_run) for earlier_run in [*running, *before])
    return Wait(runs_before=len(before), seconds=steps * pace / workers)


def remaining_steps(run: Run) -> int:
    """The number of steps that a run still needs."""
    return run.config.plan.total_steps - run.last_step


def seconds_per_step(runs: Sequence[Run]) -> float | None:
    """The mean pace of the runs with enough steps, in seconds per step; None if no run has enough steps."""
    runs_with_pace = {run.id: run for run in runs if run.last_step >= MIN_STEPS_FOR_PACE}.values()
    steps = sum(run.last_step for run in runs_with_pace)
    return sum(run.seconds_trained for run in runs_with_pace) / steps if steps else None
