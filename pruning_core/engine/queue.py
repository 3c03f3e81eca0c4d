"""The queue: which run is next, and how long a run will wait."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from pruning_core.runs.run import Run
from pruning_core.runs.turns import Turn

MIN_STEPS_FOR_PACE = 20


def queue_order(queued: Sequence[Run], turns: Sequence[Turn] = ()) -> list[Run]:
    """The queued runs in the order in which they will be trained.

    People take turns. A person is a visitor, in a room or without a room. Of the runs of one person,
    single runs and each experiment take turns too. Within an experiment, and within the single runs, the oldest run is
    first. It is the turn of the person who has waited longest: since the last turn, or, if this is later,
    since the oldest run that waits was created. So nobody waits for ever: of the people before me, each
    has one turn, and whoever comes later is after me.

    Only this function decides the order. Workers, the engine and pages call it.

    Args:
        queued: The queued runs, in any order.
        turns: The latest turns, in any order. Without turns, the order is that of people without an earlier turn.
    """
    waiting, past = sorted(queued, key=age), list(turns)
    now = max([turn.at for turn in past] + [run.created_at for run in waiting], default=0.0)
    order = []
    while waiting:
        now += 1
        run = first_run(waiting, past)
        order.append(run)
        waiting.remove(run)
        past.append(Turn(visitor=run.visitor, room=run.room, group_id=run.group_id, at=now))
    return order


def next_run(queued: Sequence[Run], turns: Sequence[Turn] = ()) -> Run | None:
    """The first run of the queue, or None if no run is queued."""
    return first_run(sorted(queued, key=age), turns) if queued else None


def first_run(waiting: Sequence[Run], turns: Sequence[Turn]) -> Run:
    """The run whose turn it is. `waiting` has at least one run, and the oldest run is first."""
    runs_of_person, turns_of_person = longest_waiting(waiting, turns, person)
    return longest_waiting(runs_of_person, turns_of_person, group)[0][0]


def longest_waiting(
    waiting: Sequence[Run], turns: Sequence[Turn], party: Callable[[Run | Turn], Hashable]
) -> tuple[list[Run], list[Turn]]:
    """The runs and turns of the party that has waited longest.

    Args:
        waiting: The runs, oldest first.
        turns: The turns.
        party: Returns whose run, or whose turn, this is.
    """
    runs_of, turns_of = (
        defaultdict[Hashable, list[Run]](list),
        defaultdict[Hashable, list[Turn]](list),
    )
    for run in waiting:
        runs_of[party(run)].append(run)
    for turn in turns:
        turns_of[party(turn)].append(turn)

    def waits_since(name: Hashable) -> tuple[float, float, str]:
        oldest = runs_of[name][0]
        last_turn = max((turn.at for turn in turns_of[name]), default=oldest.created_at)
        return max(last_turn, oldest.created_at), *age(oldest)

    first = min(runs_of, key=waits_since)
    return runs_of[first], turns_of[first]


def age(run: Run) -> tuple[float, str]:
    """Sorts the oldest run first. The id decides between runs of the same time."""
    return run.created_at, run.id


def person(each: Run | Turn) -> Hashable:
    """The person who started a run. All runs without a visitor in one room are of one person."""
    return each.room, each.visitor


def group(each: Run | Turn) -> Hashable:
    """The experiment of a run, or None for a single run."""
    return each.group_id


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """The position of a run in the queue.

    Attributes:
        runs_before: The number of runs before this run.
        seconds: The expected time until the run begins, in seconds, or None if the pace is not known.
    """

    runs_before: int
    seconds: float | None


def expected_wait(  # noqa: PLR0913  (a run, and everything that it waits for)
    run: Run,
    *,
    queued: Sequence[Run],
    running: Sequence[Run],
    recent: Sequence[Run],
    workers: int,
    turns: Sequence[Turn] = (),
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
        turns: The latest turns, in any order.
    """
    order = queue_order(queued, turns)
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
