"""Predicted updates, kept weights and applied sparsity equal the values computed step by step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import (
    ConstantSparsity,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    applied_sparsity,
    kept_weights,
    update_steps,
)
from pruning_core.errors import PlanError, ScheduleError
from pruning_core.prediction.masks import mask_sparsity
from pruning_core.schedules import Keyframe, Segment
from tests.strategies import sparsities

lengths = st.integers(0, 400)
sizes = st.integers(1, 10**6)
BILLION = 10**9


@st.composite
def short_schedules(draw: st.DrawFn) -> Schedule:
    """Schedules with a window and a frequency of a few hundred steps."""
    begin_step = draw(st.integers(0, 300))
    frequency = draw(st.integers(1, 120))
    end_step = draw(st.one_of(st.just(-1), st.integers(begin_step, 500)))
    if draw(st.booleans()):
        steps = draw(st.sets(st.integers(0, 500), min_size=1, max_size=5))
        return KeyframeSchedule(
            keyframes=[
                Keyframe(
                    step=step, sparsity=draw(sparsities()), segment=draw(st.sampled_from(Segment))
                )
                for step in sorted(steps)
            ],
            begin_step=begin_step,
            end_step=end_step,
            frequency=frequency,
        )
    if draw(st.booleans()):
        return ConstantSparsity(
            target_sparsity=draw(sparsities()),
            begin_step=begin_step,
            end_step=end_step,
            frequency=frequency,
        )
    return PolynomialDecay(
        initial_sparsity=draw(sparsities()),
        final_sparsity=draw(sparsities()),
        begin_step=begin_step,
        end_step=draw(st.integers(begin_step + 1, 500)),
        power=draw(st.sampled_from((0, 1, 3))),
        frequency=frequency,
    )


@given(short_schedules(), lengths)
def test_update_steps_are_all_steps_from_1_at_which_the_schedule_prunes(
    schedule: Schedule, total_steps: int
) -> None:
    steps = np.arange(1, total_steps + 1)
    expected = steps[schedule.should_prune(steps)]
    updates = update_steps(schedule, total_steps)
    assert updates.dtype == np.int64
    np.testing.assert_array_equal(updates, expected)


@given(short_schedules(), lengths, sizes)
def test_applied_sparsity_changes_only_at_updates_and_is_0_before_the_first_update(
    schedule: Schedule, total_steps: int, n_weights: int
) -> None:
    applied = applied_sparsity(schedule, total_steps, n_weights)
    assert applied.shape == (total_steps,)
    assert applied.dtype == np.float32
    expected = 0.0
    for step, value in enumerate(applied.tolist(), start=1):
        if schedule.should_prune([step])[0]:
            expected = float(mask_sparsity(kept_weights(schedule, step, n_weights), n_weights))
        assert value == expected


@given(short_schedules(), lengths)
def test_applied_sparsity_without_a_kernel_size_is_the_scheduled_sparsity_at_the_last_update(
    schedule: Schedule, total_steps: int
) -> None:
    applied = applied_sparsity(schedule, total_steps)
    assert applied.shape == (total_steps,)
    updates = update_steps(schedule, total_steps)
    np.testing.assert_array_equal(applied[updates - 1], schedule.sparsity(updates))
    changes = np.flatnonzero(np.diff(applied, prepend=np.float32(0))) + 1
    assert set(changes) <= set(updates)


@given(short_schedules(), st.integers(1, 500), sizes)
def test_mask_keeps_at_least_one_and_at_most_all_weights(
    schedule: Schedule, step: int, n_weights: int
) -> None:
    assert 1 <= kept_weights(schedule, step, n_weights) <= n_weights


def test_cost_depends_on_the_number_of_updates_and_not_on_the_number_of_steps() -> None:
    updates = update_steps(
        ConstantSparsity(target_sparsity=0.5, begin_step=7, frequency=10**7), BILLION
    )
    assert updates.size == 100
    assert updates[0] == 7
    assert updates[-1] == 7 + 99 * 10**7


def test_update_after_the_training_changes_nothing() -> None:
    schedule = ConstantSparsity(target_sparsity=0.5, begin_step=2**53 - 1, frequency=1)
    assert update_steps(schedule, BILLION).size == 0
    np.testing.assert_array_equal(applied_sparsity(schedule, 3, 10), [0, 0, 0])


# The tests below pass arguments of wrong types on purpose: they must be refused.


@pytest.mark.parametrize("total_steps", [-1, 1.5, True, None, "10", 2**53 + 1])
def test_invalid_length_of_a_training_is_refused(total_steps: int) -> None:
    schedule = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    with pytest.raises(PlanError, match="total_steps"):
        update_steps(schedule, total_steps)


@pytest.mark.parametrize("n_weights", [0, -1, 1.5, None])
def test_mask_without_weights_is_refused(n_weights: int) -> None:
    schedule = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    with pytest.raises(PlanError, match="n_weights"):
        kept_weights(schedule, 1, n_weights)


@pytest.mark.parametrize("steps", [[1.5], [1.0, 2.0], ["1"], [None], [True], [2**70]])
def test_steps_that_are_not_whole_numbers_are_refused_and_not_rounded(steps: list[int]) -> None:
    schedule = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.5, begin_step=0, end_step=10)
    for method in (schedule.sparsity, schedule.kept_fraction, schedule.should_prune):
        with pytest.raises(ScheduleError, match="steps must be whole numbers"):
            method(steps)
