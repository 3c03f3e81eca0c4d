"""The order of the queue, and the waiting time: a run waits for the remaining steps of the runs before it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.engine.queue import expected_wait, next_run, queue_order
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from tests.examples import short_run


def make_run(
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
    queued = [make_run(f"{n}", created_at=time) for n, time in enumerate(times)]
    page_order = queue_order(queued)
    start_order = []
    while (run := next_run(queued)) is not None:
        start_order.append(run)
        queued.remove(run)
    assert start_order == page_order
    assert [run.created_at for run in page_order] == sorted(times)


def test_run_waits_for_the_remaining_steps_of_the_runs_before_it() -> None:
    running = make_run("running", steps=30, seconds=60.0)
    first, second = make_run("first", created_at=1), make_run("second", created_at=2)
    first_wait = expected_wait(
        first, queued=[first], running=[running], recent=[running], workers=1
    )
    second_wait = expected_wait(
        second, queued=[second, first], running=[running], recent=[], workers=1
    )
    assert first_wait is not None
    assert first_wait.runs_before == 0
    assert first_wait.seconds == pytest.approx(100 * 2.0)
    assert second_wait is not None
    assert second_wait.runs_before == 1
    assert second_wait.seconds == pytest.approx((100 + 130) * 2.0)


def test_workers_share_the_steps_before_a_run() -> None:
    running = [make_run(f"{n}", steps=30, seconds=60.0) for n in range(2)]
    run = make_run("run")
    wait = expected_wait(run, queued=[run], running=running, recent=[], workers=2)
    assert wait is not None
    assert wait.seconds == pytest.approx(200 * 2.0 / 2)


def test_run_starts_now_if_a_worker_is_free() -> None:
    run = make_run("run")
    wait = expected_wait(run, queued=[run], running=[], recent=[], workers=1)
    assert wait is not None
    assert wait.seconds == 0.0


def test_no_time_is_estimated_if_no_run_shows_the_speed_yet() -> None:
    run = make_run("run")
    wait = expected_wait(
        run, queued=[run], running=[make_run("new", steps=3)], recent=[], workers=1
    )
    assert wait is not None
    assert wait.seconds is None


def test_run_that_does_not_wait_has_no_waiting_time() -> None:
    run = replace(make_run("run"), state=RunState.RUNNING)
    assert expected_wait(run, queued=[], running=[run], recent=[], workers=1) is None
