"""How long a waiting run will wait: its place in the queue, and what those before it still need."""

from collections.abc import Sequence
from dataclasses import dataclass

from pruning_core.runs.run import Run

FEWEST_STEPS_FOR_A_PACE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """Where a run stands in the queue.

    Attributes:
        before: Runs that wait before it.
        seconds: When it may begin, in seconds from now; None where nothing is known to tell it by.
    """

    before: int
    seconds: float | None


def wait_of(
    run: Run, *, queued: Sequence[Run], running: Sequence[Run], recent: Sequence[Run], workers: int
) -> Wait | None:
    """How long a run waits for a worker; None when it does not wait.

    The runs before it take the steps that they have left at the mean pace of the runs that are
    known, and are shared by all workers.

    Args:
        run: The run.
        queued: Those that wait, in the order in which they will begin.
        running: Those that train.
        recent: Those whose pace is known.
        workers: How many train at a time.
    """
    places = {other.id: place for place, other in enumerate(queued)}
    if run.id not in places:
        return None
    before = queued[: places[run.id]]
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
    """The mean pace of runs that have trained for a while, in seconds a step."""
    known = {run.id: run for run in runs if run.last_step >= FEWEST_STEPS_FOR_A_PACE}.values()
    steps = sum(run.last_step for run in known)
    return sum(run.seconds_trained for run in known) / steps if steps else None
