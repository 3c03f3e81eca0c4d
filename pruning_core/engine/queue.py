"""The queue: whose turn it is, and how long a run will wait for its turn."""

from collections.abc import Sequence
from dataclasses import dataclass

from pruning_core.runs.run import Run

FEWEST_STEPS_FOR_A_PACE = 20


def in_turn(queued: Sequence[Run]) -> list[Run]:
    """The runs that wait, in the order in which workers take them: the oldest first.

    This is the only place that decides the order; the workers, the engine and the pages ask it.
    """
    return sorted(queued, key=lambda run: (run.created_at, run.id))


def next_run(queued: Sequence[Run]) -> Run | None:
    """The run whose turn it is, or None if no run waits."""
    return next(iter(in_turn(queued)), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """The place of a run in the queue.

    Attributes:
        before: The number of runs whose turn comes first.
        seconds: When the run should begin, in seconds from now, or None if no pace is known.
    """

    before: int
    seconds: float | None


def wait_for_turn(
    run: Run, *, queued: Sequence[Run], running: Sequence[Run], recent: Sequence[Run], workers: int
) -> Wait | None:
    """How long a run waits for a worker, or None if it does not wait.

    The estimate: all workers share the steps that are left in the running runs and in those whose
    turn comes first, at the mean pace of the runs whose pace is known.

    Args:
        run: The run.
        queued: The runs that wait, in any order.
        running: The runs that train.
        recent: Runs whose pace is known.
        workers: How many runs train at a time.
    """
    order = in_turn(queued)
    place = next((place for place, other in enumerate(order) if other.id == run.id), None)
    if place is None:
        return None
    before = order[:place]
    if len(running) + len(before) < workers:
        return Wait(before=len(before), seconds=0.0)
    pace = seconds_a_step([*recent, *running])
    if pace is None:
        return Wait(before=len(before), seconds=None)
    left = sum(steps_left(other) for other in [*running, *before])
    return Wait(before=len(before), seconds=left * pace / workers)


def steps_left(run: Run) -> int:
    """The steps that a run has not made yet."""
    return run.config.plan.total_steps - run.last_step


def seconds_a_step(runs: Sequence[Run]) -> float | None:
    """The mean pace of the runs that have made enough steps to tell, in seconds per step."""
    known = {run.id: run for run in runs if run.last_step >= FEWEST_STEPS_FOR_A_PACE}.values()
    steps = sum(run.last_step for run in known)
    return sum(run.seconds_trained for run in known) / steps if steps else None
