"""The expected time of a run comes from runs of the same network and batch size, and from no others."""

from dataclasses import replace

import pytest

from pruning_core.engine.pace import expected_seconds, similar_runs
from pruning_core.results.outcome import Durations, Outcome, outcome_of
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from tests.examples import FINISHED, short_run


def run(config: RunConfig, *, steps: int, seconds: float, run_id: str = "a") -> Run:
    return Run(
        id=run_id,
        config=config,
        state=RunState.FINISHED,
        created_at=0.0,
        ended_at=9.0,
        last_step=steps,
        seconds_trained=seconds,
        pause_requested=False,
    )


def test_expected_time_is_the_pace_of_similar_runs_and_the_time_of_their_measurements() -> None:
    config = short_run(epochs=2)
    similar = similar_runs(config, [run(short_run(), steps=100, seconds=5.0)])
    assert expected_seconds(config, similar) == pytest.approx(0.05 * 26)
    measured = [outcome(measured=3.0), outcome(measured=None), outcome(measured=5.0)]
    assert expected_seconds(config, similar, measured) == pytest.approx(0.05 * 26 + 4.0)


def test_run_of_another_network_or_batch_size_or_with_few_steps_shows_no_pace() -> None:
    config = short_run()
    larger_batch = replace(config, plan=replace(config.plan, batch_size=64))
    others = [
        run(replace(config, network="mlp"), steps=100, seconds=5.0),
        run(larger_batch, steps=100, seconds=5.0),
        run(config, steps=3, seconds=5.0),
    ]
    assert similar_runs(config, others) == []
    assert expected_seconds(config, []) is None


def test_only_the_latest_similar_runs_count() -> None:
    recent = [run(short_run(), steps=100, seconds=n, run_id=str(n)) for n in range(1, 20)]
    assert [each.id for each in similar_runs(short_run(), recent)] == ["1", "2", "3", "4", "5"]


def outcome(*, measured: float | None) -> Outcome:
    """The outcome of a finished run."""
    return outcome_of(FINISHED, None, ended_at=9.0, durations=Durations(measured=measured))
