"""Progress and estimate: trainings are counted once, and each network has its own pace."""

from dataclasses import replace
from pathlib import Path

import pytest

from pruning_core.errors import LimitError
from pruning_core.experiments.estimate import admitted_estimate, check_disk_space, estimate
from pruning_core.experiments.progress import progress_of, trainings_of
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.settings import read_settings
from pruning_core.store.experiments.queries import MemberRun
from pruning_core.store.store import RunStore
from tests.unit.experiments.experiments import PLAN, small_experiment

EXPERIMENT = small_experiment(n_seeds=2)
TRAININGS = trainings_of(EXPERIMENT)
HASHES = list(TRAININGS)
STEPS = 30


def member(index: int, state: RunState, *, step: int = STEPS, seconds: float = 60.0) -> MemberRun:
    """A run of the training with this index."""
    return MemberRun(
        id=f"run {index}",
        training_hash=HASHES[index],
        state=state,
        last_step=step,
        seconds_trained=seconds,
        created_at=0.0,
        ended_at=None,
        host=None,
    )


def test_new_experiment_waits() -> None:
    progress = progress_of(TRAININGS, [], workers=1)
    assert (progress.total, progress.waiting, progress.ended) == (6, 6, False)
    assert progress.seconds_left is None


def test_training_that_was_tried_twice_counts_once() -> None:
    runs = [member(0, RunState.FAILED), member(0, RunState.FINISHED)]
    progress = progress_of(TRAININGS, runs, workers=1, retries=1)
    assert (progress.finished, progress.failed, progress.failed_attempts) == (1, 0, 1)


def test_failed_run_waits_for_its_next_attempt_or_has_failed_for_good() -> None:
    runs = [member(0, RunState.FAILED)]
    assert progress_of(TRAININGS, runs, workers=1, retries=1).waiting == 6
    last = progress_of(TRAININGS, runs, workers=1, retries=0)
    assert (last.waiting, last.failed) == (5, 1)


def test_experiment_ends_when_nothing_runs_or_waits() -> None:
    runs = [member(index, RunState.FINISHED) for index in range(5)]
    assert not progress_of(TRAININGS, runs, workers=1).ended
    assert progress_of(TRAININGS, [*runs, member(5, RunState.STOPPED)], workers=1).ended


def test_workers_share_the_remaining_steps_at_the_measured_pace() -> None:
    runs = [member(0, RunState.FINISHED), member(1, RunState.RUNNING, step=4)]
    one = progress_of(TRAININGS, runs, workers=1).seconds_left
    assert one == pytest.approx((4 * 10 + 6) * 2.0)
    assert progress_of(TRAININGS, runs, workers=2).seconds_left == pytest.approx((one or 0) / 2)


def test_estimate_uses_runs_of_the_same_network_and_batch_size() -> None:
    recent = Run(
        id="recent",
        config=EXPERIMENT.arms[0].config,
        state=RunState.FINISHED,
        created_at=0.0,
        ended_at=1.0,
        last_step=40,
        seconds_trained=20.0,
        pause_requested=False,
    )
    needed = estimate(EXPERIMENT, recent=[recent], workers=1)
    assert (needed.n_runs, needed.n_steps) == (6, 60)
    assert needed.seconds == pytest.approx(30.0)
    other = replace(recent, config=replace(recent.config, plan=replace(PLAN, batch_size=25)))
    assert estimate(EXPERIMENT, recent=[other], workers=1).seconds is None
    half = estimate(EXPERIMENT, recent=[recent], workers=1, n_done=3)
    assert half.n_runs == 3
    assert half.seconds == pytest.approx(15.0)


def test_experiment_that_needs_more_disk_space_than_there_is_gets_refused(tmp_path: Path) -> None:
    needed = estimate(EXPERIMENT, recent=[], workers=1)
    check_disk_space(needed, tmp_path)
    with pytest.raises(LimitError, match="needs about 1,000,000,000 MB of disk space, and"):
        check_disk_space(replace(needed, n_bytes=10**15), tmp_path)


def test_longer_trainings_than_the_server_allows_are_refused(store: RunStore) -> None:
    settings = read_settings({"PRUNELAB_MAX_EPOCHS": "4"})
    with pytest.raises(LimitError, match="trains at most 4 epochs, and this training has 5"):
        admitted_estimate(store, EXPERIMENT, settings=settings)
    usual = read_settings({})
    assert admitted_estimate(store, EXPERIMENT, settings=usual).n_runs == len(EXPERIMENT)
