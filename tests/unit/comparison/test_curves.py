"""Thinned curves keep means and extremes, and do not depend on when their events are read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import TrainingPlan
from pruning_core.comparison.curves.buckets import MAX_BUCKETS, Curves, bucket_size
from pruning_core.comparison.curves.points import PointReader
from pruning_core.runs.events.kinds import RunEvent, RunStarted, StepMeasured
from pruning_core.runs.run import StoredEvent
from tests.compared_runs import DECAY, config_of
from tests.run_logs import finished_log, stored_events

LONG_PLAN = TrainingPlan(num_examples=1_000, batch_size=1, epochs=2)
NUMBERS = st.none() | st.floats(-1e6, 1e6)


def curves_of(events: list[RunEvent]) -> Curves:
    """The curves of a long run with these events."""
    curves = Curves(LONG_PLAN)
    curves.add(PointReader(config_of(plan=LONG_PLAN)).read(stored_events(events)))
    return curves


@given(st.lists(NUMBERS, min_size=1, max_size=60))
def test_thinned_curve_keeps_the_mean_and_both_extremes_of_each_bucket(
    losses: list[float | None],
) -> None:
    curves = curves_of(
        [
            StepMeasured(step=step, loss=loss, accuracy=None, scheduled_sparsity=None)
            for step, loss in enumerate(losses, start=1)
        ]
    )
    size = curves.steps.size
    assert size == 4
    for bucket in curves.steps.buckets:
        part = losses[bucket.number * size : (bucket.number + 1) * size]
        values = [loss for loss in part if loss is not None]
        spread = bucket.spreads["loss"]
        assert bucket.step == bucket.number * size + len(part)
        assert spread.low == min(values, default=None)
        assert spread.high == max(values, default=None)
        if spread.mean is None:
            assert values == []
        else:
            assert spread.mean == pytest.approx(math.fsum(values) / len(values), abs=1e-6)
            assert min(values) <= spread.mean <= max(values)


@given(st.integers(1, 2**31))
def test_number_of_buckets_is_limited_and_buckets_are_as_small_as_possible(total: int) -> None:
    size = bucket_size(total)
    assert size & (size - 1) == 0
    assert math.ceil(total / size) <= MAX_BUCKETS
    assert size == 1 or math.ceil(total / (size // 2)) > MAX_BUCKETS


@given(st.lists(st.integers(0, 200), max_size=4))
def test_log_that_is_read_in_parts_gives_the_same_curves(cuts: list[int]) -> None:
    config = config_of(schedule=DECAY)
    stored = stored_events(finished_log(config))
    reader, curves = PointReader(config), Curves(config.plan)
    ends = [*sorted(cuts), len(stored)]
    for first, end in zip([0, *ends], ends, strict=False):
        curves.add(reader.read(stored[first:end]))
    at_once = Curves(config.plan)
    at_once.add(PointReader(config).read(stored))
    assert curves.columns() == at_once.columns()
    assert reader.last_number == len(stored)


def test_each_step_has_its_measurements_its_sparsity_and_its_epoch() -> None:
    config = config_of(schedule=DECAY)
    curves = Curves(config.plan)
    curves.add(PointReader(config).read(stored_events(finished_log(config))))
    columns = curves.columns()
    steps = columns["steps"]
    total = config.plan.total_steps
    assert steps["step"] == list(range(1, total + 1))
    assert steps["loss"][1] == 2.3 / 2
    assert steps["sparsity"][0] == 0
    assert steps["sparsity"] == sorted(steps["sparsity"])
    assert steps["sparsity"][-1] == pytest.approx(0.8 * 50_176 / 50_816, abs=0.02)
    assert "learning_rate" not in steps
    assert "loss_low" not in steps
    epochs = columns["epochs"]
    assert epochs["step"] == [8, 16, 24, 32]
    assert epochs["sparsity"][-1] == steps["sparsity"][-1]
    assert epochs["validation_accuracy"] == [0.2, 0.4, 0.5, 0.5]


def test_training_time_begins_with_the_first_step_and_has_no_pauses() -> None:
    config = config_of()
    started = RunStarted(total_steps=32, steps_per_epoch=8, kernels=config.kernels, versions={})
    events: list[RunEvent] = [
        started,
        *(
            StepMeasured(step=step, loss=1.0, accuracy=0.5, scheduled_sparsity=None)
            for step in (1, 2, 3)
        ),
    ]
    times = [100.0, 101.0, 102.5, 9_000.0]
    stored = [
        StoredEvent(number=event.number, at=at, body=event.body)
        for event, at in zip(stored_events(events), times, strict=True)
    ]
    seconds = [point.seconds for point in PointReader(config).read(stored)]
    assert seconds == [1.0, 2.5, 7.5]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"kind": "step_measured"}',
        '{"kind": "step_measured", "step": -1}',
        '{"kind": "step_measured", "step": 2, "loss": "high"}',
        '{"kind": "step_measured", "step": 2, "loss": Infinity}',
        '{"kind": "step_measured", "step": true, "loss": 1}',
        '{"kind": "masks_measured", "step": 2, "kept": [1, 2, 3]}',
        '{"kind": "masks_measured", "step": 2, "kept": "all"}',
        '{"kind": ["step_measured"], "step": 2}',
    ],
)
def test_damaged_event_is_counted_and_left_out(body: str) -> None:
    reader = PointReader(config_of())
    assert list(reader.read([StoredEvent(number=1, at=0.0, body=body)])) == []
    assert reader.unreadable == 1
