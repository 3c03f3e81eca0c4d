"""How long a run waits: its place, and the steps that those before it have left."""

from dataclasses import replace

import pytest

from pruning_core.engine.waiting import wait_of
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from tests.examples import short_run


def a_run(name: str, *, steps: int = 0, seconds: float = 0.0, epochs: int = 10) -> Run:
    """A run of 13 steps an epoch that has come to a step in so many seconds."""
    return Run(
        id=name,
        config=short_run(epochs=epochs),
        state=RunState.QUEUED,
        created_at=0.0,
        ended_at=None,
        last_step=steps,
        seconds_trained=seconds,
        pause_requested=False,
    )


def test_a_run_waits_for_the_steps_that_are_left_before_it() -> None:
    running = a_run("running", steps=30, seconds=60.0)
    first, second = a_run("first"), a_run("second")
    alone = wait_of(first, queued=[first], running=[running], recent=[running], workers=1)
    behind = wait_of(second, queued=[first, second], running=[running], recent=[], workers=1)
    assert alone is not None
    assert alone.before == 0
    assert alone.seconds == pytest.approx(100 * 2.0)
    assert behind is not None
    assert behind.before == 1
    assert behind.seconds == pytest.approx((100 + 130) * 2.0)


def test_workers_share_what_is_before_a_run() -> None:
    running = [a_run(f"{n}", steps=30, seconds=60.0) for n in range(2)]
    run = a_run("run")
    wait = wait_of(run, queued=[run], running=running, recent=[], workers=2)
    assert wait is not None
    assert wait.seconds == pytest.approx(200 * 2.0 / 2)


def test_a_run_that_a_worker_is_free_for_begins_now() -> None:
    run = a_run("run")
    wait = wait_of(run, queued=[run], running=[], recent=[], workers=1)
    assert wait is not None
    assert wait.seconds == 0.0


def test_nothing_is_promised_where_no_pace_is_known() -> None:
    run = a_run("run")
    wait = wait_of(run, queued=[run], running=[a_run("new", steps=3)], recent=[], workers=1)
    assert wait is not None
    assert wait.seconds is None


def test_a_run_that_does_not_wait_has_no_place() -> None:
    run = replace(a_run("run"), state=RunState.RUNNING)
    assert wait_of(run, queued=[], running=[run], recent=[], workers=1) is None
