"""The order of the queue, and how long a run waits: until the runs before it have made their remaining steps."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.engine.queue import next_run, queue_order, wait_for_turn
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from tests.examples import short_run


def a_run(
    name: str, *, steps: int = 0, seconds: float = 0.0, epochs: int = 10, created_at: float = 0.0
) -> Run:
    """A run with 13 steps per epoch that has reached a step after some seconds of training."""
    return Run(
        id=name,
        config=short_run(epochs=epochs),
        state=RunState.QUEUED,
        created_at=created_at,
        ended_at=None,
        last_step=steps,
        seconds_trained=seconds,
        pause_requested=False,
    )


@given(st.lists(st.floats(0, 10), max_size=8))
def test_runs_start_in_the_order_that_the_queue_shows(times: list[float]) -> None:
    queued = [a_run(f"{n}", created_at=at) for n, at in enumerate(times)]
    shown = queue_order(queued)
    taken = []
    while (run := next_run(queued)) is not None:
        taken.append(run)
        queued.remove(run)
    assert taken == shown
    assert [run.created_at for run in shown] == sorted(times)


def test_run_waits_for_the_remaining_steps_of_the_runs_before_it() -> None:
    running = a_run("running", steps=30, seconds=60.0)
    first, second = a_run("first", created_at=1), a_run("second", created_at=2)
    alone = wait_for_turn(first, queued=[first], running=[running], recent=[running], workers=1)
    behind = wait_for_turn(second, queued=[second, first], running=[running], recent=[], workers=1)
    assert alone is not None
    assert alone.before == 0
    assert alone.seconds == pytest.approx(100 * 2.0)
    assert behind is not None
    assert behind.before == 1
    assert behind.seconds == pytest.approx((100 + 130) * 2.0)


def test_workers_share_the_steps_before_a_run() -> None:
    running = [a_run(f"{n}", steps=30, seconds=60.0) for n in range(2)]
    run = a_run("run")
    wait = wait_for_turn(run, queued=[run], running=running, recent=[], workers=2)
    assert wait is not None
    assert wait.seconds == pytest.approx(200 * 2.0 / 2)


def test_run_starts_now_if_a_worker_is_free() -> None:
    run = a_run("run")
    wait = wait_for_turn(run, queued=[run], running=[], recent=[], workers=1)
    assert wait is not None
    assert wait.seconds == 0.0


def test_no_time_is_estimated_without_a_known_pace() -> None:
    run = a_run("run")
    wait = wait_for_turn(run, queued=[run], running=[a_run("new", steps=3)], recent=[], workers=1)
    assert wait is not None
    assert wait.seconds is None


def test_run_that_does_not_wait_has_no_place() -> None:
    run = replace(a_run("run"), state=RunState.RUNNING)
    assert wait_for_turn(run, queued=[], running=[run], recent=[], workers=1) is None
