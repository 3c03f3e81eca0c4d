"""People take turns in the queue, and nobody waits for ever."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pruning_core.engine.queue import next_run, queue_order
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.runs.turns import Turn
from tests.examples import short_run

RUN = Run(
    id="run",
    config=short_run(),
    state=RunState.QUEUED,
    created_at=0.0,
    ended_at=None,
    last_step=0,
    seconds_trained=0.0,
    pause_requested=False,
)
VISITORS = st.sampled_from([None, "ann", "bob", "eve"])
ROOMS = st.sampled_from([None, "7b"])
GROUPS = st.sampled_from([None, "x", "y"])
TIMES = st.integers(0, 9).map(float)


@st.composite
def queues(draw: st.DrawFn) -> list[Run]:
    """Queued runs of some people, with different ids."""
    parts = draw(st.lists(st.tuples(VISITORS, ROOMS, GROUPS, TIMES), min_size=1, max_size=9))
    return [
        replace(RUN, id=f"{n}", visitor=visitor, room=room, group_id=group, created_at=time)
        for n, (visitor, room, group, time) in enumerate(parts)
    ]


TURNS = st.lists(st.builds(Turn, visitor=VISITORS, room=ROOMS, group_id=GROUPS, at=TIMES))


def turn_of(run: Run, at: float) -> Turn:
    """The turn of a run that a worker claims."""
    return Turn(visitor=run.visitor, room=run.room, group_id=run.group_id, at=at)


def new_run(name: str, *, at: float, visitor: str | None = None, group: str | None = None) -> Run:
    """A run that was created at a time."""
    return replace(RUN, id=name, visitor=visitor, group_id=group, created_at=at)


@given(queues(), TURNS, st.randoms())
def test_order_has_each_run_once_and_does_not_depend_on_the_order_of_the_rows(
    queued: list[Run], turns: list[Turn], random: Random
) -> None:
    order = queue_order(queued, turns)
    assert sorted(run.id for run in order) == sorted(run.id for run in queued)
    random.shuffle(queued)
    random.shuffle(turns)
    assert queue_order(queued, turns) == order
    assert next_run(queued, turns) == order[0]


@given(queues(), TURNS)
def test_workers_begin_runs_in_the_order_that_the_page_shows(
    queued: list[Run], turns: list[Turn]
) -> None:
    order, begun = queue_order(queued, turns), []
    for now in range(10, 10 + len(queued)):
        run = next_run(queued, turns)
        assert run is not None
        queued.remove(run)
        turns.append(turn_of(run, float(now)))
        begun.append(run)
    assert begun == order


@given(queues(), TURNS)
def test_nobody_waits_for_more_than_one_turn_of_each_other_person(
    queued: list[Run], turns: list[Turn]
) -> None:
    people = {(run.room, run.visitor) for run in queued}
    for person in people:
        order = [(run.room, run.visitor) for run in queue_order(queued, turns)]
        before = order[: order.index(person)]
        assert len(before) == len(set(before)) or person in set(before)
        assert all(before.count(other) <= 1 for other in people)


@given(queues(), TURNS, st.integers(0, 8))
def test_run_begins_although_new_people_keep_coming(
    queued: list[Run], turns: list[Turn], index: int
) -> None:
    waiting, now = queued[index % len(queued)], 10.0
    for newcomer in range(60):
        run = next_run(queued, turns)
        assert run is not None
        if run == waiting:
            return
        queued.remove(run)
        turns.append(turn_of(run, now))
        queued.append(new_run(f"new {newcomer}", at=now + 0.5, visitor=f"new {newcomer}"))
        now += 1
    raise AssertionError("the run never begins")


@given(queues(), TURNS)
def test_runs_of_one_person_and_experiment_begin_in_the_order_of_their_creation(
    queued: list[Run], turns: list[Turn]
) -> None:
    order = queue_order(queued, turns)
    for run in order:
        same = [r for r in order if turn_of(r, 0.0) == turn_of(run, 0.0)]
        assert same == sorted(same, key=lambda each: (each.created_at, each.id))


def test_single_run_of_a_class_waits_for_one_run_of_an_experiment() -> None:
    experiment = [new_run(f"e{n}", at=n / 1000, visitor="ann", group="x") for n in range(5)]
    turns = [turn_of(experiment[0], at=10.0)]
    single = new_run("single", at=20.0, visitor="student")
    order = queue_order([*experiment[1:], single], turns)
    assert [run.id for run in order] == ["e1", "single", "e2", "e3", "e4"]


def test_experiments_of_one_person_and_single_runs_share_by_turns() -> None:
    queued = [new_run(f"{group}{n}", at=0.0, group=group) for group in ("x", "y") for n in range(2)]
    queued += [new_run("single", at=0.5)]
    order = [run.id for run in queue_order(queued, ())]
    assert order == ["x0", "y0", "single", "x1", "y1"]
